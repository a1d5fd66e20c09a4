"""schedule.xml: in and out again without loss, and what a hostile one gains (nothing)."""

from __future__ import annotations

import re
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import defusedxml.ElementTree as ElementTree
import pytest

from events.models import Event
from events.programme import frab
from events.programme.exceptions import BrokenSchedule
from events.programme.models import Programme, ProgrammeDay, Room, Session, Speaker
from events.programme.services import import_schedule
from events.programme.timetable import clashes
from events.programme.views.pages import sessions_of

SAMPLE = Path(__file__).with_name("schedule_sample.xml").read_bytes()
PARIS = ZoneInfo("Europe/Paris")
MOMENTS = {"date", "start", "end"}


def meaning(element) -> tuple:
    """What an element says: its name, attributes, text and children. Blanks between elements, the order of a
    session's own fields, empty ones, offsets, leading zeros of a duration, blanks around a title or a name: nothing."""
    attributes = {name: moment(value) if name in MOMENTS else value for name, value in element.attrib.items()}
    text = element.text or ""
    if len(element) or not text.strip():  # blanks between elements
        text = ""
    elif element.tag in {"title", "person"}:
        text = text.strip()
    elif element.tag in MOMENTS:
        text = moment(text)
    elif element.tag == "duration":
        text = text.zfill(5)
    children = [meaning(child) for child in element if child.tag != "generator"]
    children = [child for child in children if child[1:] != ((), "", ())]
    if element.tag in {"event", "conference", "recording", "schedule"}:
        children.sort(key=lambda child: (child[0], child[1]))
    return element.tag, tuple(sorted(attributes.items())), text if not children else text.strip(), tuple(children)


def moment(text: str) -> str:
    return str(datetime.fromisoformat(text).timestamp()) if re.match(r"\d{4}-\d\d-\d\dT", text) else text


def round_trip(event, data: bytes) -> bytes:
    import_schedule(event, frab.read(data, zone=event.zone))
    programme = event.programme
    return frab.write(programme, programme.days.all(), list(programme.rooms.all()), sessions_of(programme))


@pytest.fixture
def festival(make_event, collective):
    return make_event(title="Festival", hosts=[collective], kind="festival")


def same(before: bytes, after: bytes) -> None:
    one, two = meaning(ElementTree.fromstring(before)), meaning(ElementTree.fromstring(after))
    for old, new in zip(one[3], two[3], strict=False):
        assert old == new
    assert one == two


def test_sample_goes_in_and_out_without_loss(festival):
    after = round_trip(festival, SAMPLE)
    same(SAMPLE, after)
    again = round_trip(festival, after)
    assert again == after
    assert Session.objects.count() == 3


def test_programme_of_31c3_goes_in_and_out_without_loss(festival, corpus):
    data = (corpus / "schedule" / "31c3_v1.xml").read_bytes()
    after = round_trip(festival, data)
    same(data, after)
    assert (Session.objects.count(), Speaker.objects.count()) == (137, 192)
    kept = set(Session.objects.values_list("pk", flat=True))
    assert round_trip(festival, after) == after
    assert set(Session.objects.values_list("pk", flat=True)) == kept
    assert len(clashes(sessions_of(festival.programme))) < 20


def test_reading_maps_kinds_and_keeps_the_files_own_word(festival):
    round_trip(festival, SAMPLE)
    assert list(Session.objects.values_list("kind", "frab_type")) == [
        ("debate", "panel"),
        ("film", "movie"),
        ("other", "hands-on"),
    ]
    night = Session.objects.get(number="12")
    assert (night.day.date.isoformat(), night.no_recording) == ("2027-03-27", True)
    Session.objects.filter(number="13").update(kind="workshop")
    programme = festival.programme
    out = frab.write(programme, programme.days.all(), list(programme.rooms.all()), sessions_of(programme))
    assert b"<type>workshop</type>" in out


def test_second_import_changes_what_is_known_and_removes_what_is_gone(festival):
    import_schedule(festival, frab.read(SAMPLE, zone=PARIS))
    first = Session.objects.get(number="11").pk
    changed = SAMPLE.replace(b"Pour commencer", b"Enfin").replace(b'id="12"', b'id="99"').replace(b"0002", b"0009")
    new, known, gone = import_schedule(festival, frab.read(changed, zone=PARIS))
    assert (new, known, gone) == (1, 2, 1)
    assert Session.objects.get(pk=first).subtitle == "Enfin"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"pas du xml",
        b"<html></html>",
        b"<schedule></schedule>",
        b"<schedule><day date='demain'/></schedule>",
        b'<!DOCTYPE s [<!ENTITY a "b">]><schedule><version>&a;</version></schedule>',
        b'<!DOCTYPE s SYSTEM "file:///etc/passwd"><schedule/>',
        b"<schedule>" + b"<a>" * 250_000,
        b"<schedule>" + b" " * (3 * 1024 * 1024) + b"</schedule>",
        b'<?xml version="1.0" encoding="unknown-9"?><schedule/>',
        b"\xff\xfe<\x00s\x00",
    ],
)
def test_hostile_or_broken_file_is_refused_with_a_sentence_and_soon(data):
    began = time.monotonic()
    with pytest.raises(BrokenSchedule, match=r"\.$"):
        frab.read(data, zone=PARIS)
    assert time.monotonic() - began < 5


def test_deep_file_does_not_break_the_reader():
    deep = b"<schedule><day date='2027-03-27'>" + b"<a>" * 80_000 + b"</a>" * 80_000 + b"</day></schedule>"
    assert frab.read(deep, zone=PARIS).entries == []


def test_what_cannot_be_read_is_listed_and_the_rest_is_kept():
    data = SAMPLE.replace(b"<duration>01:30</duration>", b"<duration>longtemps</duration>")
    data = data.replace(b"<slug>film</slug>", b"<slug>film</slug><answers><question>1</question></answers>")
    schedule = frab.read(data, zone=PARIS)
    assert [entry.fields["number"] for entry in schedule.entries] == ["12", "13"]
    assert len(schedule.problems) == 2
    assert "Ouverture" in schedule.problems[0]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("01:30", 90), ("1:05", 65), ("1:02:00", 1560), ("0:00", None), ("99:00", None), ("x", None), ("²:00", None)],
)
def test_duration_is_read_or_not(text, minutes):
    assert frab._minutes(text) == minutes


def test_moments_beyond_time_are_no_moments():
    for text in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2027-13-01T00:00:00"):
        data = SAMPLE.replace(b"2027-03-27T10:00:00+01:00</date>", f"{text}</date>".encode())
        entry = frab.read(data, zone=PARIS).entries[0]
        assert entry.fields["starts_at"] == datetime(2027, 3, 27, 10, tzinfo=PARIS)


def test_unwritable_characters_are_left_out_of_the_file(festival):
    import_schedule(festival, frab.read(SAMPLE, zone=PARIS))
    Session.objects.filter(number="11").update(title="Saut\x0bde ligne\ufffe")
    programme = festival.programme
    out = frab.write(programme, programme.days.all(), list(programme.rooms.all()), sessions_of(programme))
    assert "Sautde ligne" in out.decode()
    ElementTree.fromstring(out)


class Counted(list):
    """Tells how often it was walked through."""

    walks = 0

    def __iter__(self):
        self.walks += 1
        return super().__iter__()


def test_schedule_is_written_in_one_walk_through_its_sessions():
    moment = datetime(2026, 6, 1, 10, tzinfo=PARIS)
    days = [ProgrammeDay(pk=n, date=moment.date(), opens_at=moment, closes_at=moment) for n in range(20)]
    rooms = [Room(pk=n, name=str(n)) for n in range(20)]
    sessions = Counted()
    written = frab.write(Programme(acronym="a", title="t", event=Event(slug="s", title="t")), days, rooms, sessions)
    assert written.count(b"<room ") == 400 and sessions.walks == 1
