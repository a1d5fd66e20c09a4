"""Hours are shown, in one way, on every page, mail, paper and text, at the edges of time too."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from campaign.hours import days_words, deadline_words, hour_words, hours_words
from events.announcements import announcement
from events.models import Event
from events.times import when_html, when_words
from tests.events.conftest import page_of, paris

ROOT = Path(__file__).parents[2]
NB = "\xa0"


def said(text):
    return text.replace(NB, " ")


@pytest.mark.parametrize(
    ("hour", "french", "english"),
    [
        (time(19), "19 h", "19:00"),
        (time(19, 30), "19 h 30", "19:30"),
        (time(0), "0 h", "00:00"),
        (time(9, 5), "9 h 05", "09:05"),
    ],
)
def test_hour_is_written_in_one_way(hour, french, english):
    with translation.override("fr"):
        assert hour_words(hour) == french.replace(" ", NB)
    with translation.override("en"):
        assert hour_words(hour) == english


YEAR = timezone.localdate().year + 2  # another year than this one is said


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ((YEAR, 3, 5, 19), (YEAR, 3, 5, 21, 30), "19 h – 21 h 30"),
        ((YEAR, 3, 5, 8), (YEAR, 3, 5, 23), "8 h – 23 h"),  # 15 hours exactly
        ((YEAR, 3, 5, 19), (YEAR, 3, 6, 0), "19 h – 0 h"),
        ((YEAR, 3, 5, 22), (YEAR, 3, 6, 2), "22 h – 2 h"),
    ],
)
def test_evening_says_its_hours(make_event, start, end, words):
    row = make_event(starts_at=paris(*start), ends_at=paris(*end)).occurrences.get()
    assert said(when_words(row)).endswith(f" mars {YEAR}, {words}")


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ((2026, 12, 11, 18), (2026, 12, 13, 16), "du vendredi 11 décembre, 18 h, au dimanche 13, 16 h"),
        ((2026, 9, 30, 18), (2026, 10, 2, 16, 30), "du mercredi 30 septembre, 18 h, au vendredi 2 octobre, 16 h 30"),
        ((2026, 12, 31, 20), (2027, 1, 1, 12), "du jeudi 31 décembre 2026, 20 h, au vendredi 1 janvier 2027, 12 h"),
        ((2028, 2, 28, 10), (2028, 2, 29, 18), "du lundi 28 février 2028, 10 h, au mardi 29, 18 h"),
        (
            (2027, 3, 27, 20),
            (2027, 3, 28, 12),
            "du samedi 27 mars 2027, 20 h, au dimanche 28, 12 h",
        ),
        ((2026, 10, 24, 20), (2026, 10, 25, 12), "du samedi 24 octobre, 20 h, au dimanche 25, 12 h"),
    ],
)
def test_more_than_fifteen_hours_say_both_days_and_hours_everywhere(make_event, source, monkeypatch, start, end, words):
    monkeypatch.setattr("campaign.hours.timezone.localdate", lambda *args, **kwargs: date(2026, 11, 29))
    event = make_event(title="Camp", starts_at=paris(*start), ends_at=paris(*end), attendance=True)
    row = event.occurrences.get()
    assert said(when_words(row)) == words
    for address in ("/agenda/camp/", f"/agenda/camp/{row.date}/"):
        assert words in said(re.sub(r"</?time[^>]*>", "", source.get(address).content.decode()))
    shared = announcement(event, row, series=False)
    assert words in said(shared.message) and words in said(shared.mail)
    facts = render_to_string("events/emails/attendance_facts.txt", {"row": row, "event": event})
    assert words in said(facts)
    sheet = render_to_string("events/print/poster.html", {"row": row, "event": event, "series": False})
    assert words in said(sheet).replace("Du ", "du ")


def test_agenda_shows_the_hours_of_a_festival(make_event, source):
    day = timezone.localdate() + timedelta(days=3)
    start = paris(day.year, day.month, day.day, 18)
    make_event(title="Camp", starts_at=start, ends_at=start.replace(hour=16) + timedelta(days=2))
    page = said(re.sub(r"</?time[^>]*>", "", page_of(source, "/agenda/")))
    assert ", 18 h, au " in page and ", 16 h" in page


def test_unknown_hour_and_unknown_days_are_said(make_event):
    row = make_event(starts_at=paris(2027, 3, 27), ends_at=paris(2027, 3, 28), precision="day").occurrences.get()
    assert when_words(row) == "du samedi 27 mars 2027 au dimanche 28, heure à préciser"
    assert '<time datetime="2027-03-27">' in when_html(row)
    row = make_event(starts_at=paris(2027, 3, 1), precision="month").occurrences.get()
    assert when_words(row) == "mars 2027, jours à préciser"
    assert '<time datetime="2027-03">' in when_html(row)


def test_moments_are_readable_by_machines_and_other_clocks_are_named(make_event):
    start = datetime(2027, 1, 14, 15, tzinfo=UTC)
    event = make_event(starts_at=start, ends_at=start + timedelta(hours=2), time_zone="Indian/Reunion")
    row = event.occurrences.get()
    words = when_html(row)
    assert '<time datetime="2027-01-14T19:00">' in words and '<time datetime="2027-01-14T21:00">' in words
    assert words.endswith("(heure de La Réunion)")
    mail = render_to_string("events/emails/attendance_facts.txt", {"row": row, "event": event})
    assert f"19{NB}h – 21{NB}h (heure de La Réunion)" in mail


@pytest.mark.parametrize(
    ("zone", "french", "english"),
    [
        ("America/Guadeloupe", "heure de la Guadeloupe", "by the clocks of Guadeloupe"),
        ("America/Miquelon", "heure de Saint-Pierre-et-Miquelon", "by the clocks of Saint Pierre and Miquelon"),
        ("Pacific/Noumea", "heure de Nouméa", "by the clocks of Nouméa"),
        ("Europe/London", "heure de Londres", "by the clocks of London"),
        ("Indian/Mayotte", "heure de Mayotte", "by the clocks of Mayotte"),
    ],
)
def test_other_clocks_are_named_as_people_call_them(make_event, zone, french, english):
    row = make_event(time_zone=zone).occurrences.get()
    assert when_html(row).endswith(f"({french})")
    with translation.override("en"):
        assert when_html(row).endswith(f"({english})")


def test_session_over_the_hour_that_clocks_repeat_says_so():
    words = hours_words(datetime(2026, 10, 25, 2, 45), datetime(2026, 10, 25, 2, 30))
    assert said(words) == "2 h 45 – 2 h 30, une fois l’heure changée"
    assert said(hours_words(datetime(2026, 10, 24, 23), datetime(2026, 10, 25, 1))) == "23 h – 1 h"


def test_deadline_says_the_day_that_was_chosen(settings):
    year = timezone.localdate().year
    assert deadline_words(paris(year, 12, 16)) == "jusqu’au 15 décembre inclus"
    assert deadline_words(paris(year + 1, 1, 1)) == "jusqu’au 31 décembre inclus"
    assert deadline_words(paris(year + 1, 3, 29)) == f"jusqu’au 28 mars {year + 1} inclus"
    with translation.override("en"):
        assert deadline_words(paris(year, 12, 16)) == "until 15 December inclusive"


def test_english_says_the_same_span():
    with translation.override("en"):
        words = days_words(datetime(2031, 3, 7, 18), datetime(2031, 3, 9, 16), hours=True)
    assert words == "from Friday 7 March 2031, 18:00, to Sunday 9, 16:00"


# What a template may write for machines; everything that people read goes through campaign/hours.py.
FOR_MACHINES = re.compile(r"datetime=\"\{\{[^}]*\}\}\"|data-until=\"[^\"]*\"")
FORMATS_AN_HOUR = re.compile(
    r"\|time\b|(?:DATE)?TIME_FORMAT|\|date:(?P<q>[\"'])(?!SHORT_DATE)(?:(?!(?P=q)).)*[GgHhisPf]"
)


def test_no_template_formats_an_hour_by_itself():
    found = [
        f"{path.relative_to(ROOT)}: {hit[0]}"
        for path in sorted((ROOT / "templates").rglob("*"))
        if path.suffix in (".html", ".txt", ".xml")
        for line in path.read_text().splitlines()
        for hit in FORMATS_AN_HOUR.finditer(FOR_MACHINES.sub("", line))
        if "DATE_FORMAT" not in hit[0] or "DATETIME_FORMAT" in hit[0]
    ]
    assert found == []


def test_no_module_formats_an_hour_by_itself():
    """Formats of Django with hours in them; %H is for machines, and stands in what they read alone."""
    pattern = re.compile(r"[GHhg]:i\b|\btime_format\(|\b(?:DATE)?TIME_FORMAT\b")
    rooms = ("accounts", "campaign", "events", "forum", "intake", "places", "search", "surveillance")
    found = [
        str(path.relative_to(ROOT))
        for room in rooms
        for path in sorted((ROOT / room).rglob("*.py"))
        if pattern.search(path.read_text())
    ]
    assert found == ["campaign/hours.py"]


# What is unlikely is asked about, and nothing typed is lost.


@pytest.fixture
def typed(commune):
    day = timezone.localdate() + timedelta(days=30)
    return {"title": "Fête de quartier", "kind": "other", "day": f"{day}", "hour": "19:00", "commune": commune.name}


@pytest.mark.parametrize(
    ("hour", "end"), [("19:00", "18:00"), ("10:00", "9:00"), ("19:00", "19:00"), ("20:00", "8:00")]
)
def test_end_before_the_start_asks_whether_it_is_the_next_day(client_of, organiser, collective, typed, hour, end):
    client, address = client_of(organiser), f"/agenda/annoncer/{collective.slug}/"
    asked = client.post(address, typed | {"hour": hour, "end_hour": end})
    page = asked.content.decode()
    assert asked.status_code == 422 and not Event.objects.exists()
    assert 'type="checkbox" name="next_day"' in page and "la fin tombe avant le début" in page
    assert 'value="Fête de quartier"' in page and 'type="hidden" name="past_ok"' in page
    assert client.post(address, typed | {"hour": hour, "end_hour": end, "next_day": "on"}).status_code == 302
    event = Event.objects.get()
    assert event.local_length > timedelta(hours=11)
    again = client.get(f"/agenda/{event.slug}/modifier/").content.decode()  # and asks no more when it is changed
    assert f'value="{(event.local_start + event.local_length).date()}"' in again


@pytest.mark.parametrize(("hour", "end"), [("21:00", "1:00"), ("19:00", "0:00"), ("20:00", "6:00")])
def test_evening_past_midnight_asks_nothing(client_of, organiser, collective, typed, hour, end):
    address = f"/agenda/annoncer/{collective.slug}/"
    assert client_of(organiser).post(address, typed | {"hour": hour, "end_hour": end}).status_code == 302


def test_day_that_is_past_asks_first(client_of, organiser, collective, typed):
    client, address = client_of(organiser), f"/agenda/annoncer/{collective.slug}/"
    past = typed | {"day": f"{timezone.localdate() - timedelta(days=335)}"}
    asked = client.post(address, past)
    page = asked.content.decode()
    assert asked.status_code == 422 and not Event.objects.exists()
    assert 'type="checkbox" name="past_ok"' in page and "c’est du passé" in page and 'value="Fête de quartier"' in page
    assert client.post(address, past | {"past_ok": "on"}).status_code == 302
    event = Event.objects.get()
    # Changing its title later asks nothing: the day was said already.
    assert client.post(f"/agenda/{event.slug}/modifier/", past | {"title": "Autre"}).status_code == 302


@pytest.mark.parametrize("more", [{"day": "today"}, {"day": "yesterday", "last_day": "today"}])
def test_what_is_going_on_today_is_not_past(client_of, organiser, collective, typed, more):
    days = {"today": timezone.localdate(), "yesterday": timezone.localdate() - timedelta(days=1)}
    more = {name: f"{days[day]}" for name, day in more.items()}
    assert client_of(organiser).post(f"/agenda/annoncer/{collective.slug}/", typed | more).status_code == 302


def test_date_moved_into_the_past_or_ending_before_it_begins_asks_too(client_of, organiser, monthly):
    row = monthly.occurrences.coming()[1]
    client, address = client_of(organiser), f"/agenda/reunion-mensuelle/{row.date}/changer/"
    move = {"action": "move", "hour": "19:00", "title": "Film"}
    for more, name in (
        ({"day": "2025-12-10"}, "past_ok"),
        ({"day": f"{row.date}", "end_hour": "18:00"}, "next_day"),
    ):
        asked = client.post(address, move | more)
        assert asked.status_code == 422 and 'value="Film"' in asked.content.decode()
        assert f'type="checkbox" name="{name}"' in asked.content.decode()
        assert client.post(address, move | more | {name: "on"}).status_code == 302
    row.refresh_from_db()
    assert row.local_end - row.local_start == timedelta(hours=23)
    # Shown again, the date's form says the same and asks nothing.
    page = client.get(address).content.decode()
    assert 'name="next_day" value="True"' in page


def test_proposal_of_a_stranger_asks_as_well(source, commune):
    from events.forms import ProposalForm

    form = ProposalForm({"title": "A", "kind": "other", "day": "2025-03-01", "hour": "19:00", "commune": commune.name})
    assert "past_ok" in form.errors
