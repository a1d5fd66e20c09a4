"""An organiser brings a calendar, gets drafts, publishes them; nobody else may."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from engine.throttle import allow
from events import services
from events.exceptions import BrokenCalendar
from events.importing import read_calendar
from events.models import Event, ImportedEvent
from events.validators import zone_named
from tests.conftest import make_user
from tests.events.conftest import PARIS

SAMPLES = Path(__file__).parent / "calendars"
DOOR, DRAFTS = "/agenda/importer/marseille-a-decouvert/", "/agenda/brouillons/marseille-a-decouvert/"


@pytest.fixture
def take(collective):
    """`take("google")`: the drafts of one of our samples, as if read the day before they begin."""

    def taking(name, data=None):
        data = data if data is not None else (SAMPLES / f"{name}.ics").read_bytes()
        reading = read_calendar(data, zone=PARIS, today=date(2040, 1, 1))
        return reading, services.take_in(reading.drafts, collective=collective, by=None)

    return taking


@pytest.fixture
def in_2040(monkeypatch):
    """New Year of 2040: dates of a series are written 18 months ahead of the clock."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2040, 1, 1, tzinfo=PARIS))


def local(event):
    return [row.local_start for row in event.occurrences.order_by("starts_at")]


def test_mobilizon_keeps_place_position_and_kind(take):
    take("mobilizon")
    event = Event.objects.get()
    assert (event.title, event.kind, event.place) == ("Cartopartie du samedi", "cartopartie", "Place inventée")
    assert (event.latitude, event.longitude) == (43.2965, 5.3698)
    assert event.local_start == datetime(2040, 6, 12, 16)
    assert (event.published_at, event.link) == (None, "https://mobilizon.example/events/5b1f6a1e")
    assert "inventee@example.org" not in str(Event.objects.values().get())


def test_gancio_text_comes_without_tags(take):
    take("gancio")
    event = Event.objects.get()
    assert (event.summary, event.kind) == ("Un film, puis un débat.\nPrix libre.", "talk")


def test_nextcloud_series_keeps_its_rhythm_its_gap_and_its_moved_date(in_2040, take):
    take("nextcloud")
    event = Event.objects.get()
    assert event.recurrence == "FREQ=MONTHLY;BYDAY=2TH"
    rows = {row.date: row for row in event.occurrences.all()}
    assert rows[date(2040, 8, 9)].status == "skipped"
    moved = rows[date(2040, 2, 9)]
    assert (moved.status, moved.local_start, moved.place) == (
        "moved",
        datetime(2040, 2, 10, 20),
        "Autre salle inventée",
    )


def test_google_leaves_guests_and_private_entries_out(take):
    reading, taken = take("google")
    assert {event.title for event in taken.added} == {"Atelier : lire une délibération", "Festival inventé"}
    festival = Event.objects.get(title="Festival inventé")
    assert (festival.precision, festival.occurrences.get().last_day) == ("day", date(2040, 10, 3))
    workshop = Event.objects.get(kind="workshop")
    assert workshop.summary == "Atelier ouvert à tou·tes.\nVenez avec des questions."
    assert (workshop.place, workshop.address) == ("Bibliothèque inventée", "12 Rue du Livre, 13002 Marseille, France")
    assert len(reading.problems) == 1 and "privé" in reading.problems[0]
    assert "personne@" not in str(list(Event.objects.values()))


def test_outlook_zone_and_count_are_understood(in_2040, take):
    reading, _taken = take("outlook")
    event = Event.objects.get()
    assert reading.problems == []
    assert (event.time_zone, event.count, event.recurrence) == ("Europe/Paris", 6, "FREQ=WEEKLY;BYDAY=MO")
    assert local(event) == [datetime(2040, 4, day, 18, 30) for day in (16, 23, 30)] + [
        datetime(2040, 5, day, 18, 30) for day in (7, 14, 21)
    ]


def test_broken_file_gives_what_can_be_read_and_says_the_rest(take):
    reading, taken = take("broken")
    assert {event.title for event in taken.added} == {"Chaque seconde", "Sans fin et sans identifiant"}
    assert len(reading.problems) == 3
    assert any("Sans début" in problem for problem in reading.problems)
    assert any("FREQ=SECONDLY" in problem for problem in reading.problems)
    assert any("Terre/Du Milieu" in problem for problem in reading.problems)


def test_same_calendar_again_brings_drafts_up_to_date_and_doubles_nothing(in_2040, take):
    take("nextcloud")
    event = Event.objects.get()
    text = (SAMPLES / "nextcloud.ics").read_text()
    text = text.replace("SUMMARY:Réunion mensuelle", "SUMMARY:Assemblée mensuelle").replace(
        "20400210T200000", "20400213T200000"
    )
    _reading, taken = take("", text.encode())
    assert (len(taken.added), taken.updated) == (0, [event])
    event.refresh_from_db()
    assert event.title == "Assemblée mensuelle"
    assert event.occurrences.get(date=date(2040, 2, 9)).local_start == datetime(2040, 2, 13, 20)
    assert ImportedEvent.objects.count() == Event.objects.count() == 1


def test_published_event_is_left_as_it_is(take):
    take("mobilizon")
    event = Event.objects.get()
    services.publish_drafts([event])
    services.change(event, title="Corrigé à la main")
    _reading, taken = take("mobilizon")
    assert (taken.added, taken.updated, taken.known) == ([], [], [event])
    assert Event.objects.get().title == "Corrigé à la main"


def test_our_own_feed_brought_back_doubles_nothing(take, source, make_event, collective):
    make_event(title="Chez nous", hosts=[collective], starts_at=datetime(2040, 6, 1, 19, tzinfo=PARIS))
    data = source.get("/collectifs/marseille-a-decouvert/agenda.ics").content
    _reading, taken = take("", data)
    assert (len(taken.known), len(taken.added), Event.objects.count()) == (1, 0, 1)


def test_two_collectives_may_read_the_same_calendar(take, pending):
    take("mobilizon")
    reading = read_calendar((SAMPLES / "mobilizon.ics").read_bytes(), zone=PARIS, today=date(2040, 1, 1))
    taken = services.take_in(reading.drafts, collective=pending, by=None)
    assert len(taken.added) == 1 and Event.objects.count() == 2


def test_place_tells_the_commune(take, commune):
    from places.models import Commune, Postcode

    brest = Commune.objects.create(insee="29019", name="Brest", slug="brest", search_name="brest")
    Postcode.objects.create(commune=brest, code="29200")
    entry = "BEGIN:VEVENT\nUID:{0}\nSUMMARY:x\nDTSTART:20400102T190000\nLOCATION:{1}\nEND:VEVENT\n"
    places = [r"Bar\, 29200 Brest", "Brest", "Nulle part", r"12345\, 1 rue du 11 novembre"]
    take("", "".join(entry.format(number, place) for number, place in enumerate(places)).encode())
    assert [event.commune for event in Event.objects.order_by("pk")] == [brest, brest, commune, commune]


def test_real_files_all_go_through(corpus, collective):
    files = sorted((corpus / "ics").glob("*.ics"))
    assert len(files) >= 125
    read, drafts = 0, 0
    for file in files:
        try:
            reading = read_calendar(
                file.read_bytes(), zone=zone_named("Europe/Paris"), today=date(2026, 11, 1), past=True
            )
        except BrokenCalendar as refusal:
            assert "VCALENDAR" in str(refusal), file.name
            continue
        taken = services.take_in(reading.drafts, collective=collective, by=None)
        assert reading.drafts or reading.problems, file.name
        assert taken.refused == [], file.name
        read, drafts = read + 1, drafts + len(reading.drafts)
    assert read > 100
    assert drafts > 200
    assert not Event.objects.exclude(published_at=None).exists()


# -- The doors ----------------------------------------------------------------------------------------------------
def upload(name):
    return SimpleUploadedFile("agenda.ics", (SAMPLES / f"{name}.ics").read_bytes(), content_type="text/calendar")


def test_organiser_uploads_reads_what_was_left_out_and_publishes(client_of, organiser, collective, source):
    client = client_of(organiser)
    assert client.get(DOOR).status_code == 200
    page = client.post(DOOR, {"file": upload("google")}).content.decode()
    assert "2 nouveaux brouillons" in page and "privée" in page
    assert "Rendez-vous privé" not in page
    listed = client.get(DRAFTS).content.decode()
    assert "Festival inventé" in listed
    assert "Festival inventé" not in source.get("/agenda/").content.decode()
    festival = Event.objects.get(title="Festival inventé")
    assert source.get(festival.get_absolute_url()).status_code == 404
    assert client.post(DRAFTS, {"publish": str(festival.pk)}).status_code == 302
    assert source.get(festival.get_absolute_url()).status_code == 200
    assert client.post(DRAFTS, {"publish_all": "1"}).status_code == 302
    assert not Event.objects.filter(published_at=None).exists()


def test_twenty_first_calendar_of_an_hour_waits(client_of, organiser, collective):
    client, text = client_of(organiser), (SAMPLES / "mobilizon.ics").read_text()
    for _ in range(19):
        assert allow(action="import", who=str(organiser.pk), limit=20, seconds=3600)
    answers = [client.post(DOOR, {"text": text}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert "mobilizon" in answers[1].text.lower(), "what was pasted is not lost"


def test_organiser_pastes_and_throws_away(client_of, organiser, collective, make_event):
    public = make_event(title="Publié", hosts=[collective])
    client = client_of(organiser)
    text = (SAMPLES / "mobilizon.ics").read_text()
    assert client.post(DOOR, {"text": text}).status_code == 200
    draft = Event.objects.get(published_at=None)
    client.post(DRAFTS, {"discard": str(public.pk)})
    assert Event.objects.count() == 2
    client.post(DRAFTS, {"discard": str(draft.pk)})
    client.post(DOOR, {"text": text})
    client.post(DRAFTS, {"discard_all": "1"})
    assert list(Event.objects.all()) == [public]
    for nonsense in ("", "x", "9" * 30, "-1", "²"):
        assert client.post(DRAFTS, {"publish": nonsense}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choisissez un fichier"),
        ({"text": "https://example.org/agenda.ics"}, "Ouvrez-la"),
        ({"text": "bonjour"}, "VCALENDAR"),
    ],
)
def test_what_is_no_calendar_is_told_and_nothing_typed_is_lost(client_of, organiser, collective, typed, said):
    answer = client_of(organiser).post(DOOR, typed)
    assert answer.status_code == 422
    assert said in answer.content.decode().replace("’", "'")
    assert typed.get("text", "") in answer.content.decode()


def test_file_too_large_is_refused_in_a_sentence(client_of, organiser, collective):
    big = SimpleUploadedFile("agenda.ics", b"x" * 2_000_001)
    answer = client_of(organiser).post(DOOR, {"file": big})
    assert answer.status_code == 422 and "2 Mo" in answer.content.decode()


def test_draft_that_a_stranger_proposed_is_not_among_them(client_of, organiser, collective, commune):
    proposal = services.propose(
        collective=collective, note="", title="Proposée", commune=commune, starts_at=timezone.now()
    )
    client = client_of(organiser)
    assert "Proposée" not in client.get(DRAFTS).content.decode()
    client.post(DRAFTS, {"publish_all": "1"})
    client.post(DRAFTS, {"discard_all": "1"})
    assert Event.objects.get() == proposal.event and proposal.event.published_at is None


def test_doors_are_missing_for_everybody_else(
    source, client_of, outsider, member, pending, moderator, collective, take
):
    other = make_user("autre")
    pending.memberships.create(user=other, role="organiser")
    take("mobilizon")
    for door in (DOOR, DRAFTS):
        for person in (outsider, member, other):
            assert client_of(person).get(door).status_code == 404
            assert client_of(person).post(door, {"publish_all": "1", "text": "x"}).status_code == 404
        asked = source.post(door, {"publish_all": "1"})
        assert asked.status_code == 302 and "/accounts/login/" in asked["Location"]
        assert client_of(moderator).get(door).status_code == 200
    assert Event.objects.get().published_at is None


def test_organiser_of_one_collective_publishes_no_draft_of_another(client_of, organiser, collective, pending):
    reading = read_calendar((SAMPLES / "mobilizon.ics").read_bytes(), zone=PARIS, today=date(2040, 1, 1))
    services.take_in(reading.drafts, collective=pending, by=None)
    draft = Event.objects.get()
    client_of(organiser).post(DRAFTS, {"publish": str(draft.pk)})
    client_of(organiser).post(DRAFTS, {"discard": str(draft.pk)})
    draft.refresh_from_db()
    assert draft.published_at is None


def test_drafts_take_the_same_queries_for_one_and_for_many(
    client_of, organiser, collective, make_event, django_assert_max_num_queries
):
    client = client_of(organiser)
    client.get(DRAFTS)
    taken = []
    for number in (1, 30):
        for row in range(number):
            make_event(title=f"Brouillon {row}", hosts=[collective], publish=False)
        with django_assert_max_num_queries(40) as queries:
            client.get(DRAFTS)
        taken.append(len(queries))
    assert taken[0] == taken[1]


@pytest.mark.parametrize(
    ("start", "end", "length"),
    [
        ("TZID=Europe/Paris:20400325T023000", "TZID=Europe/Paris:20400325T030000", timedelta(minutes=30)),
        ("TZID=Europe/Paris:20400325T013000", "TZID=Europe/Paris:20400325T023000", timedelta(hours=1)),
        ("VALUE=DATE-TIME:20401028T003000Z", "VALUE=DATE-TIME:20401028T011500Z", timedelta(minutes=105)),
        ("TZID=Europe/Paris:20401028T013000", "TZID=Europe/Paris:20401028T033000", timedelta(hours=3)),
    ],
)
def test_night_of_the_clock_change_never_ends_before_it_begins(take, start, end, length):
    entry = f"UID:nuit@example.org\r\nSUMMARY:Nuit blanche\r\nDTSTART;{start}\r\nDTEND;{end}"
    reading, taken = take("", f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{entry}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".encode())
    assert (taken.refused, reading.problems) == ([], [])
    row = Event.objects.get().occurrences.get()
    assert row.ends_at - row.starts_at == length
    assert row.local_end > row.local_start
