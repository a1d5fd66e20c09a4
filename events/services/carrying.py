"""What was arranged for dates that a changed series no longer has: where each goes, and taking it there.

A date's row is given its new day, and with it goes all that hangs on it: its words, its place, that it is cancelled,
who comes, what was written to them.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef
from django.utils import timezone

from events.models import Attendance, Event, Minutes, Occurrence
from events.recurrence import at_zone
from events.services.dates import arrange, wanted_days
from events.services.telling import News, note_news
from events.signals import attendees_wait

OFFERED = 8  # new days on each side of the old one among which organisers choose


@dataclass(frozen=True)
class Arranged:
    """A date that a changed series no longer has and for which something was arranged."""

    row: Occurrence
    days: list[date]  # new days that it may be carried to, in order
    proposed: date | None  # the nearest of them that is free; None: nothing of it stays
    people: int
    alone: bool  # whether there is more to it than people, so that no other date can be carried to the same day


def what_is_arranged(event: Event, **fields: Any) -> list[Arranged]:
    """What would have to be carried if these fields of an event were changed, in order; nothing is written."""
    now = timezone.now()
    before = Event.objects.get(pk=event.pk)
    after = copy.copy(event)
    for name, value in fields.items():
        setattr(after, name, value)
    if after.cancelled_at or not (before.recurrence or after.recurrence):
        return []
    old, wanted = wanted_days(before, now=now), wanted_days(after, now=now)
    gone = old.keys() - wanted.keys()
    rows = list(
        before.occurrences.filter(starts_at__gt=now)
        .annotate(people=Count("attendances"), has_minutes=Exists(Minutes.objects.filter(occurrence=OuterRef("pk"))))
        .order_by("date")
    )
    for row in rows:
        row.event = before
    taken = {row.date for row in rows if row.date in wanted and (row.is_arranged or row.has_minutes)}
    rests = {day for day in wanted if day.month in after.months_left_out}
    free = sorted(day for day in wanted.keys() - taken - rests if at_zone(wanted[day], after.zone) > now)
    stale = [row for row in rows if row.date in gone and (row.is_arranged or row.people or row.has_minutes)]
    return list(_propose(stale, free, old=list(old), new=list(wanted)))


def _propose(stale: Iterable[Any], free: list[date], *, old: list[date], new: list[date]) -> Iterable[Arranged]:
    """Each goes to the nearest new day, the later of two; one day takes one date, and any number of people.

    A day that is further away than the dates of the series are from each other stands for none of them: a series that
    ends earlier, or rests, has none for what comes after.
    """
    claimed: set[date] = set()
    for row in stale:
        near = sorted(free, key=lambda day: (abs(day - row.date), row.date - day))[: 2 * OFFERED]
        step = _step(old, row.date) if len(old) > 1 else timedelta.max
        standing_in = [day for day in near if abs(day - row.date) < max(step, _step(new, day))]
        alone = row.is_arranged or row.has_minutes
        proposed = standing_in[0] if standing_in else None
        if alone and proposed in claimed:
            # That a date falls out is worth a day of the new series only where it is the nearest.
            only_falls_out = not row.is_taking_place and not row.people
            proposed = None if only_falls_out else next((day for day in standing_in if day not in claimed), None)
        if alone and proposed:
            claimed.add(proposed)
        yield Arranged(row, sorted(near), proposed, row.people, alone)


def _step(days: list[date], day: date) -> timedelta:
    """How far a day of a series is from the next one, before or after it."""
    return min((abs(other - day) for other in days if other != day), default=timedelta())


@transaction.atomic
def carry(event: Event, arranged: list[Arranged], chosen: Mapping[date, date | None]) -> None:
    """Take each of these dates to its new day, as chosen or as proposed; those without one are left to be removed.

    To be called when the event's own columns are written, before its dates are (services/dates.py).
    """
    for one in sorted(arranged, key=lambda one: not one.alone):  # people come to a date that is there
        day = chosen.get(one.row.date, one.proposed)
        if day not in one.days:
            continue
        there = event.occurrences.filter(date=day).first()
        if there is None or one.alone:
            _take_over(one, there, day, event)
        else:
            names = _people_of(one.row)
            _join(one.row, there)
            _offer(there, names, one.row.date)
            if not there.is_taking_place:
                there.attendances.filter(pk__in=names).update(news=News.CANCELLED)


def _take_over(one: Arranged, there: Occurrence | None, day: date, event: Event) -> None:
    """Give a date its new day, in the place of the row that has it, if that is free."""
    row, old, began = one.row, one.row.date, one.row.starts_at
    names = _people_of(row)
    if there is not None:
        there.event = event
        if there.is_arranged:
            return
        note_news([there.pk], News.MOVED)
        _join(there, row)
        there.delete()
    row.event = event
    row.date, row.own_day = day, row.own_day if row.own_day != day else None
    arrange(row)
    row.save()
    if row.starts_at != began:
        _offer(row, names, old)


def _join(row: Occurrence, other: Occurrence) -> None:
    """Those who come to one date come to another, and what was written to them is read there."""
    row.attendee_messages.update(occurrence=other)
    row.attendances.update(occurrence=other)
    last = other.attendee_messages.aggregate(last=Max("pk"))["last"] or 0
    other.attendances.update(last_message=last)


def _people_of(row: Occurrence) -> list[int]:
    return list(row.attendances.values_list("pk", flat=True))


def _offer(row: Occurrence, names: list[int], old: date) -> None:
    """Offer these people the new day of the date they chose; they are told after the commit."""
    if not names or not row.is_taking_place:
        return
    people = row.attendances.filter(pk__in=names)
    people.filter(was_on=None).update(was_on=old)
    people.update(news=News.REDATED, reminded_at=None, place_told_at=None)
    people.filter(was_on=row.date).update(was_on=None, news=News.MOVED)  # back on the day that they chose
    transaction.on_commit(lambda: attendees_wait.send(sender=Attendance, dates=[row.pk]))


def keep_new_date(attendance: Attendance) -> None:
    """They come on the new day of the date they chose."""
    attendance.was_on = None
    attendance.news = News.NONE if attendance.news == News.REDATED else attendance.news
    attendance.save(update_fields=["was_on", "news"])
