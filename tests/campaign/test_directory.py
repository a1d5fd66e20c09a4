"""The directory at its full size: sorted, counted and cut by the database."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.models import Collective
from campaign.queries import directory, nearest_collectives
from places.models import Commune
from places.queries import distance_km

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_thousand(collective):
    """2,000 collectives in 200 communes beside the one of Marseille."""
    communes = Commune.objects.bulk_create(
        Commune(
            insee=f"{number:05d}",
            name=f"Ville {number}",
            slug=f"ville-{number}",
            search_name=f"ville {number}",
            departement_code=f"{number % 90 + 1:02d}",
            departement="x",
            region="x",
            latitude=43 + number / 40,
            longitude=number / 60,
            population=number,
        )
        for number in range(1, 201)
    )
    Collective.objects.bulk_create(
        Collective(
            name=f"Collectif {number:04d}",
            slug=f"collectif-{number}",
            commune=communes[number % 200],
            status=Collective.Status.values[number % 5],
            introduction="Des œillères" if number % 100 == 7 else "x",
            approved_at=timezone.now(),
        )
        for number in range(2000)
    )


PATHS = [
    "/collectifs/",
    "/collectifs/?q=ville+150&page=3",
    "/collectifs/?q=oeilleres",
    "/collectifs/?status=ally",
    "/communes/13055-marseille/",
]


@pytest.mark.parametrize("path", PATHS)
def test_two_thousand_cost_as_many_queries_as_one(client, collective, path, request):
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    request.getfixturevalue("two_thousand")
    client.get(path)
    with CaptureQueriesContext(connection) as many:
        response = client.get(path)
    assert response.status_code == 200
    # A page with rows counts them, cuts them and draws them: one query more than a page without.
    assert len(many) <= len(few) + 2
    assert len(response.content) < 400_000


def test_a_page_reads_its_own_rows_alone(two_thousand, client):
    with CaptureQueriesContext(connection) as queries:
        client.get("/collectifs/?page=2")
    reading = [
        q["sql"] for q in queries.captured_queries if "search_text" in q["sql"] and "campaign_collective" in q["sql"]
    ]
    assert reading and all("LIMIT" in sql for sql in reading)


def test_distance_of_the_database_is_the_one_of_the_rule(two_thousand, commune):
    for one in nearest_collectives(commune, limit=50):
        assert one.distance_km == pytest.approx(distance_km(commune, one.commune), abs=0.001)


def test_words_are_found_without_accents_in_the_introduction(two_thousand):
    found = directory(text="OEILLERES").entries
    assert found.count() == 20
    assert {one.introduction for one in found} == {"Des œillères"}


def test_sleeping_ones_come_last_and_can_be_asked_for(two_thousand):
    statuses = [one.status for one in directory().entries]
    first = statuses.index("sleeping")
    assert set(statuses[first:]) == {"sleeping"}
    assert {one.status for one in directory(status="sleeping").entries} == {"sleeping"}


def test_map_shows_what_the_list_shows(client, collective, commune):
    Collective.objects.create(name="Alliée", slug="alliee", commune=commune, status="ally", approved_at=timezone.now())
    text = client.get("/collectifs/?status=ally").text
    assert "map__point--ally" in text and "map__point--active" not in text


@pytest.mark.parametrize("query", ["?q=%00", "?q=%25_%27", "?page=999", "?page=x", "?status=x", "?q=" + "a" * 5000])
def test_odd_addresses_are_answered(client, collective, query):
    assert client.get("/collectifs/" + query).status_code == 200


def test_distance_is_told_around_a_commune_alone(client, collective):
    assert "km" not in client.get("/collectifs/").text.split("<main")[1].split("</main")[0]
    assert "dans cette commune" in client.get("/collectifs/?q=Marseille").text


def test_who_looked_near_a_commune_is_asked_about_that_commune(client, commune, collective):
    page = client.get("/collectifs/", {"q": commune.name}).text
    assert f'href="/collectifs/alertes/?commune={commune.pk}"' in page and page.count("?commune=") == 1
    assert 'href="/collectifs/alertes/"' in client.get("/collectifs/").text
