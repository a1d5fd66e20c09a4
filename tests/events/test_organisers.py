"""Organisers' forms, and the refusal of everybody else."""

from __future__ import annotations

import gc
from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta

from events.models import Event
from tests.events.conftest import next_second_thursday


@pytest.fixture
def typed(commune):
    return {
        "title": "Réunion mensuelle",
        "kind": "meeting",
        "day": next_second_thursday().date().isoformat(),
        "hour": "19:00",
        "end_hour": "21:00",
        "rhythm": "same-week",
        "commune": "Marseille",
        "place": "Bar de l'Horloge",
    }


def test_announce_makes_the_series(client_of, organiser, collective, typed):
    answer = client_of(organiser).post(f"/agenda/annoncer/{collective.slug}/", typed)
    event = Event.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, event.get_absolute_url())
    assert event.recurrence == "FREQ=MONTHLY;BYDAY=2TH"
    assert list(event.hosts.all()) == [collective]
    assert event.created_by == organiser
    assert event.occurrences.count() > 15


def test_announce_knows_the_commune(client_of, organiser, collective):
    page = client_of(organiser).get(f"/agenda/annoncer/{collective.slug}/").content.decode()
    assert 'value="Marseille' in page


def test_announce_previews_six_dates_and_writes_nothing(client_of, organiser, collective, typed):
    answer = client_of(organiser).post(f"/agenda/annoncer/{collective.slug}/", typed | {"preview": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Chaque 2ᵉ jeudi du mois" in page
    assert page.count("<li><time") == 6
    assert not Event.objects.exists()


def test_preview_fragment_is_for_people_with_an_account(source, client_of, organiser):
    address = f"/agenda/apercu/?day={next_second_thursday().date()}&hour=19:00&rhythm=same-week"
    assert source.get(address).status_code == 302
    page = client_of(organiser).get(address).content.decode()
    assert page.count("<li><time") == 6
    assert "<html" not in page
    assert client_of(organiser).get("/agenda/apercu/?day=x&rhythm=rule&own_rule=FREQ%3DSECONDLY").status_code == 200


def test_hour_left_empty_is_to_be_told(client_of, organiser, collective, typed, source):
    client_of(organiser).post(f"/agenda/annoncer/{collective.slug}/", typed | {"hour": "", "end_hour": ""})
    assert Event.objects.get().precision == "day"
    assert "heure à préciser" in source.get("/agenda/reunion-mensuelle/").content.decode()


def test_meeting_past_midnight_ends_the_next_day(client_of, organiser, collective, typed):
    client_of(organiser).post(
        f"/agenda/annoncer/{collective.slug}/", typed | {"hour": "21:00", "end_hour": "01:00", "rhythm": ""}
    )
    assert Event.objects.get().local_length == timedelta(hours=4)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"day": "demain"}, "day"),
        ({"hour": "", "end_hour": "20:00"}, "hour"),
        ({"rhythm": "last-week"}, "rhythm"),
        ({"rhythm": "rule", "own_rule": "FREQ=SECONDLY"}, "own_rule"),
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"last_day": "2020-01-01"}, "last_day"),
        ({"commune": "Nulle-Part-les-Bains"}, "commune"),
        ({"link": "javascript:alert(1)"}, "link"),
    ],
)
def test_announce_says_what_is_wrong_and_loses_nothing(client_of, organiser, collective, typed, wrong, field):
    answer = client_of(organiser).post(f"/agenda/annoncer/{collective.slug}/", typed | {"summary": "Gardé"} | wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert "Gardé" in answer.content.decode()
    assert not Event.objects.exists()


def test_own_rule_is_kept_with_its_count(client_of, organiser, collective, typed):
    rule = {"rhythm": "rule", "own_rule": "RRULE:FREQ=MONTHLY;INTERVAL=2;BYDAY=2TH;COUNT=5"}
    client_of(organiser).post(f"/agenda/annoncer/{collective.slug}/", typed | rule)
    event = Event.objects.get()
    assert (event.recurrence, event.count) == ("FREQ=MONTHLY;INTERVAL=2;BYDAY=2TH", 5)
    assert event.occurrences.count() == 5


def test_edit_shows_what_is_and_changes_it(client_of, organiser, monthly, typed):
    client = client_of(organiser)
    page = client.get("/agenda/reunion-mensuelle/modifier/").content.decode()
    assert '<option value="same-week" selected>' in page
    answer = client.post("/agenda/reunion-mensuelle/modifier/", typed | {"hour": "20:00", "end_hour": ""})
    assert answer.status_code == 302
    monthly.refresh_from_db()
    assert monthly.local_start.hour == 20
    assert list(monthly.hosts.all())


def test_one_date_is_moved_left_out_cancelled_restored(client_of, organiser, monthly):
    client = client_of(organiser)
    row = monthly.occurrences.coming()[1]
    address = f"/agenda/reunion-mensuelle/{row.date}/changer/"
    assert client.get(address).status_code == 200
    for typed, status in [
        ({"action": "move", "day": str(row.date + timedelta(days=1)), "hour": "20:30", "reason": "Grève"}, "moved"),
        ({"action": "cancel", "reason": "Salle fermée"}, "cancelled"),
        ({"action": "skip"}, "skipped"),
        ({"action": "restore"}, "confirmed"),
    ]:
        assert client.post(address, typed).status_code == 302
        row.refresh_from_db()
        assert row.status == status
    assert client.post(address, {"action": "move", "day": "", "hour": ""}).status_code == 422


def test_cancel_needs_a_reason_and_cancels(client_of, organiser, monthly, source):
    client = client_of(organiser)
    assert client.post("/agenda/reunion-mensuelle/annuler/", {}).status_code == 422
    assert client.post("/agenda/reunion-mensuelle/annuler/", {"reason": "Plus de lieu"}).status_code == 302
    assert "Plus de lieu" in source.get("/agenda/reunion-mensuelle/").content.decode()


def doors(monthly):
    day = monthly.occurrences.coming().first().date
    return [
        "/agenda/annoncer/marseille-a-decouvert/",
        "/agenda/reunion-mensuelle/modifier/",
        "/agenda/reunion-mensuelle/annuler/",
        f"/agenda/reunion-mensuelle/{day}/changer/",
    ]


def test_every_door_is_missing_for_outsiders_members_and_other_organisers(
    client_of, outsider, member, pending, monthly
):
    from tests.conftest import make_user

    other = make_user("autre")
    pending.memberships.create(user=other, role="organiser")
    for door in doors(monthly):
        for person in (outsider, member, other):
            client = client_of(person)
            assert client.get(door).status_code == 404
            assert client.post(door, {"reason": "x", "action": "skip"}).status_code == 404
    assert not monthly.occurrences.exclude(status="confirmed").exists()


def test_every_door_asks_a_visitor_to_sign_in(source, monthly):
    for door in doors(monthly):
        answer = source.post(door, {"reason": "x"})
        assert answer.status_code == 302
        assert "/accounts/login/" in answer["Location"]


def test_moderator_passes_every_door(client_of, moderator, monthly):
    for door in doors(monthly):
        assert client_of(moderator).get(door).status_code == 200


def test_organiser_of_a_pending_collective_announces_unlisted(client_of, pending, typed, source):
    from tests.conftest import make_user

    starter = make_user("lanceuse")
    pending.memberships.create(user=starter, role="organiser")
    client = client_of(starter)
    assert "attend son approbation" in client.get("/agenda/annoncer/en-attente/").content.decode()
    assert client.post("/agenda/annoncer/en-attente/", typed).status_code == 302
    assert source.get("/agenda/reunion-mensuelle/").status_code == 200
    assert "Réunion mensuelle" not in source.get("/agenda/").content.decode()


def test_overseas_commune_brings_its_clock(client_of, organiser, collective, typed):
    from places.models import Commune

    Commune.objects.create(
        insee="97411", name="Saint-Denis", slug="saint-denis", search_name="saint denis", departement_code="974"
    )
    client_of(organiser).post(f"/agenda/annoncer/{collective.slug}/", typed | {"commune": "Saint-Denis"})
    event = Event.objects.get()
    assert event.time_zone == "Indian/Reunion"
    assert event.local_start.hour == 19


def test_last_day_makes_a_festival(client_of, organiser, collective, typed):
    last = next_second_thursday() + relativedelta(days=3)
    festival = {"hour": "", "end_hour": "", "rhythm": "", "kind": "festival", "last_day": last.date().isoformat()}
    client_of(organiser).post(f"/agenda/annoncer/{collective.slug}/", typed | festival)
    assert Event.objects.get().occurrences.get().last_day == last.date()


def test_one_tap_leaves_a_date_out_and_puts_it_back(client_of, organiser, monthly):
    client = client_of(organiser)
    row = monthly.occurrences.coming()[0]
    assert "Sauter cette date" in client.get("/agenda/reunion-mensuelle/modifier/").content.decode()
    client.post(f"/agenda/reunion-mensuelle/{row.date}/changer/", {"action": "skip"})
    assert "Remettre" in client.get("/agenda/reunion-mensuelle/modifier/").content.decode()


def test_one_tap_leaves_august_out_and_takes_it_up_again(client_of, organiser, make_event, collective, source):
    event = make_event(
        title="Permanence", hosts=[collective], starts_at=next_second_thursday(), recurrence="FREQ=WEEKLY;BYDAY=TH"
    )
    august = event.occurrences.filter(date__month=8)
    assert august.count() >= 4
    client = client_of(organiser)
    assert "Sauter toutes les dates de août" in client.get("/agenda/permanence/modifier/").content.decode()
    answer = client.post("/agenda/permanence/mois/", {"skip": "8"}, follow=True)
    assert f"{august.count()} dates de août sont sautées" in answer.content.decode()
    assert "chaque jeudi, sauf en août" in source.get("/agenda/permanence/").content.decode()
    assert source.get(august[0].get_absolute_url()).status_code == 302
    client.post("/agenda/permanence/mois/", {"restore": "8"})
    assert source.get(august[0].get_absolute_url()).status_code == 200
    for nonsense in ({}, {"skip": "13"}, {"restore": "août"}):
        assert client.post("/agenda/permanence/mois/", nonsense).status_code == 404


def test_cancellation_is_taken_back(client_of, organiser, monthly, source):
    client = client_of(organiser)
    client.post("/agenda/reunion-mensuelle/annuler/", {"reason": "Plus de lieu"})
    assert "Finalement, cela a lieu" in client.get("/agenda/reunion-mensuelle/modifier/").content.decode()
    client.post("/agenda/reunion-mensuelle/retablir/")
    assert "Plus de lieu" not in source.get("/agenda/reunion-mensuelle/").content.decode()


def test_one_date_has_words_place_and_end_of_its_own(client_of, organiser, monthly, source):
    row = monthly.occurrences.coming()[1]
    address = f"/agenda/reunion-mensuelle/{row.date}/changer/"
    changed = {
        "action": "move",
        "day": str(row.date),
        "hour": "20:00",
        "end_hour": "00:30",
        "place": "Cinéma Inventé",
        "reason": "Salle plus grande",
        "title": "Soirée film",
        "note": "Apportez un coussin.",
    }
    assert client_of(organiser).post(address, changed).status_code == 302
    page = source.get(row.get_absolute_url()).content.decode()
    for words in ("Soirée film</h1>", "Cinéma Inventé", "Apportez un coussin.", "Salle plus grande", "00:30"):
        assert words in page
    assert "1 rue Inventée" not in page
    form = client_of(organiser).get(address).context["form"]
    assert (form["end_hour"].value().isoformat(), form["title"].value()) == ("00:30:00", "Soirée film")
    assert "Soirée film" in source.get("/agenda/").content.decode()


def picture(name="photo.jpg", kind="JPEG"):
    from io import BytesIO

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    body = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Marque Espionne"
    Image.new("RGB", (640, 480), "orange").save(body, kind, exif=exif)
    return SimpleUploadedFile(name, body.getvalue())


@pytest.mark.filterwarnings("ignore:[Uu]nclosed file:ResourceWarning")  # Wagtail's own, of each rendition it makes
def test_picture_is_cleaned_shown_replaced_and_deleted(client_of, organiser, monthly, source):
    from campaign.models import CampaignImage

    client = client_of(organiser)
    address = "/agenda/reunion-mensuelle/image/"
    answer = client.post(address, {"picture": picture(), "description": "Une affiche orange"})
    assert answer.status_code == 302
    page = source.get("/agenda/reunion-mensuelle/").content.decode()
    assert 'alt="Une affiche orange"' in page
    kept = CampaignImage.objects.get()
    with kept.file.open("rb") as file:
        assert b"Marque Espionne" not in file.read()
    assert "photo" not in kept.file.name

    client.post(address, {"description": "Une affiche"})
    assert CampaignImage.objects.get().description == "Une affiche"
    client.post(address, {"picture": picture(), "description": "Une autre"})
    assert CampaignImage.objects.get().pk != kept.pk
    client.post("/agenda/reunion-mensuelle/image/supprimer/")
    assert not CampaignImage.objects.exists()
    gc.collect()


def test_picture_that_is_none_is_refused(client_of, organiser, monthly):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = client_of(organiser)
    for typed in (
        {"picture": SimpleUploadedFile("x.svg", b"<svg onload='alert(1)'/>"), "description": "x"},
        {"picture": SimpleUploadedFile("x.jpg", b"pas une image"), "description": "x"},
        {"description": "x"},
        {"picture": picture(), "description": ""},
    ):
        answer = client.post("/agenda/reunion-mensuelle/image/", typed)
        assert answer.status_code == 422
        # Of a file that was no fault, the form says that it was not kept.
        assert ("Choisissez de nouveau le fichier" in answer.text) == (not typed["description"])
    monthly.refresh_from_db()
    assert monthly.picture is None
