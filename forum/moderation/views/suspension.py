"""What a suspended person is told instead of what they wanted to do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forum.moderation.queries import suspension_of


def suspended_page(request: HttpRequest, forum: Any) -> HttpResponse | None:
    """The page that says why somebody cannot write now, and until when; with what they typed, to keep."""
    suspension = suspension_of(request.user, forum)
    if suspension is None:
        return None
    context = {"suspension": suspension, "forum": forum, "typed": request.POST.get("content", "")}
    return render(request, "forum/suspended.html", context, status=403)
