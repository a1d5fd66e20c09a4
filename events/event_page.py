"""What everybody is shown of an event: read and drawn once, until something that it shows is written to or over.

What depends on who reads (rights, minutes for members, the topic) is no part of it: views/public.py adds that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from engine.part_cache import cached
from events import queries, series
from events.models import Event, Minutes, Occurrence
from events.schema_org import event_data

_WEIGHT = 5  # as several things that are remembered: some twenty kilobytes


@dataclass(frozen=True)
class Shown:
    """An event, or one of its dates, with what is drawn of it. Shared by many readers: never to be changed."""

    event: Event
    occurrence: Occurrence | None  # whose place and hour the page tells
    one_date: bool
    unlisted: bool
    minutes: dict[int, str]  # date → for whom they are
    until: datetime  # when it says something else by itself
    top: SafeString
    news: SafeString
    facts: SafeString
    doors: SafeString
    words: SafeString
    past: SafeString  # with the minutes that all may read
    past_for_members: SafeString
    data: SafeString | str


class _Missing(Exception):
    """Nobody finds this without rights of their own; it is not remembered, whatever addresses people try."""


def shown_to(user: Any, slug: str, day: date | None = None) -> Shown | None:
    """The event at this address, or one of its dates, where this person may see it."""

    def read() -> Shown:
        """By nobody's rights."""
        shown = _shown(queries.event_answering_at(slug), day)
        if shown is None:
            raise _Missing
        return shown

    try:
        shown = cached(("events:page", slug, day, get_language()), read, weight=_WEIGHT)
        return shown if shown.until > timezone.now() else read()
    except _Missing:
        return _shown(queries.draft_seen_by(user, slug), day) if user.is_authenticated else None


def _shown(event: Event | None, day: date | None) -> Shown | None:
    now = timezone.now()
    dates = _dates(event, day, now) if event else None
    if event is None or dates is None:
        return None
    coming, past, only = dates
    going = next((row for row in coming if not row.is_cancelled), None)
    occurrence = only or going or next(iter((*coming, *past)), None)
    minutes = queries.audiences_of([row.pk for row in {occurrence, *past} if row])
    for_all = {row for row, audience in minutes.items() if audience == Minutes.Audience.ALL}
    unlisted = event.is_unlisted or event.published_at is None
    context = {
        "event": event,
        "occurrence": occurrence,
        "one_date": only is not None,
        "unlisted": unlisted,
        "coming": [row for row in coming if row != occurrence],
        "more": series.coming_beyond(event, now) if len(coming) >= queries.DATES_SHOWN else 0,
        "past": past,
        "face": queries.face_of(event, get_language() or "fr"),
    }
    parts = {part: _draw(part, context) for part in ("top", "news", "facts", "doors", "words")}
    return Shown(
        event=event,
        occurrence=occurrence,
        one_date=only is not None,
        unlisted=unlisted,
        minutes=minutes,
        until=_changes_at([row for row in (only, *coming) if row], now),
        past=_draw("past", context | {"with_minutes": for_all}),
        past_for_members=_draw("past", context | {"with_minutes": minutes}),
        data=event_data(occurrence) if occurrence else "",
        **parts,
    )


def _dates(
    event: Event, day: date | None, now: datetime
) -> tuple[list[Occurrence], list[Occurrence], Occurrence | None] | None:
    """Its next dates, its last ones, and the one that is asked for by its day, alone; None when there is none."""
    if day is None:
        return *queries.dates_around(event, now), None
    only = queries.date_of(event, day)
    if only is None:
        return None
    only.event = event
    return [], [], only


def _draw(part: str, context: dict[str, Any]) -> SafeString:
    return render_to_string(f"events/page/{part}.html", context)


def _changes_at(dates: list[Occurrence], now: datetime) -> datetime:
    """When one of these dates is over, at midnight at the latest: days near today are said without their year.

    A date beyond as many as are shown begins after the last of them, so it is not over before that begins.
    """
    moments = [row.over_at for row in dates if row.over_at > now]
    if len(dates) >= queries.DATES_SHOWN:
        moments.append(dates[-1].starts_at)
    return min([*moments, queries.midnight(timezone.localdate() + timedelta(days=1))])
