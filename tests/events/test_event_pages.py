"""The page of an event and of each of its dates, as strangers read them."""

from __future__ import annotations

import json
import re
from datetime import timedelta

from django.core.cache import caches
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction

from campaign.services import approve_collective
from events import services
from events.models import EventPage
from events.models.minutes import rendered
from events.templatetags.events_tags import next_dates
from tests.events.conftest import page_of, paris


def test_event_shows_rhythm_next_dates_and_data(source, monthly, collective):
    page = page_of(source, "/agenda/reunion-mensuelle/")
    assert "chaque 2ᵉ jeudi du mois" in page
    shown = [row.get_absolute_url() for row in monthly.occurrences.coming()[1:6]]
    assert re.findall(r'class="chip" href="([^"]+)"', page) == [*shown, f"/agenda/?serie={monthly.slug}"]
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])
    first = monthly.occurrences.coming().first()
    assert data["startDate"] == first.starts_at.astimezone(monthly.zone).isoformat()
    assert data["@type"] == "Event"
    assert data["organizer"][0]["name"] == collective.name


def test_event_in_english_says_the_rule_in_english(source, monthly):
    assert "every 2nd Thursday of the month" in page_of(source, "/en/agenda/reunion-mensuelle/")


def test_publishing_an_old_draft_undoes_nothing_of_the_event(source, monthly, collective):
    approve_collective(collective=collective)
    draft = services.make_face(monthly).save_revision()
    services.change(monthly, title="Réunion au local", place="Le Local")
    draft.publish()
    monthly.refresh_from_db()
    assert (monthly.title, monthly.place) == ("Réunion au local", "Le Local")
    assert "Le Local" in page_of(source, "/agenda/reunion-mensuelle/")


def test_event_data_cannot_leave_its_script_element(source, make_event):
    make_event(title="Titre", summary="</script><script>alert(1)</script>")
    page = page_of(source, "/agenda/titre/")
    assert "<script>alert" not in page


def test_single_date_is_said_once_and_a_series_lists_its_own(source, make_event, monthly):
    single = page_of(source, make_event(title="Unique").get_absolute_url())
    assert 'id="coming"' not in single
    assert 'id="coming"' in page_of(source, monthly.get_absolute_url())


def test_each_date_has_its_address_and_others_are_missing(source, monthly):
    row = monthly.occurrences.coming()[2]
    assert row.date.isoformat() in page_of(source, row.get_absolute_url())
    assert source.get(f"/agenda/{monthly.slug}/2026-01-01/")["Location"] == f"/agenda/{monthly.slug}/?jour=2026-01-01"
    page_of(source, f"/agenda/{monthly.slug}/2026-02-31/", status=404)
    services.skip_date(row)
    assert source.get(row.get_absolute_url()).status_code == 302


def test_cancelled_and_moved_dates_say_so(source, monthly):
    first, second = monthly.occurrences.coming()[:2]
    services.cancel_date(first, reason="Salle fermée")
    services.move_date(second, local_start=second.local_start + timedelta(days=1), reason="Grève des trains")
    assert "Salle fermée" in page_of(source, first.get_absolute_url())
    assert "Grève des trains" in page_of(source, second.get_absolute_url())
    page = page_of(source, "/agenda/")
    assert "Salle fermée" in page
    assert "Grève des trains" in page


def test_unlisted_event_answers_at_its_address_alone(source, make_event, pending):
    make_event(title="Première réunion", hosts=[pending])
    page = page_of(source, "/agenda/premiere-reunion/")
    assert '<meta name="robots" content="noindex">' in page
    assert "Première réunion" not in page_of(source, "/agenda/")
    assert "Première réunion" not in page_of(source, "/agenda/?mois=" + timezone.localdate().strftime("%Y-%m"))
    assert not next_dates(commune=pending.commune)["dates"]
    assert len(next_dates(collective=pending)["dates"]) == 1


def test_draft_is_missing_for_all_but_its_organisers(source, make_event, collective, organiser, outsider, client_of):
    make_event(title="Brouillon", hosts=[collective], publish=False)
    page_of(source, "/agenda/brouillon/", status=404)
    assert client_of(outsider).get("/agenda/brouillon/").status_code == 404
    assert client_of(organiser).get("/agenda/brouillon/").status_code == 200


def test_event_tells_who_can_come_and_how(source, make_event, collective):
    make_event(
        title="Projection",
        hosts=[collective],
        wheelchair="help",
        transport="Métro 1",
        languages="français, LSF",
        childcare="dès 3 ans",
        admission="choice",
        price="5 € si vous pouvez",
        latitude=43.296712,
        longitude=5.3764,
        body="## Programme\n\n<script>alert(1)</script>",
        time_zone="Europe/London",
    )
    page = page_of(source, "/agenda/projection/")
    for words in (
        "Accessible en fauteuil roulant avec de l’aide",
        "Métro 1",
        "français, LSF",
        "dès 3 ans",
        "Prix libre · 5 € si vous pouvez",
        'href="https://www.openstreetmap.org/?mlat=43.296712&amp;mlon=5.3764#map=18/43.296712/5.3764"',
        "43.29671, 5.37640",
        "Programme</h",
        "heure de Londres",
    ):
        assert words in page, words
    assert "<script>alert" not in page


def test_date_elsewhere_does_not_send_people_to_the_usual_place(source, monthly):
    from events.models import Event

    Event.objects.update(
        meeting_point="Sous l'horloge", latitude=43.3, longitude=5.4, wheelchair="yes", transport="Métro"
    )
    row = monthly.occurrences.coming()[0]
    services.move_date(row, local_start=row.local_start, reason="Travaux", place="Parc")
    page = page_of(source, row.get_absolute_url())
    for words in ("horloge", "openstreetmap", "fauteuil", "Métro", "1 rue Inventée"):
        assert words not in page
    assert "L’heure ou le lieu a changé. Travaux" in page


def test_old_address_of_a_single_event_leads_to_it(source, make_event):
    event = make_event(title="Unique", starts_at=paris(2027, 3, 4, 19))
    services.change(event, starts_at=paris(2027, 3, 11, 19))
    assert source.get("/agenda/unique/2027-03-04/")["Location"] == "/agenda/unique/?jour=2027-03-04"
    assert source.get("/agenda/unique/2027-03-11/").status_code == 200
    draft = make_event(title="Brouillon", publish=False)
    assert source.get(f"/agenda/{draft.slug}/2027-03-04/").status_code == 404


def test_data_of_a_date_follow_schema_org(source, make_event, collective):
    event = make_event(
        title="Film </script>",
        hosts=[collective],
        starts_at=paris(2027, 3, 4, 19),
        latitude=43.3,
        longitude=5.4,
        wheelchair="yes",
        admission="choice",
        summary="Un film.",
    )
    row = event.occurrences.get()
    services.move_date(
        row, local_start=row.local_start + timedelta(days=1), reason="Férié", note="Apportez un coussin."
    )
    page = page_of(source, row.get_absolute_url())
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])
    assert data["name"] == "Film </script>"
    assert data["eventStatus"] == "https://schema.org/EventRescheduled"
    assert data["startDate"] == "2027-03-05T19:00:00+01:00"
    assert data["previousStartDate"] == "2027-03-04T19:00:00+01:00"
    assert data["location"]["geo"] == {"@type": "GeoCoordinates", "latitude": 43.3, "longitude": 5.4}
    assert data["location"]["amenityFeature"]["value"] is True
    assert (data["isAccessibleForFree"], data["offers"]["price"]) == (True, "0")
    assert data["description"] == "Apportez un coussin.\n\nUn film."


def test_restricted_page_of_an_event_says_nothing_to_visitors(source, monthly, collective):
    approve_collective(collective=collective)
    face = EventPage(title="Réunion", event=monthly, body="<p>Le mot du jardin</p>", locale=Locale.get_active())
    collective.page_in("fr").add_child(instance=face)
    assert "Le mot du jardin" in page_of(source, "/agenda/reunion-mensuelle/")
    PageViewRestriction.objects.create(page=face.get_parent(), restriction_type="login")
    assert "Le mot du jardin" not in page_of(source, "/agenda/reunion-mensuelle/")


def test_calendars_maps_and_minutes_are_not_kept_beside_the_counts_of_limits(source, monthly, monkeypatch):
    kept = []
    monkeypatch.setattr(caches["default"], "set", lambda key, *args, **more: kept.append(key))
    assert source.get("/agenda/reunion-mensuelle.ics").status_code == 200
    assert source.get("/collectifs/").status_code == 200
    assert rendered("*Ordre du jour*") == "<p><em>Ordre du jour</em></p>\n"
    assert [key for key in kept if key.startswith(("agenda:", "campaign:map:", "minutes:"))] == []
