"""frab's schedule.xml, which festivals, their apps and their screens exchange: read with care, written whole.

Reading yields plain values and a list of what could not be kept. No models here but the programme's own, for writing.
Elements: https://github.com/frab/frab and https://c3voc.de/schedule/schema.xsd .
"""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import defusedxml.ElementTree as SafeTree
from defusedxml import DefusedXmlException
from django.utils.text import slugify
from django.utils.translation import gettext as _
from lxml import etree

from events.programme.exceptions import BrokenSchedule
from events.programme.models import LONGEST_SESSION, Programme, ProgrammeDay, Room, Session
from safety.addresses import runs_something

MOST_BYTES = 3 * 1024 * 1024
MOST_TAGS = 200_000  # "<" in the file, so that what it becomes in memory is bounded too
MOST_SESSIONS, MOST_DAYS, MOST_ROOMS, MOST_PERSONS = 2000, 60, 60, 40
MOST_LETTERS = 60_000  # in one text
MOST_EXTRAS = 40
OWN_NUMBERS = 1_000_000_000  # ids of what was made here, far from those that came with a file

_KIND_OF_TYPE = {
    "lecture": "talk", "talk": "talk", "keynote": "talk", "podium": "debate", "panel": "debate", "debate": "debate",
    "film": "film", "movie": "film", "screening": "film", "workshop": "workshop", "meeting": "meeting",
    "meetup": "meeting", "concert": "concert", "performance": "concert",
}  # fmt: skip
_TYPE_OF_KIND = {
    "talk": "lecture", "debate": "podium", "film": "film", "workshop": "workshop", "meeting": "meeting",
    "concert": "performance", "other": "other",
}  # fmt: skip
_COMPUTED = {"date", "start", "duration", "room"}
_COLUMNS = {"slug", "title", "subtitle", "track", "type", "language", "abstract", "description"}
_LISTS = {"persons", "links", "attachments", "recording"}
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,60}")


@dataclass
class Person:
    name: str
    number: str = ""
    extra: dict[str, str] = field(default_factory=dict)


@dataclass
class Entry:
    """A session as the file has it. `fields` are columns of Session."""

    day: date
    room: str
    fields: dict[str, Any]
    persons: list[Person]


@dataclass
class Schedule:
    """A whole file, and in `problems` what of it could not be kept."""

    programme: dict[str, Any] = field(default_factory=dict)
    days: dict[date, tuple[datetime | None, datetime | None]] = field(default_factory=dict)
    rooms: dict[str, dict[str, str]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def kind_of(frab_type: str) -> str:
    """Our kind for a type in the file's own word."""
    return _KIND_OF_TYPE.get(frab_type.strip().lower(), "other")


def read(data: bytes, *, zone: ZoneInfo) -> Schedule:
    """Read a schedule.xml; times without an offset are the zone's. Raise BrokenSchedule with a sentence."""
    if len(data) > MOST_BYTES or data.count(b"<") > MOST_TAGS:
        raise BrokenSchedule(_("This file is too large for a programme: at most 3 MB."))
    try:
        root = SafeTree.fromstring(data, forbid_dtd=True)
    except (SafeTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BrokenSchedule(_("This file is no readable XML. Export it again, then try once more.")) from error
    if root.tag != "schedule":
        raise BrokenSchedule(_("This is another sort of XML. A programme begins with the element “schedule”."))
    return _Reader(zone).read(root)


class _Reader:
    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.schedule = Schedule()

    def read(self, root: Any) -> Schedule:
        self._head(root)
        for day in root.findall("day")[:MOST_DAYS]:
            self._day(day)
        if not self.schedule.entries and not self.schedule.days:
            raise BrokenSchedule(_("There is no day and no session in this file."))
        return self.schedule

    def _problem(self, sentence: str) -> None:
        if len(self.schedule.problems) < 50:
            self.schedule.problems.append(sentence)

    def _text(self, element: Any, name: str, longest: int = MOST_LETTERS) -> str:
        text = element.findtext(name) or ""
        if len(text) > longest:
            self._problem(_("“%(text)s…” is too long and was shortened.") % {"text": text[:40]})
        return str(text[:longest])

    def _leaves(self, element: Any, known: set[str]) -> dict[str, str]:
        """What else is said in elements without children, as far as it can be written again."""
        found: dict[str, str] = {}
        for child in element:
            if not isinstance(child.tag, str) or child.tag in known:
                continue
            if len(child) or len(found) >= MOST_EXTRAS or not _XML_NAME.fullmatch(child.tag):
                self._problem(_("The element “%(name)s” could not be kept.") % {"name": str(child.tag)[:40]})
            elif child.text:
                found[child.tag] = child.text[:MOST_LETTERS]
        return found

    def _head(self, root: Any) -> None:
        conference = root.find("conference")
        head: dict[str, Any] = {"schedule": self._leaves(root, {"version", "conference", "day", "generator"})}
        programme: dict[str, Any] = {"version": self._text(root, "version", 200), "head": head}
        if conference is not None:
            computed = {"acronym", "title", "start", "end", "days"}
            head["conference"] = self._leaves(conference, computed)
            programme |= {
                "acronym": self._text(conference, "acronym", 120),
                "title": self._text(conference, "title", 200),
            }
        self.schedule.programme = programme

    def _day(self, element: Any) -> None:
        try:
            day = date.fromisoformat((element.get("date") or "")[:10])
        except ValueError:
            self._problem(_("A day without a date was left out."))
            return
        self.schedule.days.setdefault(day, (self._moment(element.get("start")), self._moment(element.get("end"))))
        for room in element.findall("room"):
            name = " ".join((room.get("name") or "").split())[:120] or "–"
            if name not in self.schedule.rooms and len(self.schedule.rooms) >= MOST_ROOMS:
                self._problem(_("The room “%(name)s” is one too many.") % {"name": name})
                continue
            self.schedule.rooms.setdefault(name, _attributes(room, {"name"}))
            for event in room.findall("event"):
                self._entry(event, day, name)

    def _moment(self, text: str | None) -> datetime | None:
        try:
            moment = datetime.fromisoformat((text or "").strip())
        except ValueError:
            return None
        try:
            moment = moment if moment.tzinfo else moment.replace(tzinfo=self.zone)
            moment.astimezone(self.zone)
        except OverflowError:
            return None
        return moment if 1990 <= moment.year <= 2100 else None

    def _entry(self, event: Any, day: date, room: str) -> None:
        title = self._text(event, "title", 300).strip()
        starts_at, minutes = self._start(event, day), _minutes(event.findtext("duration") or "")
        if not title or starts_at is None or minutes is None:
            self._problem(_("“%(title)s” has no readable start or length and was left out.") % {"title": title or "?"})
            return
        if len(self.schedule.entries) >= MOST_SESSIONS:
            self._problem(_("“%(title)s” is one session too many and was left out.") % {"title": title})
            return
        recording = event.find("recording")
        frab_type = self._text(event, "type", 120)
        extra = {
            "elements": self._leaves(event, _COMPUTED | _COLUMNS | _LISTS),
            "attributes": _attributes(event, {"id", "guid"}),
            "recording": self._leaves(recording, {"license", "optout"}) if recording is not None else {},
        }
        fields = {
            "title": title,
            "starts_at": starts_at,
            "minutes": minutes,
            "kind": kind_of(frab_type),
            "frab_type": frab_type,
            "subtitle": self._text(event, "subtitle", 300),
            "track": self._text(event, "track", 120),
            "language": self._text(event, "language", 40),
            "abstract": self._text(event, "abstract"),
            "description": self._text(event, "description"),
            "slug": self._text(event, "slug", 300),
            "licence": self._text(recording, "license", 200) if recording is not None else "",
            "no_recording": recording is not None and (recording.findtext("optout") or "").strip().lower() == "true",
            "links": _links(event.find("links"), "link"),
            "attachments": _links(event.find("attachments"), "attachment"),
            "guid": (event.get("guid") or "")[:200],
            "number": (event.get("id") or "")[:60],
            "extra": {name: value for name, value in extra.items() if value},
        }
        self.schedule.entries.append(Entry(day, room, fields, self._persons(event)))

    def _start(self, event: Any, day: date) -> datetime | None:
        moment = self._moment(event.findtext("date"))
        if moment is not None:
            return moment
        try:
            clock = time.fromisoformat((event.findtext("start") or "").strip())
        except ValueError:
            return None
        return datetime.combine(day, clock.replace(tzinfo=None), tzinfo=self.zone)

    def _persons(self, event: Any) -> list[Person]:
        persons = event.find("persons")
        found = []
        for person in (persons if persons is not None else [])[:MOST_PERSONS]:
            name = (person.text or "").strip()[:200]
            if isinstance(person.tag, str) and name:
                found.append(Person(name, (person.get("id") or "")[:60], _attributes(person, {"id"})))
        return found


def _attributes(element: Any, known: set[str]) -> dict[str, str]:
    kept = [(name, value) for name, value in element.attrib.items() if name not in known and _XML_NAME.fullmatch(name)]
    return {name: value[:1000] for name, value in kept[:MOST_EXTRAS] if not runs_something(value)}


def _links(element: Any, name: str) -> list[dict[str, str]]:
    """Links as {"text": …, "href": …, and whatever attributes there are}."""
    found = [] if element is None else element.findall(name)[:MOST_EXTRAS]
    return [{"text": (link.text or "")[:1000], **_attributes(link, set())} for link in found]


def _minutes(text: str) -> int | None:
    """Minutes of “01:30”, “1:30” or “1:06:30” (days first)."""
    parts = text.strip().split(":")
    if not 2 <= len(parts) <= 3 or not all(part.isdecimal() and len(part) <= 4 for part in parts):
        return None
    days, hours, minutes = ([0] * (3 - len(parts)) + [int(part) for part in parts])[-3:]
    total = days * 1440 + hours * 60 + minutes
    return total if 0 < total <= LONGEST_SESSION else None


def write(
    programme: Programme, days: Iterable[ProgrammeDay], rooms: Sequence[Room], sessions: Iterable[Session]
) -> bytes:
    """The whole programme as schedule.xml, what it came with included."""
    days = list(days)
    boxes: dict[tuple[int, int], list[Session]] = defaultdict(list)
    for session in sessions:
        boxes[session.day_id, session.room_id].append(session)
    root = etree.Element("schedule")
    _add(root, "version", programme.version)
    for name, text in programme.head.get("schedule", {}).items():
        _add(root, name, text)
    _write_conference(root, programme, days)
    for index, day in enumerate(days, start=1):
        node = etree.SubElement(
            root,
            "day",
            index=str(index),
            date=day.date.isoformat(),
            start=_iso(day.opens_at, programme),
            end=_iso(day.closes_at, programme),
        )
        for room in rooms:
            box = etree.SubElement(node, "room", {"name": _clean(room.name), **_cleaned(room.extra)})
            for session in boxes[day.pk, room.pk]:
                _write_session(box, session, room, programme)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _write_conference(root: Any, programme: Programme, days: list[ProgrammeDay]) -> None:
    conference = etree.SubElement(root, "conference")
    _add(conference, "acronym", programme.acronym or programme.event.slug)
    _add(conference, "title", programme.title or programme.event.title)
    if days:
        _add(conference, "start", days[0].date.isoformat())
        _add(conference, "end", days[-1].closes_at.astimezone(programme.event.zone).date().isoformat())
    _add(conference, "days", str(len(days)))
    for name, text in programme.head.get("conference", {}).items():
        _add(conference, name, text)


def _write_session(box: Any, session: Session, room: Room, programme: Programme) -> None:
    number = session.number or str(OWN_NUMBERS + session.pk)
    guid = session.guid or str(uuid.uuid5(programme.event.uid, str(session.pk)))
    more = _cleaned(session.extra.get("attributes", {}))
    node = etree.SubElement(box, "event", {"id": _clean(number), "guid": _clean(guid), **more})
    start = session.starts_at.astimezone(programme.event.zone)
    _add(node, "date", start.isoformat())
    _add(node, "start", f"{start:%H:%M}")
    _add(node, "duration", f"{session.minutes // 60:02}:{session.minutes % 60:02}")
    _add(node, "room", room.name)
    _add(node, "slug", session.slug or slugify(f"{number} {session.title}"))
    recording = etree.SubElement(node, "recording")
    _add(recording, "license", session.licence)
    _add(recording, "optout", "true" if session.no_recording else "false")
    for name, text in session.extra.get("recording", {}).items():
        _add(recording, name, text)
    for name in ("title", "subtitle", "track"):
        _add(node, name, getattr(session, name))
    own = session.frab_type and kind_of(session.frab_type) == session.kind
    _add(node, "type", session.frab_type if own else _TYPE_OF_KIND[session.kind])
    for name in ("language", "abstract", "description"):
        _add(node, name, getattr(session, name))
    persons = etree.SubElement(node, "persons")
    for speaker in session.people:
        extra = {"id": _clean(speaker.number or str(OWN_NUMBERS + speaker.pk)), **_cleaned(speaker.extra)}
        etree.SubElement(persons, "person", extra).text = _clean(speaker.name)
    for name, rows in (("link", session.links), ("attachment", session.attachments)):
        group = etree.SubElement(node, f"{name}s")
        for row in rows:
            attributes = {key: value for key, value in row.items() if key != "text"}
            etree.SubElement(group, name, _cleaned(attributes)).text = _clean(row.get("text", ""))
    for name, text in session.extra.get("elements", {}).items():
        _add(node, name, text)


def _add(parent: Any, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = "" if runs_something(text) else _clean(text)


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _UNWRITABLE.sub("", str(text))


def _cleaned(attributes: dict[str, Any]) -> dict[str, str]:
    return {name: _clean(value) for name, value in attributes.items() if not runs_something(_clean(value))}


def _iso(moment: datetime, programme: Programme) -> str:
    return moment.astimezone(programme.event.zone).isoformat()


def bounds(entries: Iterable[Entry], day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When a day opens and closes that does not say so: with its first session and its last."""
    theirs = [entry.fields for entry in entries if entry.day == day]
    if not theirs:
        return datetime.combine(day, time(9), tzinfo=zone), datetime.combine(day, time(23, 59), tzinfo=zone)
    first = min(row["starts_at"] for row in theirs)
    return first, max(row["starts_at"] + timedelta(minutes=row["minutes"]) for row in theirs)
