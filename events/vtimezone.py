"""A time zone as calendars want it written down (RFC 5545, VTIMEZONE), from the time-zone database.

A zone whose clocks change by one rule is one STANDARD and one DAYLIGHT with an RRULE each, a zone whose clocks never
change one STANDARD. Lists of RDATE and further parts are right by the RFC, but ical.js reads the first date of a list
alone, and Outlook takes whatever part for the rule of a year; so a part more is written only where the rule changed
within the years that the calendar speaks of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from events.recurrence import WEEKDAYS, is_last_in_month, rank_in_month

FIRST, LAST = datetime(1995, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True)
class Change:
    """One moment at which clocks change. `onset` is what they showed before, naive; the rest is offsets to UTC."""

    onset: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def rules(self) -> frozenset[str]:
        """The yearly rules that name this day: by its rank in the month, as the last of its kind, by its number."""
        weekday, month = WEEKDAYS[self.onset.weekday()], f"FREQ=YEARLY;BYMONTH={self.onset.month}"
        found = {f"{month};BYMONTHDAY={self.onset.day}"}
        if is_last_in_month(self.onset):
            found.add(f"{month};BYDAY=-1{weekday}")
        if rank_in_month(self.onset) < 5:
            found.add(f"{month};BYDAY={rank_in_month(self.onset)}{weekday}")
        return frozenset(found)

    def follows(self, other: Change, rules: frozenset[str]) -> bool:
        """Whether this is the same change a year later, by one of `rules`."""
        same = (self.before, self.after, self.name, self.onset.time()) == (
            other.before,
            other.after,
            other.name,
            other.onset.time(),
        )
        return same and self.onset.year == other.onset.year + 1 and bool(self.rules & rules)


@dataclass
class Run:
    """The same change year after year, by one rule."""

    first: Change
    last: Change
    rules: frozenset[str]

    @property
    def goes_on(self) -> bool:
        """Whether it holds to the end of the years looked at."""
        return self.last.onset.year == LAST.year - 1


def transitions(zone: ZoneInfo) -> Iterator[datetime]:
    """The moments between FIRST and LAST at which the clocks of this zone change, to the minute."""
    day = FIRST
    while day < LAST:
        following = day + timedelta(days=1)
        if day.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset():
            before, after = day, following
            while after - before > timedelta(minutes=1):
                middle = before + (after - before) / 2
                middle = middle.replace(second=0, microsecond=0)
                if middle.astimezone(zone).utcoffset() == day.astimezone(zone).utcoffset():
                    before = middle
                else:
                    after = middle
            yield after
        day = following


@lru_cache(maxsize=64)
def _changes(name: str) -> tuple[Change, ...]:
    """All changes of a zone, in order."""
    zone, found = ZoneInfo(name), []
    for moment in transitions(zone):
        before, local = _offset(moment - timedelta(minutes=1), zone), moment.astimezone(zone)
        found.append(
            Change((moment + before).replace(tzinfo=None), before, _offset(moment, zone), local.tzname() or name)
        )
    return tuple(found)


@lru_cache(maxsize=64)
def _runs(name: str) -> tuple[Run, ...]:
    """The changes of a zone, those that one rule names joined."""
    runs: list[Run] = []
    for change in _changes(name):
        run = next((run for run in runs if change.follows(run.last, run.rules)), None)
        if run is None:
            runs.append(Run(change, change, change.rules))
        else:
            run.last, run.rules = change, run.rules & change.rules
    return tuple(runs)


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


@lru_cache(maxsize=256)
def vtimezone(name: str, since: int) -> Timezone:
    """The zone from the first day of the year `since` on. Onsets are told by the clock before them."""
    begin = datetime(since, 1, 1)
    needed = [run for run in _runs(name) if run.goes_on or run.last.onset >= begin]
    described = Timezone()
    described.add("tzid", name)
    if not needed or not all(run.goes_on and run.first.onset < begin for run in needed):
        described.add_component(_what_holds(name, begin))
    for run in needed:
        described.add_component(_part(run))
    return described


@lru_cache(maxsize=256)
def vtimezone_text(name: str, since: int) -> str:
    """The same, as it stands in a calendar."""
    return vtimezone(name, since).to_ical().decode()


def _what_holds(name: str, begin: datetime) -> TimezoneStandard:
    """What clocks show when the years spoken of begin, as a part without rule that starts with the change before."""
    latest = max((change for change in _changes(name) if change.onset < begin), key=_onset, default=None)
    moment = begin.replace(tzinfo=ZoneInfo(name))
    part = TimezoneStandard()
    part.add("dtstart", latest.onset if latest else EPOCH)
    part.add("tzoffsetfrom", latest.before if latest else _offset(moment, ZoneInfo(name)))
    part.add("tzoffsetto", _offset(moment, ZoneInfo(name)))
    part.add("tzname", moment.tzname() or name)
    return part


def _onset(change: Change) -> datetime:
    return change.onset


def _part(run: Run) -> TimezoneDaylight | TimezoneStandard:
    """A run of changes. DAYLIGHT is what has the sun set later by the clock, whatever the database calls it."""
    change = run.first
    part = TimezoneDaylight() if change.after > change.before else TimezoneStandard()
    part.add("dtstart", change.onset)
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    part.add("tzname", change.name)
    if run.goes_on or run.first != run.last:
        # By weekday where one rule says so: what most programs know.
        rule = vRecur.from_ical(min(run.rules, key=lambda rule: ("BYMONTHDAY" in rule, "BYDAY=-1" not in rule)))
        if not run.goes_on:
            # A day after the last onset: vobject compares UNTIL with the wall clock.
            rule["UNTIL"] = [(run.last.onset - change.before + timedelta(days=1)).replace(tzinfo=UTC)]
        part.add("rrule", rule)
    return part
