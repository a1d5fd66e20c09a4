"""What everybody reads: agenda, month, event, date."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from events import services
from events.models import Occurrence
from events.queries import Filters, agenda
from events.templatetags.events_tags import next_dates
from tests.events.conftest import paris


def page_of(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status
    assert not response.cookies
    return response.content.decode()


def test_agenda_lists_coming_dates_by_month(source, monthly, make_event):
    make_event(title="Déjà passé", starts_at=timezone.now() - timedelta(days=40))
    page = page_of(source, "/agenda/")
    assert page.count("Réunion mensuelle</a>") == len(monthly.occurrences.all())
    assert "Déjà passé" not in page
    assert "Chaque 2ᵉ jeudi du mois" in page


def test_archive_lists_past_dates(source, monthly, make_event):
    make_event(title="Déjà passé", starts_at=timezone.now() - timedelta(days=40))
    page = page_of(source, "/agenda/?passe=1")
    assert "Déjà passé" in page
    assert "Réunion mensuelle</a>" not in page


def test_meeting_of_this_evening_is_still_coming_and_a_day_without_hour_until_midnight(source, make_event):
    now = timezone.now()
    make_event(title="Commencée", starts_at=now - timedelta(hours=1))
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    make_event(title="Dans la journée", starts_at=today, precision="day")
    page = page_of(source, "/agenda/")
    assert "Commencée" in page
    assert "Dans la journée" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("collectif=marseille-a-decouvert", {"Réunion mensuelle"}),
        ("genre=cartopartie", {"Cartopartie"}),
        ("lieu=marseille", {"Réunion mensuelle", "Cartopartie"}),
        ("lieu=Brest", set()),
        ("du=2090-01-01", set()),
    ],
)
def test_agenda_is_narrowed_by_its_address(source, monthly, make_event, query, shown):
    make_event(title="Cartopartie", kind="cartopartie")
    page = page_of(source, f"/agenda/?{query}")
    assert {title for title in ("Réunion mensuelle", "Cartopartie") if f">{title}</a>" in page} == shown


@pytest.mark.parametrize("query", ["genre=concert", "du=hier", "collectif=inconnu", "mois=2026-13"])
def test_agenda_says_what_is_wrong_with_its_address(source, commune, query):
    assert "form-errors" in page_of(source, f"/agenda/?{query}", status=400)


def test_paris_shows_what_happens_in_its_arrondissements(source, make_event, commune):
    from places.models import Commune

    paris_ = Commune.objects.create(insee="75056", name="Paris", slug="paris", search_name="paris")
    nineteenth = Commune.objects.create(
        insee="75119", name="Paris 19e Arrondissement", slug="paris-19", search_name="paris 19", parent=paris_
    )
    make_event(title="Stalingrad", commune=nineteenth)
    assert "Stalingrad" in page_of(source, "/agenda/?lieu=Paris")
    assert [row.event.title for row in next_dates(commune=paris_)["dates"]] == ["Stalingrad"]


def test_month_shows_each_day_of_a_festival_and_the_festival_without_days(source, make_event):
    make_event(title="Trois jours", starts_at=paris(2027, 3, 26), ends_at=paris(2027, 3, 28), precision="day")
    make_event(title="Un mois", starts_at=paris(2027, 3, 1), precision="month")
    page = page_of(source, "/agenda/?mois=2027-03")
    assert page.count(">Trois jours</a>") == 3
    assert page.count(">Un mois</a>") == 1
    assert "Trois jours" not in page_of(source, "/agenda/?mois=2027-05")
    assert "Un mois" not in page_of(source, "/agenda/?mois=2027-02")


def test_month_view_without_month_is_this_one(source, commune):
    assert timezone.localdate().strftime("%Y-%m-%d") in page_of(source, "/agenda/?vue=mois")


@pytest.mark.parametrize("number", [1, 8])
@pytest.mark.parametrize(("url", "queries"), [("/agenda/", 5), ("/agenda/?passe=1", 5), ("/agenda/?mois={month}", 3)])
def test_agenda_costs_the_same_queries_for_one_and_many(
    source, make_event, collective, number, url, queries, django_assert_max_num_queries
):
    for index in range(number):
        make_event(title=f"R {index}", hosts=[collective])
        make_event(title=f"P {index}", hosts=[collective], starts_at=timezone.now() - timedelta(days=20))
    month = (timezone.localdate() + timedelta(days=1)).strftime("%Y-%m")
    source.get(url.format(month=month))  # settings and site are read once
    with django_assert_max_num_queries(queries + 4):
        page_of(source, url.format(month=month))


def test_event_shows_rhythm_next_dates_and_data(source, monthly, collective):
    page = page_of(source, "/agenda/reunion-mensuelle/")
    assert "Chaque 2ᵉ jeudi du mois" in page
    assert page.count('class="list-plain stack"') == 1
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])
    first = monthly.occurrences.coming().first()
    assert data["startDate"] == first.starts_at.astimezone(monthly.zone).isoformat()
    assert data["@type"] == "Event"
    assert data["organizer"][0]["name"] == collective.name


def test_event_in_english_says_the_rule_in_english(source, monthly):
    assert "Every 2nd Thursday of the month" in page_of(source, "/en/agenda/reunion-mensuelle/")


def test_event_data_cannot_leave_its_script_element(source, make_event):
    make_event(title="Titre", summary="</script><script>alert(1)</script>")
    page = page_of(source, "/agenda/titre/")
    assert "<script>alert" not in page


def test_each_date_has_its_address_and_others_are_missing(source, monthly):
    row = monthly.occurrences.coming()[2]
    assert row.date.isoformat() in page_of(source, row.get_absolute_url())
    page_of(source, f"/agenda/{monthly.slug}/2026-01-01/", status=404)
    page_of(source, f"/agenda/{monthly.slug}/2026-02-31/", status=404)
    services.skip_date(row)
    page_of(source, row.get_absolute_url(), status=404)


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


def test_next_dates_take_one_of_each_series(monthly, make_event, commune):
    make_event(title="Autre", recurrence="FREQ=DAILY", count=30)
    assert sorted(row.event.title for row in next_dates(commune=commune)["dates"]) == ["Autre", "Réunion mensuelle"]


def test_search_finds_words_and_hides_what_is_not_listed(make_event, pending, outsider, moderator):
    from django.contrib.auth.models import AnonymousUser

    from events.queries import search_events

    make_event(title="Projection publique", summary="Un film sur les caméras")
    make_event(title="Projection privée", hosts=[pending])
    titles = lambda user: [event.title for event in search_events("projection", user)]  # noqa: E731
    assert titles(AnonymousUser()) == titles(outsider) == ["Projection publique"]
    assert sorted(titles(moderator)) == ["Projection privée", "Projection publique"]
    assert [event.title for event in search_events("caméras marseille", outsider)] == ["Projection publique"]


def test_addresses_are_those_of_the_contract():
    assert reverse("events:agenda") == "/agenda/"
    assert reverse("events:feed") == "/agenda/agenda.ics"
    assert reverse("events:propose") == "/agenda/proposer/"
    assert reverse("events:collective_feed", args=["m"]) == "/collectifs/m/agenda.ics"


def test_agenda_and_home_show_a_change_at_once(source, monthly):
    for address in ("/agenda/", "/"):
        assert "Réunion mensuelle" in page_of(source, address)
    assert "Chaque 2ᵉ" not in page_of(source, "/en/agenda/")
    type(monthly).objects.filter(pk=monthly.pk).update(title="Réunion du mois")
    for address in ("/agenda/", "/"):
        page = page_of(source, address)
        assert "Réunion mensuelle" not in page
        assert "Réunion du mois" in page


def test_dates_in_order_are_found_by_an_index(monthly):
    assert "occurrence_in_order" in {index.name for index in Occurrence._meta.indexes}
    if connection.vendor == "sqlite":
        assert "occurrence_in_order" in agenda(Filters())[:30].explain()
