"""Reading calendars of every make: what is read, what is told, and what a hostile file can cost."""

from __future__ import annotations

import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.exceptions import BrokenCalendar
from events.importing import read_calendar, reading
from events.importing.lines import Zone, decode, parse_line, read_lines
from events.importing.zones import by_description, by_name, parse_moment

PARIS = ZoneInfo("Europe/Paris")
TODAY = date(2026, 11, 1)


def calendar(*entries: str, before: str = "") -> bytes:
    """A calendar of these entries, each the lines of a VEVENT without its frame."""
    body = "".join(f"BEGIN:VEVENT\r\n{entry.strip()}\r\nEND:VEVENT\r\n".replace("\n", "\r\n") for entry in entries)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{before}{body}END:VCALENDAR\r\n".replace("\r\r", "\r").encode()


def read(*entries: str, past: bool = False, before: str = "", today: date = TODAY):
    return read_calendar(calendar(*entries, before=before), zone=PARIS, today=today, past=past)


def the_one(*entries: str, **options):
    reading = read(*entries, **options)
    assert len(reading.drafts) == 1, reading.problems
    return reading.drafts[0]


def test_entry_tells_title_times_place_text_and_link():
    draft = the_one(
        r"""
UID:a@example.org
SUMMARY:Réunion\, ouverte à tou·tes
DTSTART;TZID=Europe/Paris:20261210T190000
DTEND;TZID=Europe/Paris:20261210T210000
LOCATION:Bar de l'Horloge\, 1 rue Inventée\, 13001 Marseille
DESCRIPTION:Premier point\nSecond point
URL:https://example.org/reunion
GEO:43.29;5.38
ATTENDEE;CN=Personne:mailto:personne@example.org
ORGANIZER:mailto:orga@example.org
BEGIN:VALARM
DESCRIPTION:Réveil
END:VALARM
"""
    )
    assert (draft.title, draft.kind) == ("Réunion, ouverte à tou·tes", "meeting")
    assert (draft.start, draft.end) == (datetime(2026, 12, 10, 19), datetime(2026, 12, 10, 21))
    assert draft.location == "Bar de l'Horloge, 1 rue Inventée, 13001 Marseille"
    assert draft.text == "Premier point\nSecond point"
    assert (draft.link, draft.position) == ("https://example.org/reunion", (43.29, 5.38))
    assert "personne@" not in repr(draft) and "orga@" not in repr(draft) and "Réveil" not in repr(draft)


@pytest.mark.parametrize(
    ("start", "local", "zone"),
    [
        ("DTSTART:20261210T180000Z", datetime(2026, 12, 10, 19), "Europe/Paris"),
        ("DTSTART:20261210T190000", datetime(2026, 12, 10, 19), "Europe/Paris"),
        ("DTSTART;TZID=Romance Standard Time:20261210T190000", datetime(2026, 12, 10, 19), "Europe/Paris"),
        ('DTSTART;TZID="W. Europe Standard Time":20261210T190000', datetime(2026, 12, 10, 19), "Europe/Berlin"),
        (
            "DTSTART;TZID=/mozilla.org/20070129_1/Europe/Paris:20261210T190000",
            datetime(2026, 12, 10, 19),
            "Europe/Paris",
        ),
        ("DTSTART;TZID=Indian/Reunion:20261210T190000", datetime(2026, 12, 10, 19), "Indian/Reunion"),
        ("DTSTART;TZID=Nowhere/Land:20261210T190000", datetime(2026, 12, 10, 19), "Europe/Paris"),
    ],
)
def test_hour_is_read_by_its_clock(start, local, zone):
    draft = the_one(f"UID:a\nSUMMARY:x\n{start}")
    assert (draft.start, draft.zone, draft.has_hour) == (local, zone, True)


def test_unknown_clock_is_told_and_a_described_one_is_understood():
    reading = read("UID:a\nSUMMARY:x\nDTSTART;TZID=Nowhere/Land:20261210T190000")
    assert ["Nowhere/Land" in problem for problem in reading.problems] == [True]
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Western/Central Europe\r\nBEGIN:STANDARD\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\n"
        "BEGIN:DAYLIGHT\r\nTZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
    )
    reading = read('UID:a\nSUMMARY:x\nDTSTART;TZID="Western/Central Europe":20261210T190000', before=zone)
    assert (reading.problems, reading.drafts[0].zone) == ([], "Europe/Paris")
    fixed = by_description(Zone(standard="+0530"), PARIS)
    assert fixed is not None and fixed.utcoffset(None).total_seconds() == 19800


def test_calendar_with_a_zone_of_its_own_means_it():
    draft = the_one("UID:a\nSUMMARY:x\nDTSTART:20261210T180000Z", before="X-WR-TIMEZONE:Indian/Reunion\r\n")
    assert (draft.zone, draft.start.hour) == ("Indian/Reunion", 22)


def test_whole_days_end_the_day_before_their_end():
    one = the_one("UID:a\nSUMMARY:x\nDTSTART;VALUE=DATE:20261210\nDTEND;VALUE=DATE:20261211")
    assert (one.has_hour, one.start, one.end) == (False, datetime(2026, 12, 10), None)
    three = the_one("UID:a\nSUMMARY:x\nDTSTART;VALUE=DATE:20261210\nDTEND;VALUE=DATE:20261213")
    assert three.end == datetime(2026, 12, 12)
    assert the_one("UID:a\nSUMMARY:x\nDTSTART;VALUE=DATE:20261210\nDURATION:P3D").end == datetime(2026, 12, 12)
    assert the_one("UID:a\nSUMMARY:x\nDTSTART:20261210T190000\nDURATION:PT90M").end == datetime(2026, 12, 10, 20, 30)


@pytest.mark.parametrize(
    ("rule", "kept", "until", "count"),
    [
        ("FREQ=MONTHLY;BYDAY=2TH", "FREQ=MONTHLY;BYDAY=2TH", None, None),
        ("FREQ=MONTHLY;BYDAY=2TH;COUNT=5", "FREQ=MONTHLY;BYDAY=2TH", None, 5),
        ("FREQ=MONTHLY;BYDAY=2TH;UNTIL=20270610T170000Z", "FREQ=MONTHLY;BYDAY=2TH", date(2027, 6, 10), None),
        ("FREQ=MONTHLY;BYDAY=2TH;UNTIL=20270610T165900Z", "FREQ=MONTHLY;BYDAY=2TH", date(2027, 6, 9), None),
        ("FREQ=MONTHLY;BYDAY=2TH;UNTIL=20270610", "FREQ=MONTHLY;BYDAY=2TH", date(2027, 6, 10), None),
        ("FREQ=WEEKLY;WKST=MO;INTERVAL=2;BYDAY=TH", "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=TH", None, None),
    ],
)
def test_rhythm_is_kept(rule, kept, until, count):
    draft = the_one(f"UID:a\nSUMMARY:x\nDTSTART;TZID=Europe/Paris:20261210T190000\nRRULE:{rule}")
    assert (draft.rhythm.rule, draft.rhythm.until, draft.rhythm.count) == (kept, until, count)


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=MONTHLY;BYHOUR=3", "BYDAY=MO", "n'importe quoi", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"],
)
def test_rhythm_that_cannot_be_kept_leaves_its_first_date_and_says_so(rule):
    reading = read(f"UID:a\nSUMMARY:Fête\nDTSTART;TZID=Europe/Paris:20261210T190000\nRRULE:{rule}")
    (draft,) = reading.drafts
    assert (draft.rhythm.rule, draft.start) == ("", datetime(2026, 12, 10, 19))
    assert ["Fête" in problem for problem in reading.problems] == [True]


def test_old_series_begins_with_its_next_date_and_keeps_its_rhythm():
    draft = the_one(
        "UID:a\nSUMMARY:x\nDTSTART;TZID=Europe/Paris:19970903T190000\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"
    )
    assert draft.start == datetime(2026, 11, 4, 19)  # the same Wednesdays as since 1997
    counted = the_one(
        "UID:a\nSUMMARY:x\nDTSTART;TZID=Europe/Paris:20261008T190000\nRRULE:FREQ=MONTHLY;BYDAY=2TH;COUNT=4"
    )
    assert (counted.start, counted.rhythm.count, counted.rhythm.until) == (
        datetime(2026, 11, 12, 19),
        None,
        date(2027, 1, 14),
    )
    over = "UID:a\nSUMMARY:x\nDTSTART:20100101T190000\nRRULE:FREQ=DAILY;COUNT=3"
    assert read(over).drafts == []
    kept = the_one(over, past=True)
    assert (kept.start, kept.rhythm.count) == (datetime(2010, 1, 1, 19), 3)


def test_left_out_changed_and_cancelled_dates_come_along():
    series = """
UID:a
SUMMARY:Réunion
DTSTART;TZID=Europe/Paris:20261112T190000
DTEND;TZID=Europe/Paris:20261112T210000
RRULE:FREQ=MONTHLY;BYDAY=2TH
EXDATE;TZID=Europe/Paris:20270114T190000,20270211T190000
EXDATE:20270311T180000Z
"""
    moved = """
UID:a
SUMMARY:Réunion
RECURRENCE-ID;TZID=Europe/Paris:20261210T190000
DTSTART;TZID=Europe/Paris:20261211T200000
DTEND;TZID=Europe/Paris:20261211T220000
LOCATION:Ailleurs
"""
    cancelled = """
UID:a
SUMMARY:Réunion
RECURRENCE-ID:20270408T170000Z
DTSTART;TZID=Europe/Paris:20270408T190000
STATUS:CANCELLED
"""
    stray = """
UID:a
SUMMARY:Réunion
RECURRENCE-ID;TZID=Europe/Paris:20270409T190000
DTSTART;TZID=Europe/Paris:20270410T190000
"""
    reading = read(series, moved, cancelled, stray)
    (draft,) = reading.drafts
    assert draft.left_out == {date(2027, 1, 14), date(2027, 2, 11), date(2027, 3, 11)}
    first, second = draft.changes
    assert (first.day, first.start, first.end) == (
        date(2026, 12, 10),
        datetime(2026, 12, 11, 20),
        datetime(2026, 12, 11, 22),
    )
    assert (first.location, first.title) == ("Ailleurs", "")
    assert (second.day, second.cancelled) == (date(2027, 4, 8), True)
    assert len(reading.problems) == 1


def test_extra_dates_become_events_of_their_own():
    drafts = read("UID:a\nSUMMARY:x\nDTSTART:20261210T190000\nRDATE:20261220T190000,20261210T190000").drafts
    assert [(draft.uid, draft.start.day) for draft in drafts] == [("a", 10), ("a#2026-12-20T19:00:00", 20)]


def test_what_is_over_private_cancelled_or_no_event_is_left_out_and_counted():
    reading = read(
        "UID:a\nSUMMARY:Vieux\nDTSTART:20200101T190000",
        "UID:b\nSUMMARY:Médecin\nCLASS:PRIVATE\nDTSTART:20261210T190000",
        "UID:c\nSUMMARY:Annulé\nSTATUS:CANCELLED\nDTSTART:20261210T190000",
        "UID:d\nSUMMARY:Reste\nDTSTART:20261210T190000",
        before="BEGIN:VTODO\r\nSUMMARY:Tâche\r\nEND:VTODO\r\n",
    )
    assert [draft.title for draft in reading.drafts] == ["Reste"]
    assert len(reading.problems) == 4
    assert "Médecin" not in str(reading.problems)
    assert len(read("UID:a\nSUMMARY:Vieux\nDTSTART:20200101T190000", past=True).drafts) == 1


def test_newest_of_two_versions_counts():
    old = "UID:a\nSEQUENCE:3\nSUMMARY:Nouveau\nDTSTART:20261211T190000"
    new = "UID:a\nSEQUENCE:1\nSUMMARY:Ancien\nDTSTART:20261210T190000"
    assert the_one(old, new).title == "Nouveau"
    assert the_one(new, old).title == "Nouveau"


def test_html_of_google_and_outlook_becomes_text():
    draft = the_one(
        r"UID:a" + "\n" + r"SUMMARY:x" + "\nDTSTART:20261210T190000\n"
        r"DESCRIPTION:<p>Un &amp\; deux</p><br><script>alert(1)</script><a href=\"https://example.org\">lien</a>"
    )
    assert "<" not in draft.text and "Un & deux" in draft.text and "alert" not in draft.text


@pytest.mark.parametrize(
    ("start", "shown"),
    [("DTSTART:demain", "demain"), ("DTSTART:20261399T190000", "2026"), ("DTSTART:00010101T000000", "0001"), ("", "—")],
)
def test_start_that_cannot_be_read_is_told(start, shown):
    reading = read(f"UID:a\nSUMMARY:Cassé\n{start}", "UID:b\nSUMMARY:Bon\nDTSTART:20261210T190000")
    assert [draft.title for draft in reading.drafts] == ["Bon"]
    assert "Cassé" in reading.problems[0] and shown in reading.problems[0]


def test_end_before_the_start_is_dropped_and_told():
    reading = read("UID:a\nSUMMARY:x\nDTSTART:20261210T190000\nDTEND:20261210T180000")
    assert reading.drafts[0].end is None and len(reading.problems) == 1


def test_event_whose_end_was_forgotten_does_not_swallow_the_next():
    one, two = (f"BEGIN:VEVENT\nUID:{name}\nSUMMARY:{name}\nDTSTART:20261210T190000\n" for name in ("Un", "Deux"))
    data = f"BEGIN:VCALENDAR\n{one}{two}".encode()
    assert [draft.title for draft in read_calendar(data, zone=PARIS, today=TODAY).drafts] == ["Un", "Deux"]


@pytest.mark.parametrize("data", [b"", b"bonjour", b"<html>", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", b"\x00" * 100])
def test_what_holds_no_event_is_refused_in_a_sentence(data):
    with pytest.raises(BrokenCalendar, match="VCALENDAR"):
        read_calendar(data, zone=PARIS, today=TODAY)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_thirty_years_are_read(encoding):
    assert "Réunion" in decode("SUMMARY:Réunion".encode(encoding))


def test_lines_are_unfolded_and_quotes_respected():
    (entry,) = read_lines(
        'BEGIN:VEVENT\r\nSUMMARY:Une réu\r\n nion\r\nDTSTART;X="a:b;c";TZID=Europe/Paris:20261210\r\n'
    ).entries
    assert entry.value("SUMMARY") == "Une réunion"
    line = entry.first("DTSTART")
    assert (line.value, line.parameters["TZID"], line.parameters["X"]) == ("20261210", "Europe/Paris", "a:b;c")
    assert parse_line("pas une ligne") is None


@pytest.mark.parametrize("name", ["", "x" * 5000, "../../etc/passwd", "Europe/", "/"])
def test_names_that_are_no_zone_are_none(name):
    assert by_name(name) is None


@pytest.mark.parametrize("value", ["", "20261210T", "2026", "20261210T250000", "99991231", "20260230", "x" * 100_000])
def test_moments_that_are_none(value):
    assert parse_moment(value, PARIS) is None


# -- What a hostile file can cost --------------------------------------------------------------------------------
BOMBS = {
    "a file too large": b"BEGIN:VEVENT\n" + b"x" * 2_000_001,
    "one huge line": calendar("UID:a\nDTSTART:20261210T190000\nSUMMARY:" + "x" * 1_900_000),
    "nested without end": b"BEGIN:X\n" * 100_000 + calendar("UID:a\nDTSTART:20261210T190000"),
    "folds without end": calendar("UID:a\nDTSTART:20261210T190000\nSUMMARY:x" + "\n " * 500_000),
    "a million dates": calendar(*[f"UID:{n}\nDTSTART:19700101T000000\nRRULE:FREQ=DAILY" for n in range(5000)]),
    "every weekday a thousand times": calendar(
        "UID:a\nDTSTART:20261210T190000\nRRULE:FREQ=MONTHLY;BYDAY=" + ",".join(["MO"] * 9000)
    ),
    "rules without a date": calendar(
        *[f"UID:{n}\nDTSTART:20261210T190000\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30" for n in range(300)]
    ),
    "exceptions without end": calendar(
        "UID:a\nDTSTART:20261210T190000\nRRULE:FREQ=DAILY\n"
        + "\n".join(["EXDATE:" + ",".join(["20261211T190000"] * 900)] * 90)
    ),
    "extra dates without end": calendar(
        "UID:a\nDTSTART:20261210T190000\nRDATE:"
        + ",".join(f"2027{m:02}{d:02}T{h:02}0000" for m in range(1, 13) for d in range(1, 29) for h in range(3))
    ),
    "zones without end": calendar(
        "UID:a\nDTSTART;TZID=z1:20261210T190000",
        before="".join(
            f"BEGIN:VTIMEZONE\r\nTZID:z{n}\r\nBEGIN:STANDARD\r\nRRULE:FREQ=SECONDLY\r\nTZOFFSETTO:+9999\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
            for n in range(9000)
        ),
    ),
    "backslashes": calendar("UID:a\nDTSTART:20261210T190000\nDESCRIPTION:" + "\\" * 19_000),
    "angle brackets": calendar("UID:a\nDTSTART:20261210T190000\nDESCRIPTION:<p>" + "<" * 19_000),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_hostile_file_costs_seconds_at_most(bomb, monkeypatch):
    monkeypatch.setattr(reading, "LONGEST_SECONDS", 1.5)
    begun = time.process_time()
    try:
        read = read_calendar(BOMBS[bomb], zone=PARIS, today=TODAY)
    except BrokenCalendar:
        assert bomb in {"a file too large", "nested without end"}
    else:
        assert len(read.drafts) <= 300
        assert sum(len(draft.left_out) for draft in read.drafts) < 1000
    assert time.process_time() - begun < 1.5 + 5, "the limit, and the longest that one date can take"


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    try:
        read_calendar(b"BEGIN:VEVENT\n" + data, zone=PARIS, today=TODAY, past=True)
    except BrokenCalendar:
        pass


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID", "GEO", "URL"]
            ),
            st.sampled_from(["", ";TZID=Europe/Paris", ";VALUE=DATE", ";TZID=", ';TZID="a;b:c"']),
            st.one_of(
                st.text(max_size=30),
                st.sampled_from(
                    ["20261210T190000", "20261210", "20261210T190000Z", "FREQ=DAILY;COUNT=3", "PT1H", "-P1D"]
                ),
            ),
        ),
        max_size=8,
    )
)
def test_any_properties_are_read_or_told(lines):
    text = "".join(f"{name}{parameters}:{value}\n" for name, parameters, value in lines)
    reading = read_calendar(f"BEGIN:VEVENT\nSUMMARY:x\n{text}END:VEVENT".encode(), zone=PARIS, today=TODAY, past=True)
    assert reading.drafts or reading.problems or "RECURRENCE-ID" in text
