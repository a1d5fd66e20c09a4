"""What a moderator is told when somebody else was quicker."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from forum.exceptions import Overtaken


def told_when_overtaken(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For views that act on what another moderator may have decided, moved or removed a moment ago."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Overtaken as refusal:
            messages.info(request, str(refusal.sentence))
            return redirect("board:moderation_log")

    return guarded
