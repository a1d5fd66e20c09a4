"""How a programme is laid out and what is wrong in it: days, the grid, now and next, clashes. Pure; nothing is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.utils.translation import gettext as _

from events.programme.models import ProgrammeDay, Room, Session

MOST_ROWS = 120  # what static/css/timetable.css has classes for
MOST_ROOMS = 12
MOST_CLASHES = 100  # as many as anybody reads; a file with thousands of sessions at one hour must not stop the page


@dataclass
class Box:
    """A session in the grid: lines count from 1, as in CSS; line 1 holds the rooms' names."""

    session: Session
    row: int = 0
    span: int = 1
    column: int = 0


@dataclass
class DayGrid:
    """A day: its sessions in the order one reads them, and where each stands if the day can be drawn as a grid."""

    day: ProgrammeDay
    boxes: list[Box]
    rooms: list[Room] = field(default_factory=list)

    @property
    def is_grid(self) -> bool:
        return bool(self.rooms)


@dataclass(frozen=True)
class Clash:
    """Two sessions that cannot both be: in one room, or with one speaker."""

    first: Session
    second: Session
    room: str = ""
    speaker: str = ""


def days_of(days: Iterable[ProgrammeDay], rooms: Sequence[Room], sessions: Iterable[Session]) -> list[DayGrid]:
    """Every day with its sessions. A row of the grid is the time between two moments at which something begins or
    ends, so that short sessions stay readable and empty hours take no room."""
    by_day: dict[int, list[Session]] = defaultdict(list)
    for session in sessions:
        by_day[session.day_id].append(session)
    return [_grid(day, rooms, by_day[day.pk]) for day in days]


def _grid(day: ProgrammeDay, rooms: Sequence[Room], sessions: list[Session]) -> DayGrid:
    position = {room.pk: number for number, room in enumerate(rooms)}
    sessions.sort(key=lambda session: (session.starts_at, position.get(session.room_id, 0), session.pk))
    boxes = [Box(session) for session in sessions]
    used = [room for room in rooms if any(session.room_id == room.pk for session in sessions)]
    moments = sorted({moment for session in sessions for moment in (session.starts_at, session.ends_at)})
    if not 2 <= len(used) <= MOST_ROOMS or len(moments) > MOST_ROWS or next(_in_one_room(sessions), None):
        return DayGrid(day, boxes)
    line = {moment: number for number, moment in enumerate(moments, start=2)}
    column = {room.pk: number for number, room in enumerate(used, start=1)}
    for box in boxes:
        box.row = line[box.session.starts_at]
        box.span = line[box.session.ends_at] - box.row
        box.column = column[box.session.room_id]
    return DayGrid(day, boxes, used)


def now_and_next(sessions: Iterable[Session], now: datetime) -> tuple[list[Session], list[Session]]:
    """What is on, and in each room what comes next today."""
    ordered = sorted(sessions, key=lambda session: (session.starts_at, session.room_id))
    running = [session for session in ordered if session.starts_at <= now < session.ends_at]
    following: dict[int, Session] = {}
    today = {session.day_id for session in ordered if session.day.opens_at <= now < session.day.closes_at}
    for session in ordered:
        if session.starts_at > now and session.day_id in today:
            following.setdefault(session.room_id, session)
    return running, sorted(following.values(), key=lambda session: session.starts_at)


def clashes(sessions: Sequence[Session]) -> list[Clash]:
    """Every pair of sessions that overlap in a room, or that one person would have to speak in at once."""
    in_rooms = islice(_in_one_room(sessions), MOST_CLASHES)
    found = [Clash(one, two, room=one.room.name) for one, two in in_rooms]
    by_speaker: dict[int, list[Session]] = defaultdict(list)
    names = {}
    for session in sessions:
        for speaker in session.people:
            by_speaker[speaker.pk].append(session)
            names[speaker.pk] = speaker.name
    for pk, theirs in by_speaker.items():
        found += [Clash(one, two, speaker=names[pk]) for one, two in islice(_overlapping(theirs), MOST_CLASHES)]
    return sorted(found, key=lambda clash: (clash.first.starts_at, clash.first.pk, clash.second.pk))[:MOST_CLASHES]


def _in_one_room(sessions: Iterable[Session]) -> Iterator[tuple[Session, Session]]:
    by_room: dict[int, list[Session]] = defaultdict(list)
    for session in sessions:
        by_room[session.room_id].append(session)
    for theirs in by_room.values():
        yield from _overlapping(theirs)


def _overlapping(sessions: list[Session]) -> Iterator[tuple[Session, Session]]:
    """Pairs that overlap. A long one is compared with all that begin before it ends."""
    ordered = sorted(sessions, key=lambda session: (session.starts_at, session.pk))
    for number, one in enumerate(ordered):
        for two in ordered[number + 1 :]:
            if two.starts_at >= one.ends_at:
                break
            yield one, two


def words_of(clash: Clash) -> str:
    """A clash as a sentence."""
    names = {"first": clash.first.title, "second": clash.second.title}
    if clash.room:
        return _("In %(room)s, “%(first)s” and “%(second)s” overlap.") % {"room": clash.room, **names}
    return _("%(speaker)s speaks in “%(first)s” and “%(second)s” at once.") % {"speaker": clash.speaker, **names}
