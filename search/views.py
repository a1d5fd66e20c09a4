"""The search page: one field, every room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from search.queries import search

LONGEST_QUESTION = 100


def results(request: HttpRequest) -> HttpResponse:
    """Everything on what was asked that this reader may see."""
    text = " ".join(request.GET.get("q", "").replace("\x00", " ").split())
    asked, cut = text[:LONGEST_QUESTION], len(text) > LONGEST_QUESTION
    rooms = search(asked, user=request.user, language=get_language() or "fr") if asked else []
    return render(request, "search/results.html", {"text": text, "rooms": rooms, "cut": cut})
