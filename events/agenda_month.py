"""The agenda as a month: weeks of days, the first dates of each."""

from __future__ import annotations

import calendar
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from events.models import Event, Occurrence
from events.models.occurrences import NEAR_DAYS
from events.queries import Filters, dates, midnight

SHOWN_A_DAY = 6  # in the month; the day's own list has them all
_LIGHT = ("pk", "starts_at", "ends_at", "event__precision", "event__time_zone")


@dataclass
class Day:
    """A cell of the month."""

    date: date
    in_month: bool
    is_today: bool
    dates: list[Occurrence] = field(default_factory=list)
    more: int = 0  # dates beyond those shown
    keys: list[int] = field(default_factory=list)  # of those shown
    is_taken: bool = False  # something still comes on it: the small calendar and the strip ask this alone

    def take(self, key: int) -> None:
        """Show this date too, or count it where the day has enough."""
        if len(self.keys) < SHOWN_A_DAY:
            self.keys.append(key)
        else:
            self.more += 1


@dataclass
class Month:
    """A month as weeks of days, and what has no day in it."""

    first: date
    weeks: list[list[Day]]
    undated: list[Occurrence]

    @property
    def is_empty(self) -> bool:
        return not self.undated and not any(day.dates for week in self.weeks for day in week if day.in_month)

    @property
    def previous(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def next(self) -> date:
        return (self.first + timedelta(days=32)).replace(day=1)


def month(filters: Filters, first: date) -> Month:
    """The month that begins on `first`, each day with its dates; a festival stands in each of its days."""
    today = timezone.localdate()
    weeks = [
        [Day(day, day.month == first.month, day == today) for day in week]
        for week in calendar.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    ]
    by_day = {day.date: day for week in weeks for day in week}
    undated = []
    for pk, days in _placed(filters, weeks[0][0].date, weeks[-1][-1].date):
        if isinstance(days, date):
            if days == first:
                undated.append(pk)
            continue
        for day in days:
            by_day[day].take(pk)
    shown = {pk for cell in by_day.values() for pk in cell.keys} | set(undated)
    whole = Occurrence.objects.filter(pk__in=shown).with_events().in_bulk()
    for cell in by_day.values():
        cell.dates = [whole[pk] for pk in cell.keys if pk in whole]
    return Month(first, weeks, [whole[pk] for pk in undated if pk in whole])


def near_days(filters: Filters) -> dict[str, Any]:
    """The seven days from today on, and the month that they end in, each day with whether anything comes on it."""
    today = timezone.localdate()
    strip = [today + timedelta(days=number) for number in range(NEAR_DAYS)]
    first = strip[-1].replace(day=1)
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    taken = days_taken(filters, today, max(strip[-1], weeks[-1][-1]))
    rows = [[Day(day, day.month == first.month, day == today, is_taken=day in taken) for day in week] for week in weeks]
    near = [Day(day, True, day == today, is_taken=day in taken) for day in strip]
    return {"strip": near, "near": Month(first, rows, [])}


def days_taken(filters: Filters, start: date, end: date) -> set[date]:
    """The days of a span, both ends included, on which something still comes."""
    placed = (days for _pk, days in _placed(filters, start, end, coming=True) if not isinstance(days, date))
    return {day for days in placed for day in days}


def _placed(
    filters: Filters, start: date, end: date, *, coming: bool = False
) -> Iterator[tuple[int, list[date] | date]]:
    """The dates that touch a span, each with its days in it; one whose day is unknown with the first of its month.

    With `coming` those that are over are left out.
    """
    # A day of margin on both sides: an event's own zone may lie hours away from the site's.
    found = dates(filters).between(midnight(start - timedelta(days=1)), midnight(end + timedelta(days=2)))
    if coming:
        found = found.coming()
    midnights = [midnight(start + timedelta(days=number)).astimezone(UTC) for number in range((end - start).days + 2)]
    # First what tells the days, of all; then whole rows, of those that are shown.
    for pk, starts_at, ends_at, precision, zone in found.values_list(*_LIGHT):
        # Nearly all are of one day by the site's own clocks.
        if zone == settings.TIME_ZONE and precision != Event.Precision.MONTH:
            place = bisect_right(midnights, starts_at)
            if 0 < place < len(midnights) and (ends_at is None or ends_at < midnights[place]):
                yield pk, [start + timedelta(days=place - 1)]
                continue
        row = Occurrence(pk=pk, starts_at=starts_at, ends_at=ends_at, event=Event(precision=precision, time_zone=zone))
        if not row.knows_day:
            yield pk, row.local_start.date()
            continue
        day = row.local_start.date()
        last = min(row.last_day if row.lasts_days else day, end)
        day = max(day, start)
        yield pk, [day + timedelta(days=number) for number in range((last - day).days + 1)]
