"""Series told in one line: the next date of an event, and beside it those that follow, so that none fills a list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery
from django.utils import timezone

from engine.part_cache import cached_rows
from events import queries
from events.models import Event, Occurrence
from events.queries import Filters

CHIPS = 3  # dates beside the next one
COUNTED = 24  # dates of a series, at most: how many more there are is not counted, so that no page grows with its dates
SERIES_SHOWN = 6  # on the page of a collective


class _NumberOf(Subquery):
    """Counts the rows of a subquery, which may have a limit."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) few)"
    output_field = IntegerField()


def _dates_of_each(now: datetime) -> QuerySet[Occurrence]:
    """The dates to come of the event that the outer query is about, found by the index `occurrence_of_event`."""
    coming = Occurrence.objects.exclude(status=Occurrence.Status.SKIPPED).filter(over_at__gt=now)
    return coming.filter(event=OuterRef("pk")).order_by("over_at", "starts_at")


def with_next(events: QuerySet[Event], now: datetime | None = None) -> QuerySet[Event]:
    """Those of these events that have a date to come, the soonest first, each with the keys of its next dates.

    As many rows are read of each as a line shows, however many dates there are.
    """
    dates = _dates_of_each(now or timezone.now())
    keys = {f"date_{number}": Subquery(dates.values("pk")[number : number + 1]) for number in range(CHIPS + 1)}
    found = events.annotate(soonest=Subquery(dates.values("starts_at")[:1])).filter(soonest__isnull=False)
    number = _NumberOf(dates.values("pk")[:COUNTED])
    return found.annotate(number_of_dates=number, **keys).select_related("commune").order_by("soonest", "pk")


def told(events: list[Event]) -> list[Occurrence]:
    """The next date of each of these, found by `with_next`.

    On it stand `then`, those that follow, and `more`, how many else; with `many` there are more than were counted.
    """
    keys = {event.pk: [getattr(event, f"date_{number}") for number in range(CHIPS + 1)] for event in events}
    rows = Occurrence.objects.in_bulk([key for found in keys.values() for key in found if key is not None])
    lines = []
    for event in events:
        dates = [rows[key] for key in keys[event.pk] if key in rows]
        for row in dates:
            row.event = event
        if dates:
            first, *first.then = dates  # type: ignore[attr-defined]
            first.more = max(0, event.number_of_dates - len(dates))  # type: ignore[attr-defined]
            first.many = event.number_of_dates >= COUNTED  # type: ignore[attr-defined]
            lines.append(first)
    return lines


def agenda(filters: Filters) -> QuerySet[Event]:
    """The agenda's list, one line an event: its next date; hosts included."""
    return with_next(queries.narrowed(Event.objects.listed(), filters)).prefetch_related("hosts")


def next_of_each(*, commune: Any = None, collective: Any = None, limit: int = 5) -> list[Occurrence]:
    """The next date of each event, for a page about something else, with those that follow.

    A collective's own page shows its dates though it still waits for approval: who has the address may see them.
    """
    if collective:
        return _hosted(collective.pk)[:limit]
    nearest = [row.event_id for row in queries.next_dates(commune=commune, limit=limit)]
    return told(list(with_next(Event.objects.filter(pk__in=nearest)).prefetch_related("hosts"))) if nearest else []


def _hosted(collective: int) -> list[Occurrence]:
    """Its series, as long as no date of a line is over: each time one is, another takes its place."""

    def read() -> list[Occurrence]:
        hosted = with_next(Event.objects.published().filter(hosts=collective)).prefetch_related("hosts")
        return told(list(hosted[:SERIES_SHOWN]))

    known = cached_rows(("events:hosted-series", collective), read, weight=SERIES_SHOWN)
    return read() if any(row.is_over for row in known) else known


def coming_beyond(event: Event, now: datetime) -> int:
    """How many dates come after those that the page of an event shows."""
    coming = Occurrence.objects.filter(event=event).exclude(status=Occurrence.Status.SKIPPED).coming(now)
    return max(0, coming.count() - queries.DATES_SHOWN)
