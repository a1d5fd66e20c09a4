"""Which clock an entry of a calendar means: by its name, by Windows' name for it, or by the offsets written beside."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from events.importing.lines import Zone
from events.validators import known_zones

# Where two zones have the same offsets, the nearer one is meant.
_LIKELY = ("Europe/Paris", "Europe/London", "Europe/Helsinki", "America/New_York", "America/Chicago", "Indian/Reunion")
_PATH = re.compile(r"[A-Z][A-Za-z]+(?:/[A-Za-z_+-]+)+")


def by_name(name: str) -> ZoneInfo | None:
    """The zone of a TZID: `Europe/Paris`, `Romance Standard Time`, `/mozilla.org/20070129_1/Europe/Paris`."""
    name = name.strip().strip('"')
    if name in known_zones():
        return ZoneInfo(name)
    if name in WINDOWS_TO_OLSON:
        return ZoneInfo(WINDOWS_TO_OLSON[name])
    for found in _PATH.findall(name[:200]):
        parts = found.split("/")
        for first in range(len(parts) - 1):
            if "/".join(parts[first:]) in known_zones():
                return ZoneInfo("/".join(parts[first:]))
    return None


def _offset(text: str) -> timedelta | None:
    found = re.fullmatch(r"([+-])(\d\d)(\d\d)(\d\d)?", text)
    if not found or int(found[2]) > 23:
        return None
    length = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return -length if found[1] == "-" else length


def by_description(zone: Zone, default: ZoneInfo) -> tzinfo | None:
    """The zone a VTIMEZONE describes: the default or a likely one that has its offsets, else its standard time."""
    if named := by_name(zone.location):
        return named
    standard = _offset(zone.standard)
    if standard is None:
        return None
    daylight = _offset(zone.daylight) or standard
    for candidate in (default, *map(ZoneInfo, _LIKELY)):
        offsets = {datetime(2026, month, 15, tzinfo=candidate).utcoffset() for month in (1, 7)}
        if offsets == {standard, daylight}:
            return candidate
    return timezone(standard)


class Clocks:
    """The clocks of one file. `unknown` gathers the names that meant nothing."""

    def __init__(self, *, default: ZoneInfo, zones: dict[str, Zone], calendar_zone: str) -> None:
        self.default = by_name(calendar_zone) or default
        self.zones = zones
        self.unknown: set[str] = set()
        self._found: dict[str, tzinfo] = {}

    def named(self, name: str) -> tzinfo:
        """The clock of this TZID; the calendar's own when it says nothing."""
        if not name:
            return self.default
        if name not in self._found:
            self._found[name] = self._look_for(name)
        return self._found[name]

    def _look_for(self, name: str) -> tzinfo:
        found: tzinfo | None = by_name(name)
        if found is None and name in self.zones:
            found = by_description(self.zones[name], self.default)
        if found is None:
            self.unknown.add(name[:60])
        return found or self.default

    def kept(self, zone: tzinfo) -> ZoneInfo:
        """The zone that the event keeps: times of a clock without a name are told by the calendar's own."""
        return zone if isinstance(zone, ZoneInfo) and zone.key != "UTC" else self.default


def parse_moment(value: str, zone: tzinfo) -> datetime | date | None:
    """`20261210`, `20261210T190000`, with Z in UTC; None when it is no moment between 1970 and 2100."""
    found = re.fullmatch(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)?(Z?))?", value.strip().upper())
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    if not 1970 <= year <= 2100:
        return None
    try:
        if found[4] is None:
            return date(year, month, day)
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC if found[7] else zone)
    except ValueError:
        return None
