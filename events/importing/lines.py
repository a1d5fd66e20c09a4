"""An .ics file as entries: unfolded lines, grouped by component, without all that no event needs (RFC 5545, 3.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

LONGEST_LINE = 20_000  # characters, unfolded; a description may be long, an attachment is longer
MOST_LINES = 100_000
MOST_ZONES = 60
# The names an event is read from. Everything else (ATTENDEE, ORGANIZER, ATTACH …) is passed over unread.
WANTED = frozenset(
    {
        *("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "GEO", "CATEGORIES", "STATUS", "CLASS", "SEQUENCE"),
        *("DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID"),
    }
)
WANTED_OF_ZONES = frozenset({"TZID", "X-LIC-LOCATION", "TZOFFSETTO"})
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


@dataclass(frozen=True)
class Line:
    """One property: `DTSTART;TZID=Europe/Paris:20261210T190000`."""

    name: str
    parameters: dict[str, str]
    value: str


@dataclass
class Entry:
    """A VEVENT's properties by name, in their order."""

    lines: dict[str, list[Line]] = field(default_factory=dict)

    def first(self, name: str) -> Line | None:
        """The first property of that name."""
        return next(iter(self.lines.get(name, [])), None)

    def value(self, name: str) -> str:
        """The first property's value, or nothing."""
        line = self.first(name)
        return line.value.strip() if line else ""

    def text(self, name: str) -> str:
        """The same, with its escapes undone."""
        return unescape(self.value(name))


@dataclass
class Zone:
    """What a VTIMEZONE says of itself: another name, and its offsets as written (+0100)."""

    location: str = ""
    standard: str = ""
    daylight: str = ""


@dataclass
class Calendar:
    """What a file holds."""

    entries: list[Entry] = field(default_factory=list)
    zones: dict[str, Zone] = field(default_factory=dict)
    zone_name: str = ""  # X-WR-TIMEZONE
    others: int = 0  # tasks, notes, free times


def decode(data: bytes) -> str:
    """The text of a file, in whatever encoding calendars of the last thirty years wrote."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def unescape(text: str) -> str:
    """`\\n`, `\\,`, `\\;` and `\\\\` as what they stand for (RFC 5545, 3.3.11)."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text, flags=re.DOTALL)


def parse_line(text: str) -> Line | None:
    """A property from an unfolded line; None when it is none."""
    named = _NAME.match(text)
    if not named or len(text) > LONGEST_LINE:
        return None
    pieces, start, quoted = [], named.end(), False
    for position in range(named.end(), len(text)):
        sign = text[position]
        if sign == '"':
            quoted = not quoted
        elif sign in ";:" and not quoted:
            pieces.append(text[start:position])
            start = position + 1
            if sign == ":":
                break
    else:
        return None
    parameters = {}
    for piece in pieces[1:]:
        name, _sign, value = piece.partition("=")
        parameters[name.strip().upper()] = value.strip().strip('"')
    return Line(named[0].upper(), parameters, text[start:])


def read_lines(text: str) -> Calendar:
    """Group the lines of a file. Components inside an event (alarms) and everything unknown are passed over."""
    text = re.sub(r"(\r\n|\n|\r)[ \t]", "", text.replace("\0", ""))
    calendar = Calendar()
    path: list[str] = []  # the components around this line, outermost first
    entry: Entry | None = None
    zone, zone_id = Zone(), ""
    for raw in re.split(r"\r\n|\n|\r", text, maxsplit=MOST_LINES)[:MOST_LINES]:
        head = raw[:40].strip().upper()
        if head.startswith("BEGIN:"):
            kind = head[6:].strip()
            if kind == "VEVENT":
                path, entry = [], Entry()  # an event whose end was forgotten does not swallow the next one
                calendar.entries.append(entry)
            elif kind == "VTIMEZONE":
                zone, zone_id = Zone(), ""
            elif kind in {"VTODO", "VJOURNAL", "VFREEBUSY"}:
                calendar.others += 1
            path.append(kind)
            del path[50:]
            continue
        if head.startswith("END:"):
            if path:
                path.pop()
            continue
        inner = path[-1] if path else ""
        named = _NAME.match(raw)
        name = named[0].upper() if named else ""
        if inner == "VEVENT" and entry is not None and name in WANTED:
            if line := parse_line(raw):
                entry.lines.setdefault(line.name, []).append(line)
        elif name in WANTED_OF_ZONES and inner in {"VTIMEZONE", "STANDARD", "DAYLIGHT"}:
            zone_id = _note_zone(zone, zone_id, inner, parse_line(raw))
            if zone_id and len(calendar.zones) < MOST_ZONES:
                calendar.zones[zone_id] = zone
        elif name == "X-WR-TIMEZONE" and inner in {"", "VCALENDAR"} and (line := parse_line(raw)):
            calendar.zone_name = line.value.strip()
    return calendar


def _note_zone(zone: Zone, zone_id: str, inner: str, line: Line | None) -> str:
    if line is None:
        return zone_id
    value = line.value.strip()
    if line.name == "TZID" and inner == "VTIMEZONE":
        return value[:200]
    if line.name == "X-LIC-LOCATION":
        zone.location = value
    elif inner == "STANDARD":
        zone.standard = zone.standard or value
    elif inner == "DAYLIGHT":
        zone.daylight = zone.daylight or value
    return zone_id
