"""A time zone as calendars want it written down (RFC 5545, VTIMEZONE), from the time-zone database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

FIRST, LAST = datetime(2015, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)


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
def vtimezone(name: str) -> Timezone:
    """The zone with each kind of change once, its other moments as RDATE. Onsets are told by the clock before them."""
    zone = ZoneInfo(name)
    kinds: dict[tuple[timedelta, timedelta, str, bool], list[datetime]] = {}
    for moment in (FIRST, *transitions(zone)):
        local = moment.astimezone(zone)
        offset = local.utcoffset() or timedelta()
        before = (moment - timedelta(minutes=1)).astimezone(zone).utcoffset() or timedelta()
        onset = (moment + before).replace(tzinfo=None)
        kinds.setdefault((before, offset, local.tzname() or "", bool(local.dst())), []).append(onset)
    described = Timezone()
    described.add("tzid", name)
    for (before, offset, short, summer), onsets in kinds.items():
        part = TimezoneDaylight() if summer else TimezoneStandard()
        part.add("dtstart", onsets[0])
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", offset)
        part.add("tzname", short)
        if onsets[1:]:
            part.add("rdate", onsets[1:])
        described.add_component(part)
    return described
