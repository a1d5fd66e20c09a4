"""A programme: its days, rooms, people and sessions, written by organisers or taken from a schedule.xml."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy

from events.attached import Attached
from events.models import Event
from events.programme import frab
from events.programme.exceptions import StillUsed
from events.programme.models import Programme, ProgrammeDay, Room, Session, SessionSpeaker, Speaker
from events.recurrence import at_zone, wall_time

MOST_NEW_SPEAKERS = 30


def programme_of(event: Event) -> Programme:
    """The event's programme, begun now if there is none."""
    return Programme.objects.get_or_create(event=event)[0]


@transaction.atomic
def save_day(programme: Programme, day: ProgrammeDay | None, *, date: date, opens: time, closes: time) -> ProgrammeDay:
    """Write a day. One that closes before it opens closes in the small hours. Its sessions move along with it."""
    zone = programme.event.zone
    opens_at = datetime.combine(date, opens)
    closes_at = datetime.combine(date, closes)
    closes_at += timedelta(days=1) if closes_at <= opens_at else timedelta()
    day = day or ProgrammeDay(programme=programme)
    moved = date - day.date if day.pk else timedelta()
    day.date, day.opens_at, day.closes_at = date, at_zone(opens_at, zone), at_zone(closes_at, zone)
    day.save()
    if moved:
        sessions = list(day.sessions.all())
        for session in sessions:
            session.starts_at = at_zone(wall_time(session.starts_at, zone) + moved, zone)
        Session.objects.bulk_update(sessions, ["starts_at"])
    _touch(programme)
    return day


def shift_of_programme(event: Event, **fields: Any) -> timedelta:
    """How far the programme would have to move to stay with a single event that gets these fields; often not at all."""
    before, after = Event.objects.get(pk=event.pk), copy.copy(event)
    for name, value in fields.items():
        setattr(after, name, value)
    days = set(ProgrammeDay.objects.filter(programme__event=event).values_list("date", flat=True))
    first = after.local_start.date()
    last = (after.local_start + (after.local_length or timedelta())).date()
    if before.recurrence or after.recurrence or not days or all(first <= day <= last for day in days):
        return timedelta()
    return first - before.local_start.date()


@transaction.atomic
def move_programme(event: Event, by: timedelta) -> None:
    """Give every day of the programme another date, so much later or earlier; its sessions keep their hours."""
    days = ProgrammeDay.objects.filter(programme__event=event).select_related("programme")
    for day in days.order_by("-date" if by > timedelta() else "date"):  # none takes the date of one still to be moved
        day.programme.event = event
        opens, closes = (wall_time(moment, event.zone).time() for moment in (day.opens_at, day.closes_at))
        save_day(day.programme, day, date=day.date + by, opens=opens, closes=closes)


ATTACHED = Attached("programme", gettext_lazy("Programme"), shift_of_programme, move_programme)


@transaction.atomic
def save_room(programme: Programme, room: Room | None, *, name: str, position: int | None) -> Room:
    """Write a room at a column of the grid; without one it becomes the last. The others make way."""
    room = room or Room(programme=programme, position=_last_position(programme))
    room.name = name
    room.save()
    if position is not None:
        others = list(programme.rooms.exclude(pk=room.pk))
        others.insert(max(0, position - 1), room)
        for number, other in enumerate(others, start=1):
            other.position = number
        Room.objects.bulk_update(others, ["position"])
    _touch(programme)
    return room


@transaction.atomic
def save_speaker(programme: Programme, speaker: Speaker | None, *, name: str) -> Speaker:
    """Write the name somebody wants to be announced under."""
    speaker = speaker or Speaker(programme=programme)
    speaker.name = name
    speaker.save()
    _touch(programme)
    return speaker


@transaction.atomic
def save_session(
    programme: Programme,
    session: Session | None,
    *,
    speakers: Iterable[Speaker],
    new_speakers: Iterable[str] = (),
    **fields: Any,
) -> Session:
    """Write a session with who speaks in it; names not known yet become speakers."""
    session = session or Session(programme=programme)
    for name, value in fields.items():
        setattr(session, name, value)
    session.save()
    known = {speaker.name: speaker for speaker in programme.speakers.all()}
    wanted = list(speakers)
    for name in list(new_speakers)[:MOST_NEW_SPEAKERS]:
        speaker = known.get(name) or save_speaker(programme, None, name=name)
        if speaker not in wanted:
            wanted.append(speaker)
    _announce(session, wanted)
    _touch(programme)
    return session


@transaction.atomic
def remove(thing: ProgrammeDay | Room | Speaker | Session) -> None:
    """Take a day, room, speaker or session away. Raise StillUsed for a day or room that holds sessions."""
    if isinstance(thing, ProgrammeDay | Room) and thing.sessions.exists():
        raise StillUsed
    programme = thing.programme
    thing.delete()
    _touch(programme)


@transaction.atomic
def import_schedule(event: Event, schedule: frab.Schedule) -> tuple[int, int, int]:
    """Make the programme what the file says; return how many sessions are new, changed and gone.

    Sessions are known again by their guid or number, so that what people chose stays chosen.
    """
    programme = programme_of(event)
    for name, value in schedule.programme.items():
        setattr(programme, name, value)
    programme.save()
    days = _import_days(programme, schedule)
    rooms = _import_rooms(programme, schedule)
    known = {speaker.number: speaker for speaker in programme.speakers.exclude(number="")}
    named = {speaker.name: speaker for speaker in programme.speakers.filter(number="")}
    before = list(programme.sessions.all())
    by_guid = {session.guid: session for session in before if session.guid}
    by_number = {session.number: session for session in before if session.number}
    kept: set[int] = set()
    new = 0
    for entry in schedule.entries:
        session = by_guid.get(entry.fields["guid"]) or by_number.get(entry.fields["number"])
        if session is None or session.pk in kept:
            session, new = Session(programme=programme), new + 1
        for name, value in entry.fields.items():
            setattr(session, name, value)
        session.day, session.room = days[entry.day], rooms[entry.room]
        session.save()
        kept.add(session.pk)
        _announce(session, [_person(programme, person, known, named) for person in entry.persons])
    gone = programme.sessions.exclude(pk__in=kept)
    number_gone = gone.count()
    gone.delete()
    programme.speakers.filter(sessions=None).delete()
    programme.rooms.exclude(pk__in=[room.pk for room in rooms.values()]).delete()
    programme.days.exclude(pk__in=[day.pk for day in days.values()]).delete()
    _touch(programme)
    return new, len(kept) - new, number_gone


def _import_days(programme: Programme, schedule: frab.Schedule) -> dict[date, ProgrammeDay]:
    days = {day.date: day for day in programme.days.all()}
    zone = programme.event.zone
    for when, (opens_at, closes_at) in schedule.days.items():
        first, last = frab.bounds(schedule.entries, when, zone)
        day = days.get(when) or ProgrammeDay(programme=programme, date=when)
        day.opens_at, day.closes_at = opens_at or first, closes_at or last
        if day.closes_at <= day.opens_at:
            day.closes_at = max(last, day.opens_at + timedelta(hours=1))
        day.save()
        days[when] = day
    return {when: days[when] for when in schedule.days}


def _import_rooms(programme: Programme, schedule: frab.Schedule) -> dict[str, Room]:
    rooms = {room.name: room for room in programme.rooms.all()}
    for position, (name, extra) in enumerate(schedule.rooms.items(), start=1):
        room = rooms.get(name) or Room(programme=programme, name=name)
        room.position, room.extra = position, extra
        room.save()
        rooms[name] = room
    return {name: rooms[name] for name in schedule.rooms}


def _person(programme: Programme, person: frab.Person, known: dict[str, Speaker], named: dict[str, Speaker]) -> Speaker:
    store, key = (known, person.number) if person.number else (named, person.name)
    speaker = store.get(key) or Speaker(programme=programme, number=person.number)
    if speaker.pk is None or (speaker.name, speaker.extra) != (person.name, person.extra):
        speaker.name, speaker.extra = person.name, person.extra
        speaker.save()
    store[key] = speaker
    return speaker


def _announce(session: Session, speakers: Iterable[Speaker]) -> None:
    session.session_speakers.all().delete()
    unique = dict.fromkeys(speakers)
    SessionSpeaker.objects.bulk_create(
        SessionSpeaker(session=session, speaker=speaker, position=number) for number, speaker in enumerate(unique)
    )


def _last_position(programme: Programme) -> int:
    return (programme.rooms.aggregate(last=Max("position"))["last"] or 0) + 1


def _touch(programme: Programme) -> None:
    """Note that something changed, for calendars and caches."""
    programme.sequence = F("sequence") + 1
    programme.save(update_fields=["changed_at", "sequence"])
    programme.refresh_from_db(fields=["sequence"])
