"""What a link to a page of this site is about, in two lines; only what everybody may see, and never a fetch elsewhere.

A card is drawn when the message is rendered and looked at again every night (`manage.py refresh_cards`): until then it
may say what was true when it was written, as any message does. What is no longer public becomes a plain link again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import get_language_from_path, gettext

from campaign.models import ArticlePage, CampaignDocument, Collective
from events.models import Event, Occurrence
from events.times import when_words
from places.models import Commune
from safety.markdown import Card
from surveillance.models import Project

# A line that is one link, as a card needs it: to this site, whole or from its root.
ALONE = re.compile(r"^ {0,3}(?:https?://[^\s/]+)?/\S*\s*$", re.MULTILINE)


def card_for(link: str) -> Card | None:
    """The card of what a link leads to; None for other sites, and for what not everybody may see."""
    try:
        parts = urlsplit(link)
        here = {urlsplit(url).netloc for url in (settings.SITE_URL, settings.ONION_URL) if url} | {""}
        if parts.netloc not in here or parts.query or link.startswith("//"):
            return None
        language = get_language_from_path(parts.path) or settings.LANGUAGE_CODE
        with translation.override(language):
            match = resolve(parts.path)
    except (ValueError, Resolver404):
        return None
    draw = _KINDS.get(match.view_name) or (_document if "document_id" in match.kwargs else None)
    with translation.override(settings.LANGUAGE_CODE):  # stored once for all readers, like what people write
        return draw(parts.path, **match.kwargs) if draw else None


def _joined(*parts: Any) -> str:
    return " · ".join(str(part) for part in parts if part)


def _event_card(path: str, event: Event, date: Occurrence | None) -> Card:
    when = when_words(date, ends=False) if date else ""
    gone = event.cancelled_at or (date and date.status == Occurrence.Status.CANCELLED)
    details = _joined(gettext("cancelled") if gone else "", when, event.commune.name)
    return Card(path, event.get_kind_display(), event.title, details)


def _event(path: str, slug: str) -> Card | None:
    event = Event.objects.listed().select_related("commune").filter(slug=slug).first()
    return _event_card(path, event, Occurrence.objects.listed().filter(event=event).coming().first()) if event else None


def _date(path: str, slug: str, day: Any) -> Card | None:
    dates = Occurrence.objects.listed().select_related("event", "event__commune")
    date = dates.filter(event__slug=slug, date=day).first()
    return _event_card(path, date.event, date) if date else None


def _project(path: str, slug: str) -> Card | None:
    project = Project.objects.published().filter(slug=slug).first()
    if project is None:
        return None
    details = _joined(project.get_status_display(), project.where)
    return Card(path, gettext("surveillance project"), project.name, details)


def _collective(path: str, slug: str) -> Card | None:
    found = Collective.objects.approved().select_related("commune").filter(slug=slug).first()
    return Card(path, gettext("collective"), found.name, found.commune.label) if found else None


def _commune(path: str, insee: str, slug: str) -> Card | None:
    found = Commune.objects.filter(insee=insee, slug=slug).first()
    details = f"{found.departement} ({found.departement_code})" if found else ""
    return Card(path, gettext("commune"), found.name, details) if found else None


def _article(path: str, **kwargs: Any) -> Card | None:
    articles = ArticlePage.objects.live().public().filter(slug=path.rstrip("/").rsplit("/", 1)[-1])
    found = next((page for page in articles if (page.get_url_parts() or ("", "", ""))[2] == path), None)
    return Card(path, gettext("article"), found.title, date_format(found.date)) if found else None


def _document(path: str, document_id: int, document_filename: str) -> Card | None:
    found = CampaignDocument.objects.select_related("collection").filter(pk=document_id).first()
    if found is None or found.filename != document_filename or found.collection.get_view_restrictions():
        return None
    return Card(path, gettext("document"), found.title, found.file_extension.upper())


_KINDS: dict[str, Callable[..., Card | None]] = {
    "events:detail": _event,
    "events:date": _date,
    "surveillance:project": _project,
    "campaign:collective": _collective,
    "campaign:commune": _commune,
    "wagtail_serve": _article,
}
