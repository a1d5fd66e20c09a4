"""Reads over collectives, communes and pages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from wagtail.models import Locale, Page

from campaign.models import (
    ArticlePage,
    Collective,
    CollectiveIndexPage,
    Membership,
    StandardPage,
)
from places.models import Commune
from places.names import without_accents
from places.queries import distance_km, search_communes, the_one_meant

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Listed:
    """A collective in the directory, with its distance from the commune asked for."""

    collective: Collective
    distance_km: float | None = None


@dataclass(frozen=True)
class Directory:
    """What the directory answers: the collectives, and how the question was understood."""

    entries: list[Listed]
    near: Commune | None = None
    communes: tuple[Commune, ...] = ()


def directory(*, text: str = "", status: str = "") -> Directory:
    """Approved collectives: all by name; around a commune when `text` names one; else those whose name holds it."""
    collectives = Collective.objects.approved().select_related("commune")
    if status in Collective.Status.values:
        collectives = collectives.filter(status=status)
    text = text.strip()[:100].replace("\x00", "")
    if not text:
        return Directory([Listed(collective) for collective in collectives])
    commune = the_one_meant(text)
    if commune is not None:
        listed = [Listed(one, distance_km(commune, one.commune)) for one in collectives]
        listed.sort(key=lambda one: (one.distance_km is None, one.distance_km or 0.0, one.collective.name))
        return Directory(listed, near=commune)
    wanted = without_accents(text).lower()
    named = [one for one in collectives if wanted in without_accents(f"{one.name} {one.commune.name}").lower()]
    return Directory([Listed(one) for one in named], communes=tuple(search_communes(text, limit=12)))


def collectives_of(commune: Commune) -> QuerySet[Collective]:
    """Approved collectives of a commune; those of a city with all its arrondissements, and the other way round."""
    family = Q(commune=commune) | Q(commune__parent=commune)
    if commune.parent_id:
        family |= Q(commune_id=commune.parent_id)
    return Collective.objects.approved().filter(family).select_related("commune")


def nearest_collectives(commune: Commune, *, limit: int = 5) -> list[Listed]:
    """Approved collectives of other communes, the nearest first."""
    own = set(collectives_of(commune).values_list("pk", flat=True))
    others = [
        Listed(one, distance)
        for one in Collective.objects.approved().select_related("commune")
        if one.pk not in own and (distance := distance_km(commune, one.commune)) is not None
    ]
    return sorted(others, key=lambda one: (one.distance_km or 0.0, one.collective.name))[:limit]


def directory_page(language: str) -> CollectiveIndexPage | None:
    """The published directory in a language: it brings title and introduction."""
    return CollectiveIndexPage.objects.live().filter(locale__language_code=language).first()


def articles_of(collective: Collective, *, language: str, limit: int = 3) -> QuerySet[ArticlePage]:
    """The latest articles about a collective."""
    articles = ArticlePage.objects.live().public().filter(collectives=collective, locale__language_code=language)
    return articles.latest_first().select_related("picture")[:limit]


def members_of(collective: Collective) -> QuerySet[Membership]:
    """Organisers first, then by how long they have been there."""
    return collective.memberships.select_related("user").order_by("-role", "since", "pk")


def search_collectives(text: str, *, limit: int = 10) -> list[Collective]:
    """Approved collectives whose name, words or commune hold every word of `text`."""
    words = without_accents(text).lower().split()
    if not words:
        return []
    found = []
    for one in Collective.objects.approved().select_related("commune"):
        held = without_accents(f"{one.name} {one.commune.name} {one.introduction} {one.meeting_words}").lower()
        if all(word in held for word in words):
            found.append(one)
    return found[:limit]


def search_pages(text: str, *, language: str, limit: int = 20) -> list[Page]:
    """Published public pages of a language that hold the words of `text`; whole words first, then beginnings."""
    # Only words reach the engines: each has its own signs that mean something, and breaks on the others'.
    words = " ".join(_WORD.findall(text))
    if not words:
        return []
    pages = Page.objects.live().public().filter(locale=Locale.objects.get(language_code=language))
    # Collectives and events are found by their own rows; their Wagtail faces would be the same answer twice.
    pages = pages.type(ArticlePage, StandardPage).specific()
    found = {page.pk: page for page in pages.search(words, operator="and")[:limit]}
    if len(found) < limit:
        found |= {page.pk: page for page in pages.autocomplete(words)[:limit] if page.pk not in found}
    return list(found.values())[:limit]
