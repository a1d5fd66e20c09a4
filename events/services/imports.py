"""Drafts from somebody's calendar: taken in, brought up to date when it is read again, published or thrown away."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from campaign.models import Collective
from events.importing import Draft
from events.models import Event, ImportedEvent, Occurrence
from events.recurrence import span
from events.services.announcing import announce, change, publish
from events.services.dates import cancel_date, move_date, skip_date
from events.validators import zone_named
from places.models import Commune
from places.names import search_key
from places.queries import matching, search_communes


@dataclass
class Taken:
    """What became of the drafts of one calendar."""

    added: list[Event] = field(default_factory=list)
    updated: list[Event] = field(default_factory=list)
    known: list[Event] = field(default_factory=list)  # published already, or our own: left as they are
    refused: list[str] = field(default_factory=list)  # titles that our own rules refuse


def take_in(drafts: Iterable[Draft], *, collective: Collective, by: Any) -> Taken:
    """Keep drafts as unpublished events of a collective. An entry read before is the same event again."""
    taken, places = Taken(), Places(collective.commune)
    for draft in drafts:
        try:
            with transaction.atomic():
                _take(draft, collective=collective, by=by, places=places, taken=taken)
        except ValidationError:
            taken.refused.append(draft.title)
    return taken


def _take(draft: Draft, *, collective: Collective, by: Any, places: Places, taken: Taken) -> None:
    uid = hashlib.sha256(draft.uid.encode()).hexdigest()
    known = ImportedEvent.objects.select_related("event").filter(collective=collective, uid_hash=uid).first()
    event = known.event if known else _our_own(draft.uid)
    if event is not None and (known is None or event.published_at):
        taken.known.append(event)
        return
    fields = _columns(draft, places)
    if known is None:
        event = announce(hosts=[collective], by=by, publish=False, **fields)
        ImportedEvent.objects.create(event=event, collective=collective, uid_hash=uid)
        taken.added.append(event)
    else:
        event = known.event
        event.occurrences.all().delete()  # a draft's dates are nobody's yet: what was changed before is read anew
        change(event, **fields)
        known.save()  # its moment of reading
        taken.updated.append(event)
    _apply_changes(event, draft)


def _our_own(uid: str) -> Event | None:
    """The event of this site that the entry came from, when somebody brings our own feed back."""
    if not re.fullmatch(r"[0-9a-fA-F-]{36}", uid):
        return None
    return Event.objects.filter(uid=uid, published_at__isnull=False).first()


def _columns(draft: Draft, places: Places) -> dict[str, Any]:
    starts_at, ends_at = span(draft.start, draft.end - draft.start if draft.end else None, zone_named(draft.zone))
    place, _comma, address = draft.location.partition(", ")
    return {
        "title": draft.title,
        "kind": draft.kind,
        "precision": Event.Precision.HOUR if draft.has_hour else Event.Precision.DAY,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "recurrence": draft.rhythm.rule,
        "ends_on": draft.rhythm.until if draft.rhythm.rule else None,
        "count": draft.rhythm.count,
        "time_zone": draft.zone,
        "commune": places.commune_of(draft.location),
        "place": place[:160],
        "address": address[:200],
        "latitude": draft.position[0] if draft.position else None,
        "longitude": draft.position[1] if draft.position else None,
        "summary": draft.text,
        "link": draft.link,
    }


def _apply_changes(event: Event, draft: Draft) -> None:
    rows = {row.date: row for row in event.occurrences.all()}
    for day in sorted(draft.left_out & rows.keys()):
        skip_date(_row(rows[day], event))
    for one in draft.changes:
        row = rows.get(one.day)
        if row is None:
            continue
        if one.cancelled:
            cancel_date(_row(row, event), reason="")
        elif one.start is not None:
            place, _comma, address = one.location.partition(", ")
            move_date(
                _row(row, event),
                local_start=one.start,
                local_end=_own_end(one.start, one.end),
                reason="",
                place=place[:160],
                address=address[:200],
                title=one.title,
            )


def _row(row: Occurrence, event: Event) -> Occurrence:
    row.event = event  # one row of the event in memory: each change counts on it
    return row


def _own_end(start: datetime, end: datetime | None) -> datetime | None:
    return end if end is not None and end > start else None


@transaction.atomic
def publish_drafts(events: Iterable[Event]) -> int:
    """Put drafts on the agenda; return how many were not there yet."""
    waiting = [event for event in events if event.published_at is None]
    for event in waiting:
        publish(event)
    return len(waiting)


@transaction.atomic
def discard_drafts(events: Iterable[Event]) -> int:
    """Throw drafts away; what is published is left alone. Return how many are gone."""
    waiting = [event for event in events if event.published_at is None]
    for event in waiting:
        event.delete()
    return len(waiting)


class Places:
    """Communes named in places of one calendar, each looked up once."""

    def __init__(self, default: Commune) -> None:
        self.default = default
        self._found: dict[str, Commune] = {}

    def commune_of(self, location: str) -> Commune:
        """The commune whose postcode or very name stands in this place; the collective's own when there is none."""
        if location not in self._found:
            self._found[location] = self._by_postcode(location) or self._by_name(location) or self.default
        return self._found[location]

    def _by_postcode(self, location: str) -> Commune | None:
        postcodes = re.findall(r"(?<!\d)\d{5}(?!\d)", location)[:3]
        for postcode in postcodes:
            candidates = list(matching(postcode)[:30])
            here = search_key(location)
            named = [commune for commune in candidates if commune.search_name and commune.search_name in here]
            if found := [*(row for row in candidates if row == self.default), *named, *candidates]:
                return found[0]
        return None

    def _by_name(self, location: str) -> Commune | None:
        for part in reversed([piece.strip() for piece in location.split(",")][-4:]):
            key = search_key(part)
            first = search_communes(part, limit=1) if 2 < len(key) < 60 else []
            if first and first[0].search_name == key:
                return first[0]
        return None
