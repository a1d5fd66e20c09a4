"""One question put to every room; each answers with what this reader may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaign import queries as campaign_queries
from campaign.models import ArticlePage
from events import queries as events_queries
from forum.searching.passages import passage_of
from forum.searching.queries import latest_holding
from forum.templatetags.board_tags import post_url
from places.queries import search_communes
from surveillance import queries as surveillance_queries

EACH_AT_MOST = 10


@dataclass(frozen=True)
class Found:
    """One thing found: what it is called, where it is, and a line about it."""

    title: str
    url: str
    stamp: str = ""  # a date
    where: str = ""  # a place, a name
    text: str = ""
    passage: SafeString = SafeString("")  # words of a post, those asked for marked
    article: Any = None  # whose picture is shown
    project: Any = None  # the same
    plate: tuple[str, Any] | None = None  # kind and key of the picture that is drawn
    sign: str = ""


@dataclass(frozen=True)
class Room:
    """What one room found."""

    name: str
    label: Any
    found: list[Found]


def _pages(text: str, language: str) -> Iterator[Found]:
    pages = campaign_queries.search_pages(text, language=language, limit=EACH_AT_MOST)
    prefetch_related_objects([page for page in pages if isinstance(page, ArticlePage)], "picture__renditions")
    for page in pages:
        summary = getattr(page, "standfirst", "") or getattr(page, "introduction", "")
        date = getattr(page, "date", None)
        article = page if isinstance(page, ArticlePage) else None
        yield Found(page.title, page.url or "", date_format(date) if date else "", text=summary, article=article)


def _collectives(text: str) -> Iterator[Found]:
    for collective in campaign_queries.search_collectives(text):
        where, sign = collective.commune.label, f"collective:{collective.pk}"
        yield Found(
            collective.name, collective.get_absolute_url(), where=where, text=collective.introduction, sign=sign
        )


def _statements(text: str) -> Iterator[Found]:
    for statement in campaign_queries.search_statements(text):
        stamp, where = date_format(statement.published_on), statement.collective.name
        yield Found(statement.title, statement.get_absolute_url(), stamp, where, statement.opening)


def _communes(text: str) -> Iterator[Found]:
    for commune in search_communes(text, limit=5):
        where = f"{commune.departement} ({commune.departement_code})"
        yield Found(commune.name, commune.get_absolute_url(), where=where)


def _events(text: str, user: Any) -> Iterator[Found]:
    for event in events_queries.search_events(text, user):
        plate = (event.kind, event.pk)
        yield Found(event.title, event.get_absolute_url(), "", event.commune.label, event.summary, plate=plate)


def _projects(text: str) -> Iterator[Found]:
    for project in surveillance_queries.search_projects(text):
        yield Found(project.name, project.get_absolute_url(), "", project.where, project.summary, project=project)


def _posts(text: str, user: Any) -> Iterator[Found]:
    for post in latest_holding(user, text):
        passage = passage_of(post.content.rendered, text)
        yield Found(post.topic.subject, post_url(post), where=post.topic.forum.name, passage=passage)


def search(text: str, *, user: Any, language: str) -> list[Room]:
    """What each room holds on `text`, rooms without an answer left out; pages first."""
    rooms = [
        Room("pages", _("Pages and articles"), list(_pages(text, language))),
        Room("statements", _("Communiqués"), list(_statements(text))),
        Room("collectives", _("Collectives"), list(_collectives(text))),
        Room("dates", _("Dates"), list(_events(text, user))),
        Room("projects", _("Surveillance projects"), list(_projects(text))),
        Room("topics", _("Forum"), list(_posts(text, user))),
        Room("communes", _("Communes"), list(_communes(text))),
    ]
    return [room for room in rooms if room.found]
