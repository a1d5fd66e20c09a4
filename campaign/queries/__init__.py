"""Reads over collectives, communes and pages."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Locale, Page

from campaign.models import (
    ArticlePage,
    Collective,
    CollectiveIndexPage,
    Invitation,
    Membership,
    RoleChange,
    StandardPage,
    Statement,
    ToolPage,
)
from campaign.queries.directory import (
    FOUND_AT_MOST,
    Directory,
    collectives_of,
    directory,
    holding,
    nearest_collectives,
    search_collectives,
    words_asked,
)
from campaign.rules import is_member
from engine.part_cache import cached, rows_unless_none
from engine.prepared_queries import prepared
from places.models import Commune

__all__ = [
    "Directory",
    "articles_of",
    "articles_of_commune",
    "collectives_of",
    "directory",
    "directory_page",
    "members_of",
    "membership_of",
    "nearest_collectives",
    "published_statements",
    "search_collectives",
    "search_pages",
    "search_statements",
    "statements_of",
]

STATEMENTS_SHOWN = 6  # on the page of their collective
_WORD = re.compile(r"\w+")


def directory_page(language: str) -> CollectiveIndexPage | None:
    """The published directory in a language: it brings title and introduction."""
    return CollectiveIndexPage.objects.live().filter(locale__language_code=language).first()


def _articles(language: str) -> Any:
    return ArticlePage.objects.live().public().filter(locale__language_code=language)


def articles_of(collective: Collective, *, language: str, limit: int = 3) -> list[ArticlePage]:
    """The latest articles about a collective; about most of them there are none."""

    def about() -> QuerySet[ArticlePage]:
        articles = _articles(language).filter(collectives=collective)
        return articles.latest_first().for_cards()[:limit]

    return rows_unless_none(("campaign:articles", collective.pk, language, limit), about)


def articles_of_commune(commune: Commune, *, language: str, limit: int = 6) -> QuerySet[ArticlePage]:
    """The latest articles about the collectives of a commune."""
    about = Q(
        pk__in=ArticlePage.collectives.through.objects.filter(collective__in=collectives_of(commune)).values(
            "articlepage"
        )
    )
    return _articles(language).filter(about).latest_first().for_cards()[:limit]


def statements_of(collective: Collective) -> list[Statement]:
    """The collective's own latest communiqués."""
    return _latest_statements(collective=collective.pk)


@prepared
def _latest_statements(*, collective: int) -> QuerySet[Statement]:
    return Statement.objects.filter(collective=collective).select_related("collective")[:STATEMENTS_SHOWN]


def published_statements() -> QuerySet[Statement]:
    """The communiqués of all listed collectives, the latest first."""
    return Statement.objects.filter(collective__in=Collective.objects.approved()).select_related("collective")


def search_statements(text: str) -> list[Statement]:
    """The latest communiqués of listed collectives that hold every word of `text`, whatever their language."""
    words = words_asked(text)
    return _statements_holding(words=words) if words else []


@prepared
def _statements_holding(*, words: list[str]) -> QuerySet[Statement]:
    return holding(published_statements(), words)[:FOUND_AT_MOST]


def members_of(collective: Collective) -> QuerySet[Membership]:
    """Organisers first, then by how long they have been there."""
    return collective.memberships.select_related("user").order_by("-role", "since", "pk")


def is_last_organiser(membership: Membership) -> bool:
    """Whether nobody would run the collective without this one."""
    organisers = membership.collective.memberships.filter(role=Membership.Role.ORGANISER)
    return membership.role == Membership.Role.ORGANISER and not organisers.exclude(pk=membership.pk).exists()


def membership_of(user: Any, collective: Collective) -> Membership | None:
    """What this person is there; nothing is asked about who is known to be nothing."""
    if not is_member(user, collective):
        return None
    return next(iter(_memberships(user=user.pk, collective=collective.pk)), None)


@prepared
def _memberships(*, user: int, collective: int) -> QuerySet[Membership]:
    return Membership.objects.filter(user=user, collective=collective)


def open_invitation(token_hash: str) -> Invitation | None:
    """The invitation whose link has this hash, while it lets somebody in."""
    found = Invitation.objects.open().select_related("collective__commune", "made_by")
    return found.filter(token_hash=token_hash).first()


def changed_roles(collective: Collective, *, by: Any) -> bool:
    """Whether this person lately changed roles there, perhaps their own: who has left may still come back."""
    return RoleChange.objects.filter(collective=collective, who=by).exists()


def role_change_to_undo(collective: Collective, *, by: Any) -> RoleChange | None:
    """What this person did last to roles in the collective, while they may still undo it."""

    def last() -> QuerySet[RoleChange]:
        changes = RoleChange.objects.fresh().filter(collective=collective, who=by)
        return changes.select_related("whom", "collective")[:1]

    return next(iter(rows_unless_none(("campaign:role change", collective.pk, by.pk), last)), None)


def search_pages(text: str, *, language: str, limit: int = 20) -> list[Page]:
    """Published public pages of a language that hold the words of `text`; whole words first, then beginnings."""
    # Only words reach the engines: each has its own signs that mean something, and breaks on the others'.
    words = " ".join(_WORD.findall(text))
    if not words:
        return []
    pages = Page.objects.live().public().filter(locale=_number_of(language))
    # Collectives and events are found by their own rows; their Wagtail faces would be the same answer twice.
    pages = pages.type(ArticlePage, StandardPage, ToolPage).specific()
    found = {page.pk: page for page in pages.search(words, operator="and")[:limit]}
    if len(found) < limit:
        found |= {page.pk: page for page in pages.autocomplete(words)[:limit] if page.pk not in found}
    return list(found.values())[:limit]


def _number_of(language: str) -> int:
    """The key of the locale of a language."""
    locales = Locale.objects.filter(language_code=language)
    return cached(("campaign:locale", language), locales.values_list("pk", flat=True).get)
