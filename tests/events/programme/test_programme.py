"""A programme as people read and write it; who may not; how many queries it takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events import services
from events.programme import frab, timetable
from events.programme import services as programmes
from events.programme.models import Programme, ProgrammeDay, Room, Session, Speaker
from events.programme.views.pages import sessions_of
from tests.conftest import make_user
from tests.events.conftest import paris

SAMPLE = Path(__file__).with_name("schedule_sample.xml").read_bytes()
BASE = "/agenda/festival/programme/"


@pytest.fixture
def other_organiser(pending):
    user = make_user("autre")
    pending.memberships.create(user=user, role="organiser")
    return user


@pytest.fixture
def typed(programme):
    return {
        "title": "Rencontre",
        "kind": "meeting",
        "day": programme.days.get().pk,
        "hour": "18:30",
        "minutes": "45",
        "room": programme.rooms.first().pk,
        "speakers": [programme.speakers.first().pk],
        "new_speakers": "Collectif d'en face\n  Oz \n",
        "language": "fr",
        "no_photo": "on",
        "abstract": "On se parle.",
    }


def test_programme_lists_sessions_in_order_and_draws_a_grid(source, programme):
    answer = source.get(BASE)
    page = answer.content.decode()
    assert not answer.cookies
    assert "timetable--grid rooms-2" in page
    assert "at-2 for-1 in-1" in page
    assert "at-3 for-1 in-1" in page
    assert page.index("Film</a>") < page.index("Atelier</a>") < page.index("Débat</a>")
    assert page.count("Lila") == 2
    assert "style=" not in page
    assert "timetable--grid" not in source.get(f"{BASE}?vue=liste").content.decode()


def test_choice_stands_in_the_address_and_has_its_own_calendar(source, programme):
    film, debate = Session.objects.get(title="Film"), Session.objects.get(title="Débat")
    answer = source.get(f"{BASE}?s={film.pk}&s={debate.pk}")
    page = answer.content.decode()
    assert not answer.cookies
    assert "Atelier" not in page
    feed = f"/agenda/festival/programme.ics?s={film.pk}&amp;s={debate.pk}"
    assert feed in page
    entries = icalendar.Calendar.from_ical(source.get(feed.replace("&amp;", "&")).content).walk("VEVENT")
    assert [str(entry["SUMMARY"]) for entry in entries] == ["Film", "Débat"]
    assert [str(entry["SUMMARY"]) for entry in entries] == [
        str(entry["SUMMARY"])
        for entry in icalendar.Calendar.from_ical(
            source.get(f"/agenda/festival/programme.ics?s={film.pk},{debate.pk}").content
        ).walk("VEVENT")
    ]


@pytest.mark.parametrize("query", ["s=x", "s=", "s=99999999999999999999", "s=" + "1," * 5000, "vue=autre", "s=²"])
def test_odd_choices_break_nothing(source, programme, query):
    assert source.get(f"{BASE}?{query}").status_code == 200
    assert source.get(f"/agenda/festival/programme.ics?{query}").status_code == 200


def test_calendar_has_every_session_at_its_hour_and_answers_304(source, programme):
    answer = source.get("/agenda/festival/programme.ics")
    entries = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert len(entries) == 3
    film = next(entry for entry in entries if entry["SUMMARY"] == "Film")
    assert film["DTSTART"].dt == paris(2027, 3, 27, 14)
    assert film["DTEND"].dt == paris(2027, 3, 27, 16)
    assert str(film["LOCATION"]).startswith("Grande salle, La Friche")
    again = source.get("/agenda/festival/programme.ics", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["programme.ics", "schedule.xml"])
def test_file_that_did_not_change_is_not_written(source, programme, name):
    known = {"If-None-Match": source.get(f"/agenda/festival/{name}")["ETag"]}
    with CaptureQueriesContext(connection) as queries:
        assert source.get(f"/agenda/festival/{name}", headers=known).status_code == 304
    assert not [query for query in queries if "events_session" in query["sql"]]
    programmes.save_room(programme, programme.rooms.first(), name="Autre salle", position=None)
    assert source.get(f"/agenda/festival/{name}", headers=known).status_code == 200


def test_calendar_counts_every_change_and_says_what_is_cancelled(source, programme):
    def entries():
        return icalendar.Calendar.from_ical(source.get("/agenda/festival/programme.ics").content).walk("VEVENT")

    counted = [int(entries()[0]["SEQUENCE"])]
    room = programme.rooms.first()
    programmes.save_room(programme, room, name="Petite salle", position=None)
    counted.append(int(entries()[0]["SEQUENCE"]))
    programmes.remove(programme.sessions.get(title="Film"))
    counted.append(int(entries()[0]["SEQUENCE"]))
    services.cancel_event(programme.event, reason="Canicule")
    counted.append(int(entries()[0]["SEQUENCE"]))
    assert counted == sorted(set(counted))
    assert {str(entry["SUMMARY"]) for entry in entries()} == {"ANNULÉ\u202f: Atelier", "ANNULÉ\u202f: Débat"}


def test_session_has_a_page_and_dangerous_links_are_no_links(source, programme):
    film = Session.objects.get(title="Film")
    film.links = [{"href": "javascript:alert(1)", "text": "Non"}, {"href": "https://a.example/", "text": "Oui"}]
    film.abstract = "<script>alert(1)</script>"
    film.save()
    page = source.get(film.get_absolute_url()).content.decode()
    assert "javascript:alert" not in page
    assert "<script>alert" not in page
    assert 'href="https://a.example/"' in page


def test_sheet_has_a_table_a_day(source, programme):
    page = source.get(f"{BASE}?vue=feuille").content.decode()
    assert page.count("<table") == 1
    assert page.count("<tr>") == 4


def test_now_and_next_by_room(programme):
    sessions = sessions_of(programme)
    running, following = timetable.now_and_next(sessions, paris(2027, 3, 27, 14, 30))
    assert [session.title for session in running] == ["Film", "Atelier"]
    assert [session.title for session in following] == ["Débat"]
    assert timetable.now_and_next(sessions, paris(2027, 3, 26, 14)) == ([], [])


def test_now_and_next_stand_on_the_page_while_it_lasts(source, programme):
    shift = timezone.now() - paris(2027, 3, 27, 14, 30)
    for session in Session.objects.all():
        Session.objects.filter(pk=session.pk).update(starts_at=session.starts_at + shift)
    day = ProgrammeDay.objects.get()
    ProgrammeDay.objects.update(opens_at=day.opens_at + shift, closes_at=day.closes_at + shift)
    page = source.get(BASE).content.decode()
    assert "Maintenant" in page
    assert "Ensuite" in page


def test_clashes_of_rooms_and_speakers_are_found(programme):
    film = Session.objects.get(title="Film")
    assert timetable.clashes(sessions_of(programme)) == []
    Session.objects.filter(pk=film.pk).update(minutes=150)
    (clash,) = [clash for clash in timetable.clashes(sessions_of(programme)) if clash.room]
    assert (clash.first.title, clash.second.title, clash.room) == ("Film", "Débat", "Grande salle")
    (clash,) = [clash for clash in timetable.clashes(sessions_of(programme)) if clash.speaker]
    assert clash.speaker == "Lila"


def test_day_with_a_clash_is_a_list_so_that_nothing_is_covered(source, programme):
    Session.objects.filter(title="Film").update(minutes=150)
    assert "timetable--grid" not in source.get(BASE).content.decode()


def test_organiser_writes_a_programme_from_nothing(client_of, organiser, festival, source):
    client = client_of(organiser)
    assert source.get(BASE).status_code == 404
    assert client.get(f"{BASE}modifier/").status_code == 200
    assert not Programme.objects.exists()
    assert client.post(f"{BASE}modifier/").status_code == 302
    assert client.get(f"{BASE}seance/").status_code == 302
    assert client.post(f"{BASE}jour/", {"date": "2027-03-27", "opens": "10:00", "closes": "02:00"}).status_code == 302
    assert client.post(f"{BASE}salle/", {"name": "Cour", "another": "1"})["Location"] == f"{BASE}salle/"
    day, room = ProgrammeDay.objects.get(), Room.objects.get()
    assert day.closes_at - day.opens_at == timedelta(hours=16)
    typed = {"title": "Film de nuit", "kind": "film", "day": day.pk, "hour": "00:30", "minutes": 60, "room": room.pk}
    assert client.post(f"{BASE}seance/", typed | {"new_speakers": "Lila"}).status_code == 302
    session = Session.objects.get()
    assert session.starts_at == paris(2027, 3, 28, 0, 30)
    assert [person.name for person in session.people] == ["Lila"]
    assert "Film de nuit" in source.get(BASE).content.decode()
    assert BASE in source.get("/agenda/festival/").content.decode()


def test_session_is_changed_and_warns_when_it_clashes(client_of, organiser, programme, typed):
    client = client_of(organiser)
    answer = client.post(f"{BASE}seance/", typed | {"hour": "17:00"}, follow=True)
    page = answer.content.decode()
    assert "se chevauchent" in page
    assert "en même temps" in page
    session = Session.objects.get(title="Rencontre")
    assert sorted(person.name for person in session.people) == ["Collectif d'en face", "Lila", "Oz"]
    assert Speaker.objects.filter(name="Oz").count() == 1
    address = f"{BASE}seance/{session.pk}/"
    page = client.get(address).content.decode()
    assert 'value="17:00"' in page
    client.post(address, typed | {"hour": "19:00", "new_speakers": ""})
    session.refresh_from_db()
    assert session.local_start.hour == 19
    assert session.no_photo
    client.post(address, {"remove": "1"})
    assert not Session.objects.filter(title="Rencontre").exists()


@pytest.mark.parametrize(
    ("thing", "wrong", "field"),
    [
        ("seance", {"title": ""}, "title"),
        ("seance", {"hour": "tard"}, "hour"),
        ("seance", {"minutes": "0"}, "minutes"),
        ("seance", {"minutes": "999999"}, "minutes"),
        ("seance", {"room": "0"}, "room"),
        ("seance", {"speakers": ["x"]}, "speakers"),
        ("seance", {"new_speakers": "x" * 201}, "new_speakers"),
        ("jour", {"date": "2027-03-27", "opens": "10:00", "closes": "11:00"}, "date"),
        ("salle", {"name": " Cour "}, "name"),
        ("personne", {"name": ""}, "name"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client_of, organiser, programme, typed, thing, wrong, field):
    answer = client_of(organiser).post(f"{BASE}{thing}/", typed | wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    if thing == "seance":
        assert "On se parle." in answer.content.decode()
    assert Session.objects.count() == 3


def test_room_and_day_in_use_stay(client_of, organiser, programme):
    client = client_of(organiser)
    room, day = programme.rooms.first(), programme.days.get()
    for address in (f"{BASE}salle/{room.pk}/", f"{BASE}jour/{day.pk}/"):
        page = client.post(address, {"remove": "1"}, follow=True).content.decode()
        assert "Déplacez-les" in page
    Session.objects.all().delete()
    client.post(f"{BASE}salle/{room.pk}/", {"remove": "1"})
    assert Room.objects.count() == 1


def test_day_takes_its_sessions_along_and_rooms_change_columns(client_of, organiser, programme):
    client = client_of(organiser)
    day = programme.days.get()
    client.post(f"{BASE}jour/{day.pk}/", {"date": "2027-03-28", "opens": "10:00", "closes": "02:00"})
    assert Session.objects.get(title="Film").starts_at == paris(2027, 3, 28, 14)
    yard = Room.objects.get(name="Cour")
    client.post(f"{BASE}salle/{yard.pk}/", {"name": "Cour", "position": "1"})
    assert [room.name for room in programme.rooms.all()] == ["Cour", "Grande salle"]


def test_file_is_taken_over_and_given_back(client_of, organiser, programme, source):
    client = client_of(organiser)
    answer = client.post(f"{BASE}importer/", {"file": SimpleUploadedFile("schedule.xml", SAMPLE)})
    assert answer.status_code == 302
    assert sorted(Session.objects.values_list("number", flat=True)) == ["11", "12", "13"]
    out = source.get("/agenda/festival/schedule.xml")
    assert out["Content-Type"] == "application/xml"
    assert "Ouverture" in out.content.decode()
    for broken in (b"<schedule", b'<!DOCTYPE x [<!ENTITY y "z">]><schedule/>'):
        answer = client.post(f"{BASE}importer/", {"file": SimpleUploadedFile("schedule.xml", broken)})
        assert answer.status_code == 422
    assert client.post(f"{BASE}importer/").status_code == 422
    assert Session.objects.count() == 3


def doors(programme):
    session, room = programme.sessions.first(), programme.rooms.first()
    more = [
        f"seance/{session.pk}/",
        f"salle/{room.pk}/",
        f"jour/{programme.days.get().pk}/",
        "seance/",
        "salle/",
        "jour/",
    ]
    return [f"{BASE}{door}" for door in ("modifier/", "importer/", "personne/", *more)]


def test_every_door_is_missing_for_others_and_asks_a_visitor_to_sign_in(
    client_of, outsider, member, other_organiser, programme, source
):
    for door in doors(programme):
        for person in (outsider, member, other_organiser):
            client = client_of(person)
            assert client.get(door).status_code == 404
            assert client.post(door, {"remove": "1", "name": "x"}).status_code == 404
        assert source.post(door, {"remove": "1"})["Location"].startswith("/accounts/login/")
    assert (Session.objects.count(), Room.objects.count()) == (3, 2)


def test_things_of_another_programme_are_missing(client_of, organiser, programme, make_event, collective):
    other = make_event(title="Autre", hosts=[collective])
    programmes.programme_of(other)
    session = programme.sessions.first()
    client = client_of(organiser)
    assert client.post(f"/agenda/autre/programme/seance/{session.pk}/", {"remove": "1"}).status_code == 404
    assert client.get(f"/agenda/autre/programme/{session.pk}/").status_code == 404
    assert Session.objects.count() == 3


def test_programme_of_a_draft_is_missing_for_others(source, client_of, outsider, organiser, programme):
    type(programme.event).objects.update(published_at=None)
    addresses = [BASE, f"{BASE}{programme.sessions.first().pk}/"]
    addresses += ["/agenda/festival/programme.ics", "/agenda/festival/schedule.xml"]
    for address in addresses:
        assert source.get(address).status_code == 404
        assert client_of(outsider).get(address).status_code == 404
        assert client_of(organiser).get(address).status_code == 200


@pytest.mark.parametrize("address", [BASE, "/agenda/festival/programme.ics", "/agenda/festival/schedule.xml"])
def test_number_of_queries_does_not_grow(source, programme, address):
    source.get(address)
    with CaptureQueriesContext(connection) as few:
        source.get(address)
    day, room = programme.days.get(), programme.rooms.first()
    for number in range(30):
        programmes.save_session(
            programme,
            None,
            title=f"Séance {number}",
            day=day,
            room=room,
            starts_at=datetime(2027, 3, 27, 9, number, tzinfo=UTC),
            minutes=1,
            speakers=[],
            new_speakers=[f"P{number}"],
        )
    with CaptureQueriesContext(connection) as many:
        source.get(address)
    assert len(many) == len(few)


def test_overview_of_organisers_takes_as_many_queries_for_many(client_of, organiser, programme):
    client = client_of(organiser)
    client.get(f"{BASE}modifier/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"{BASE}modifier/")
    programmes.import_schedule(programme.event, frab.read(SAMPLE, zone=programme.event.zone))
    with CaptureQueriesContext(connection) as many:
        client.get(f"{BASE}modifier/")
    assert len(many) == len(few)


def test_event_is_deleted_with_its_programme(programme):
    programme.event.delete()
    assert not Session.objects.exists()
    assert not Room.objects.exists()
