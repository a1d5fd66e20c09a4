"""Entries of a calendar as drafts of events, and in sentences what could not be read."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from html import unescape as unescape_html
from zoneinfo import ZoneInfo

import nh3
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar import vDuration

from events.exceptions import BrokenCalendar, BrokenRule
from events.importing.lines import Calendar, Entry, decode, read_lines
from events.importing.rhythms import MOST_DATES, Days, rhythm_of
from events.importing.zones import Clocks, parse_moment
from events.models import Event
from events.recurrence import Rhythm
from safety.addresses import web_address
from safety.words import storable

LARGEST = 2_000_000  # bytes
MOST_EVENTS = 300  # drafts from one file: more would not be read by anybody
LONGEST_SECONDS = 10.0  # of reading, looked at with every line that asks for work
MOST_PROBLEMS = 100
LONGEST_EVENT = timedelta(days=60)
_KINDS = (
    (Event.Kind.CARTOPARTIE, r"cartopart"),
    (Event.Kind.QUADRAPERO, r"quadr.?ap[ée]ro"),
    (Event.Kind.FESTIVAL, r"festival"),
    (Event.Kind.COUNCIL, r"conseil municipal|council"),
    (Event.Kind.HEARING, r"\baudience|tribunal|proc[èe]s|hearing|\bcourt\b"),
    (Event.Kind.TALK, r"projection|cin[ée]|film|conf[ée]rence|d[ée]bat|rencontre|screening|talk"),
    (Event.Kind.WORKSHOP, r"atelier|formation|workshop"),
    (Event.Kind.ACTION, r"\baction|tractage|collage"),
    (Event.Kind.GATHERING, r"rassemblement|manif|marche|gathering|demo\b|demonstration"),
    (Event.Kind.MEETING, r"r[ée]union|assembl[ée]e|\bag\b|permanence|meeting|plenum"),
)


@dataclass
class Change:
    """One date of a series that differs from its rule."""

    day: date
    cancelled: bool = False
    start: datetime | None = None  # wall time
    end: datetime | None = None
    title: str = ""
    location: str = ""


@dataclass
class Draft:
    """An event as its calendar tells it. Times are wall times of `zone`."""

    uid: str
    title: str
    start: datetime
    end: datetime | None
    zone: str
    has_hour: bool
    kind: str = Event.Kind.OTHER
    text: str = ""
    location: str = ""
    link: str = ""
    position: tuple[float, float] | None = None
    rhythm: Rhythm = field(default_factory=Rhythm)
    left_out: set[date] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)


@dataclass
class Reading:
    """What a file gave."""

    drafts: list[Draft] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def say(self, sentence: str) -> None:
        """Note a problem, as long as somebody would still read it."""
        if sentence not in self.problems and len(self.problems) < MOST_PROBLEMS:
            self.problems.append(sentence)


def read_calendar(data: bytes, *, zone: ZoneInfo, today: date, past: bool = False) -> Reading:
    """The drafts in a calendar; `zone` is meant where it names none, `past` takes what is over, too.

    Raises BrokenCalendar when it is too large or holds no event at all.
    """
    if len(data) > LARGEST:
        raise BrokenCalendar(_("This calendar is larger than 2 MB. Export a shorter span of it."))
    calendar = read_lines(decode(data))
    if not calendar.entries:
        raise BrokenCalendar(_("No event was found in it. A calendar begins with BEGIN:VCALENDAR; paste all of it."))
    return _Reader(calendar, zone=zone, today=today, past=past).read()


class _OutOfTime(Exception):
    """The file asks for more work than any calendar does."""


class _Reader:
    def __init__(self, calendar: Calendar, *, zone: ZoneInfo, today: date, past: bool) -> None:
        self.calendar = calendar
        self.clocks = Clocks(default=zone, zones=calendar.zones, calendar_zone=calendar.zone_name)
        self.days = Days(today=today, since=today - timedelta(days=365 if past else 0), past=past)
        self.past = past
        self.reading = Reading()
        self.over = self.hidden = self.dates = 0
        self.end = time.monotonic() + LONGEST_SECONDS

    def read(self) -> Reading:
        masters, changes = self._by_uid()
        for number, (uid, entry) in enumerate(masters.items()):
            try:
                if len(self.reading.drafts) >= MOST_EVENTS or self.dates > MOST_DATES:
                    raise _OutOfTime
                drafts = list(self._drafts_of(uid, entry, changes.pop(uid, [])))
                self.reading.drafts += drafts
                self.dates += sum(not draft.rhythm.rule for draft in drafts)
            except _OutOfTime:
                self.reading.say(
                    _("Only the first %(number)s entries were read. Split the calendar and import the rest after this.")
                    % {"number": number}
                )
                break
        self._tell_what_was_left_out()
        return self.reading

    def _look_at_the_clock(self) -> None:
        if time.monotonic() > self.end:
            raise _OutOfTime

    def _by_uid(self) -> tuple[dict[str, Entry], dict[str, list[Entry]]]:
        """The entries that stand for events, and those that only change a date of one."""
        masters: dict[str, Entry] = {}
        changes: dict[str, list[Entry]] = {}
        for entry in self.calendar.entries:
            if entry.value("CLASS").upper() in {"PRIVATE", "CONFIDENTIAL"}:
                self.hidden += 1
                continue
            told = f"{entry.value('SUMMARY')}|{entry.value('DTSTART')}"
            uid = entry.value("UID") or hashlib.sha256(told.encode()).hexdigest()
            if entry.first("RECURRENCE-ID"):
                changes.setdefault(uid, []).append(entry)
            elif uid not in masters or _sequence(entry) >= _sequence(masters[uid]):
                masters[uid] = entry
        for uid in [uid for uid in changes if uid not in masters]:  # a change without its series is an event itself
            for entry in changes.pop(uid):
                masters[f"{uid}#{entry.value('RECURRENCE-ID')}"] = entry
        return masters, changes

    def _drafts_of(self, uid: str, entry: Entry, changes: list[Entry]) -> Iterator[Draft]:
        self._look_at_the_clock()
        title = _title(entry)
        if entry.value("STATUS").upper() == "CANCELLED":
            self.reading.say(_("“%(title)s” is cancelled; it was left out.") % {"title": title})
            return
        times = self._times(entry, title)
        if times is None:
            return
        start, end, zone, has_hour = times
        draft = Draft(uid, title, start, end, zone.key, has_hour)
        _describe(draft, entry)
        extra = [day for line in entry.lines.get("RDATE", []) for day in self._moments(line, zone)]
        if entry.first("RRULE"):
            self._repeat(draft, entry, zone)
        for line in entry.lines.get("EXDATE", []):
            draft.left_out |= {moment.date() for moment in self._moments(line, zone)}
        named = self.days.named(draft.rhythm, draft.start)  # walked through once, however many dates differ from it
        self.dates += len(named)
        draft.left_out &= named
        if draft.rhythm.rule:
            draft.changes = list(self._changes(draft, changes, zone, named))
        yield from self._unless_over(draft)
        for moment in sorted(set(extra) - {start})[:50]:  # our rules know no single extra dates: events of their own
            length = end - start if end else None
            alone = Draft(
                f"{uid}#{moment.isoformat()}", title, moment, moment + length if length else None, zone.key, has_hour
            )
            _describe(alone, entry)
            yield from self._unless_over(alone)

    def _unless_over(self, draft: Draft) -> Iterator[Draft]:
        last = draft.end or draft.start
        if self.past or draft.rhythm.rule or last.date() >= self.days.today:
            yield draft
        else:
            self.over += 1

    def _times(self, entry: Entry, title: str) -> tuple[datetime, datetime | None, ZoneInfo, bool] | None:
        line = entry.first("DTSTART")
        moment = parse_moment(line.value, self.clocks.named(line.parameters.get("TZID", ""))) if line else None
        if moment is None:
            sentence = _("“%(title)s” has no start, or one that cannot be read (%(value)s); it was left out.")
            self.reading.say(sentence % {"title": title, "value": entry.value("DTSTART")[:40] or "—"})
            return None
        if not isinstance(moment, datetime):
            start = datetime(moment.year, moment.month, moment.day)
            zone, has_hour = self.clocks.default, False
        else:
            zone, has_hour = self.clocks.kept(moment.tzinfo or self.clocks.default), True
            start = moment.astimezone(zone).replace(tzinfo=None)
        end = self._end(entry, start, zone, has_hour)
        if end is not None and not timedelta() <= end - start <= LONGEST_EVENT:
            self.reading.say(
                _("“%(title)s” ends before it starts, or much later; its end was left out.") % {"title": title}
            )
            end = None
        return start, end, zone, has_hour

    def _end(self, entry: Entry, start: datetime, zone: ZoneInfo, has_hour: bool) -> datetime | None:
        """The wall time it ends; for whole days their last day, since the end of a calendar is the day after it."""
        if line := entry.first("DTEND"):
            moment = parse_moment(line.value, self.clocks.named(line.parameters.get("TZID", "")))
            if moment is None or isinstance(moment, datetime) != has_hour:
                return None
            if isinstance(moment, datetime):
                end = moment.astimezone(zone).replace(tzinfo=None)
                lasts = moment.astimezone(UTC) - start.replace(tzinfo=zone).astimezone(UTC)
                if end <= start and lasts > timedelta():  # clocks went back meanwhile: its length by the clock is told
                    return start + lasts
                return end if end != start else None
            last = datetime(moment.year, moment.month, moment.day) - timedelta(days=1)
        elif entry.first("DURATION"):
            try:
                length = vDuration.from_ical(entry.value("DURATION"))
            except (ValueError, OverflowError):
                return None
            if not timedelta() < length <= LONGEST_EVENT:
                return None
            last = start + length if has_hour else start + length - timedelta(days=1)
        else:
            return None
        return last if has_hour or last > start else None

    def _repeat(self, draft: Draft, entry: Entry, zone: ZoneInfo) -> None:
        """Give the draft its rhythm, as far as our rules can say it."""
        try:
            found = rhythm_of(entry.value("RRULE"), draft.start, zone=zone, days=self.days)
        except BrokenRule:
            sentence = _("“%(title)s”: its rhythm (%(rule)s) cannot be kept here. Only its first date was read.")
            self.reading.say(sentence % {"title": draft.title, "rule": entry.value("RRULE")[:120]})
            return
        if len(entry.lines["RRULE"]) > 1 or entry.first("EXRULE"):
            sentence = _("“%(title)s” has several rhythms; only the first of them was read.")
            self.reading.say(sentence % {"title": draft.title})
        if found is None:  # it ended long ago: its first date tells that it is over
            return
        rhythm, first, shifted = found
        if shifted:
            sentence = _("“%(title)s”: its first date does not follow its rhythm, which begins on %(day)s.")
            self.reading.say(sentence % {"title": draft.title, "day": first.date().isoformat()})
        length = draft.end - draft.start if draft.end else None
        draft.rhythm, draft.start = rhythm, first
        draft.end = first + length if length is not None else None

    def _moments(self, line: object, zone: ZoneInfo) -> list[datetime]:
        """The wall times of an EXDATE or RDATE; of a period, its start."""
        self._look_at_the_clock()
        found = []
        own: tzinfo = self.clocks.named(line.parameters.get("TZID", ""))  # type: ignore[attr-defined]
        for value in line.value.split(",", 2000)[:2000]:  # type: ignore[attr-defined]
            moment = parse_moment(value.partition("/")[0], own)
            if isinstance(moment, datetime):
                found.append(moment.astimezone(zone).replace(tzinfo=None))
            elif moment is not None:
                found.append(datetime(moment.year, moment.month, moment.day))
        return found

    def _changes(self, draft: Draft, entries: list[Entry], zone: ZoneInfo, named: set[date]) -> Iterator[Change]:
        """What differs from the rhythm: of several changes of one date the last."""
        last: dict[str, Entry] = {}
        for entry in entries:
            day = entry.value("RECURRENCE-ID")
            if day not in last or _sequence(entry) >= _sequence(last[day]):
                last[day] = entry
        for entry in last.values():
            if change := self._change(draft, entry, zone, named):
                yield change

    def _change(self, draft: Draft, entry: Entry, zone: ZoneInfo, named: set[date]) -> Change | None:
        line = entry.first("RECURRENCE-ID")
        days = self._moments(line, zone) if line else []
        if not days or days[0].date() not in named:
            if not days or days[0].date() >= self.days.since:
                sentence = _("“%(title)s”: a changed date is not among its dates; the change was left out.")
                self.reading.say(sentence % {"title": draft.title})
            return None
        day = days[0].date()
        if entry.value("STATUS").upper() == "CANCELLED":
            return Change(day, cancelled=True)
        times = self._times(entry, _title(entry))
        if times is None:
            return None
        start, end, _zone, has_hour = times
        if line and line.parameters.get("RANGE"):
            sentence = _("“%(title)s”: a change of all later dates was read for the date %(day)s alone.")
            self.reading.say(sentence % {"title": draft.title, "day": day.isoformat()})
        title, place = _title(entry), _one_line(entry.text("LOCATION"))
        return Change(
            day,
            start=start if has_hour == draft.has_hour else datetime.combine(start.date(), draft.start.time()),
            end=end if has_hour == draft.has_hour else None,
            title="" if title == draft.title else title,
            location="" if place == draft.location else place,
        )

    def _tell_what_was_left_out(self) -> None:
        if self.over:
            text = ngettext(
                "%(number)s event is over; it was left out.",
                "%(number)s events are over; they were left out.",
                self.over,
            )
            self.reading.say(text % {"number": self.over})
        if self.hidden:
            text = ngettext(
                "%(number)s entry is marked private; it was left out.",
                "%(number)s entries are marked private; they were left out.",
                self.hidden,
            )
            self.reading.say(text % {"number": self.hidden})
        if self.calendar.others:
            text = ngettext(
                "%(number)s entry is a task or a note, no event; it was left out.",
                "%(number)s entries are tasks or notes, no events; they were left out.",
                self.calendar.others,
            )
            self.reading.say(text % {"number": self.calendar.others})
        for name in sorted(self.clocks.unknown):
            sentence = _("The time zone “%(name)s” is unknown; its hours were read as those of %(zone)s.")
            self.reading.say(sentence % {"name": name, "zone": self.clocks.default.key})


def _sequence(entry: Entry) -> int:
    value = entry.value("SEQUENCE")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def _one_line(text: str) -> str:
    return ", ".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def _title(entry: Entry) -> str:
    return " ".join(_plain(entry.text("SUMMARY")).split())[:160] or _("Without title")


def _plain(text: str) -> str:
    """Text as it is, and without the tags that Google and Outlook put into it."""
    if re.search(r"<(a|b|br|div|i|li|p|span|u|ul)\b[^<>]*>", text, re.IGNORECASE):
        text = re.sub(r"<(br|/p|/div|/li)\b[^<>]*>", "\n", text, flags=re.IGNORECASE)
        text = unescape_html(nh3.clean(text, tags=set()))
    return storable(text.replace("\x7f", "")).strip()


def _describe(draft: Draft, entry: Entry) -> None:
    draft.text = _plain(entry.text("DESCRIPTION"))[:4000]
    draft.location = _one_line(_plain(entry.text("LOCATION")))
    link = entry.value("URL")
    draft.link = web_address(link) if len(link) <= 200 else ""
    words = f"{draft.title} {entry.text('CATEGORIES')}".lower()
    draft.kind = next((kind for kind, pattern in _KINDS if re.search(pattern, words)), Event.Kind.OTHER)
    found = re.fullmatch(r"(-?\d{1,2}(?:\.\d+)?);(-?\d{1,3}(?:\.\d+)?)", entry.value("GEO"))
    if found and abs(float(found[1])) <= 90 and abs(float(found[2])) <= 180:
        draft.position = (float(found[1]), float(found[2]))
