"""An RRULE as our own rhythm: with an end told as a day, and begun today rather than in 1997."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from events.exceptions import BrokenRule
from events.recurrence import LONGEST_RULE, Rhythm, first_start, local_starts, next_starts, parse_rule

MOST_DATES = 5_000  # rows that one file may write


@dataclass(frozen=True)
class Days:
    """The span of days that is read."""

    today: date
    since: date
    past: bool = False  # a series that has an end is then read from its beginning

    @property
    def horizon(self) -> datetime:
        """Until when dates are written as rows (services.MONTHS_AHEAD, and a little)."""
        return datetime.combine(self.today + timedelta(days=19 * 30), time.min)

    def named(self, rhythm: Rhythm, first: datetime) -> set[date]:
        """The days that the rhythm names, as far as they are written: one more than MOST_DATES at most."""
        if not rhythm.rule:
            return set()
        return {start.date() for start in islice(local_starts(rhythm, first, before=self.horizon), MOST_DATES + 1)}


def rhythm_of(text: str, start: datetime, *, zone: ZoneInfo, days: Days) -> tuple[Rhythm, datetime, bool] | None:
    """The rhythm, the first date from `days.since` on, and whether the calendar's first date did not follow it.

    None when it ended before; raises BrokenRule when our rules cannot say it.
    """
    text = re.sub(r"COUNT=\d{4,}", "COUNT=999", text.upper())
    rhythm = parse_rule(text)
    if len(rhythm.rule) > LONGEST_RULE:
        raise BrokenRule
    rhythm = replace(rhythm, until=_last_day(text, start, zone) or rhythm.until)
    if rhythm.until and rhythm.until < start.date():
        return None
    found = first_start(rhythm, start)
    start, shifted = found, found != start
    since = datetime.combine(days.since, time.min)
    ends = bool(rhythm.until or rhythm.count)
    if start >= since or (days.past and ends and len(days.named(rhythm, start)) <= MOST_DATES):
        return rhythm, start, shifted
    if rhythm.count:  # an end told as a number becomes an end told as a day: the first dates are left behind
        last = max(local_starts(rhythm, start, before=datetime.max))
        rhythm = replace(rhythm, count=None, until=last.date())
    later = next_starts(rhythm, start, after=since, limit=1)
    return (rhythm, later[0], False) if later else None


def _last_day(text: str, start: datetime, zone: ZoneInfo) -> date | None:
    """The last day on which a date may begin, when UNTIL tells a moment rather than a day."""
    found = re.search(r"UNTIL=(\d{8}T\d{6})(Z?)", text)
    if not found:
        return None
    try:
        until = datetime.strptime(found[1], "%Y%m%dT%H%M%S")
    except ValueError:
        return None
    if found[2]:
        until = until.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    return until.date() if until.time() >= start.time() else until.date() - timedelta(days=1)
