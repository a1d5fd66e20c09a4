"""Finding a commune, and everything we know of it on one page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language

from campaign.queries import articles_of_commune, collectives_of, nearest_collectives
from campaign.queries.beginnings import people_watching
from campaign.queries.freshness import freshest_first
from places.models import Commune
from places.queries import search_communes

FOUND_AT_MOST = 20
LONGEST_QUESTION = 100


def commune_list(request: HttpRequest) -> HttpResponse:
    """Find a commune by name or postcode."""
    text = request.GET.get("q", "").strip().replace("\x00", "")
    asked, cut = text[:LONGEST_QUESTION], len(text) > LONGEST_QUESTION
    found = search_communes(asked, limit=FOUND_AT_MOST) if asked else []
    return render(request, "campaign/commune_list.html", {"text": text, "communes": found, "cut": cut})


def commune_detail(request: HttpRequest, insee: str, slug: str) -> HttpResponse:
    """A commune; what each room knows of it comes by that room's own tag in the template."""
    commune = get_object_or_404(Commune.objects.select_related("parent"), pk=insee)
    if slug != commune.slug:
        return redirect(commune, permanent=True)
    collectives = freshest_first(collectives_of(commune))
    return render(
        request,
        "campaign/commune_detail.html",
        {
            "commune": commune,
            "collectives": collectives,
            "nobody_yet": not any(collective.takes_members for collective in collectives),
            "nearest": nearest_collectives(commune),
            "articles": articles_of_commune(commune, language=get_language() or "fr"),
            "watching": people_watching(commune),
        },
    )
