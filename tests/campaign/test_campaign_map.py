"""The map tag of the home page and the directory."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import timezone

from campaign.models import Collective
from places.models import Commune

TEMPLATE = Template("{% load campaign_map %}{% collectives_map %}")


def draw() -> str:
    return TEMPLATE.render(Context())


def open_collective(commune: Commune, name: str) -> Collective:
    return Collective.objects.create(
        name=name, slug=name.lower(), commune=commune, status="active", approved_at=timezone.now()
    )


@pytest.fixture
def island(db) -> Commune:
    return Commune.objects.create(
        insee="97411", name="Saint-Denis", slug="saint-denis", search_name="saint denis", latitude=-20.9, longitude=55.5
    )


def test_map_shows_a_collective_where_it_is(collective):
    assert collective.name in draw()
    assert draw().count("<circle") == 2


def test_map_leaves_out_what_is_not_approved_or_overseas(collective, island):
    open_collective(island, "Outre-mer")
    Collective.objects.create(name="Brouillon", slug="brouillon", commune=collective.commune)
    assert "Outre-mer" not in draw()
    assert "Brouillon" not in draw()


def test_map_puts_collectives_of_one_commune_in_one_point(collective):
    open_collective(collective.commune, "Voisine")
    assert draw().count("<a ") == 1
    assert "Voisine" in draw()


def test_map_escapes_names(collective):
    collective.name = "<script>"
    collective.save()
    assert "<script>" not in draw()


def test_map_asks_the_database_once_whatever_the_number(collective, django_assert_num_queries):
    with django_assert_num_queries(1):
        draw()
    for number in range(20):
        commune = Commune.objects.create(
            insee=f"13{number + 200}", name=f"C{number}", slug=f"c{number}", latitude=44 + number / 10, longitude=3
        )
        open_collective(commune, f"Collectif{number}")
    with django_assert_num_queries(1):
        draw()
