"""The map tag of the home page and the directory."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import timezone
from django.utils.translation import override

from campaign import drawn_map
from campaign.models import Collective
from campaign.templatetags import campaign_map
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
    assert draw().count('class="map__reach"') == 1
    assert f">{collective.commune.name}</text>" in draw()


def test_map_leaves_out_what_is_not_approved_or_overseas(collective, island):
    open_collective(island, "Outre-mer")
    Collective.objects.create(name="Brouillon", slug="brouillon", commune=collective.commune)
    assert "Outre-mer" not in draw()
    assert "Brouillon" not in draw()


def test_map_puts_collectives_of_one_commune_in_one_point(collective):
    open_collective(collective.commune, "Voisine")
    assert draw().count("<a ") == 1
    assert "Voisine" in draw()


def test_map_puts_neighbouring_communes_in_one_point_that_leads_to_both(collective):
    here = collective.commune
    near = Commune.objects.create(
        insee="13999", name="À côté", slug="a-cote", latitude=here.latitude + 0.05, longitude=here.longitude
    )
    Collective.objects.create(name="Alliée", slug="alliee", commune=near, approved_at=timezone.now(), status="ally")
    assert draw().count("<a ") == 1
    assert "/collectifs/?q=" in draw()
    assert ">2</text>" in draw()
    assert "allié (1)" in draw()


def test_map_calls_arrondissements_by_the_name_of_their_city(collective):
    here = collective.commune
    for number in (1, 2):
        part = Commune.objects.create(
            insee=f"1320{number}", name=f"{here.name} {number}e Arrondissement", slug=f"a{number}", parent=here,
            latitude=here.latitude, longitude=here.longitude,
        )  # fmt: skip
        open_collective(part, f"Arrondissement{number}")
    assert f">{here.name}</text>" in draw()


def test_page_may_put_map_and_legend_each_in_its_place(collective):
    page = Template("{% load campaign_map %}{% collectives_map as drawn %}{{ drawn.legend }}<hr>{{ drawn.map }}")
    legend, drawn = page.render(Context()).split("<hr>")
    assert "actif (1)" in legend
    assert collective.name in drawn
    assert draw() == drawn + legend


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


def test_map_is_drawn_once_and_anew_when_something_changed(collective, monkeypatch):
    drawings = []
    monkeypatch.setattr(campaign_map, "draw", lambda *shown: drawings.append(1) or drawn_map.draw(*shown))
    assert draw() == draw()
    assert len(drawings) == 1
    Collective.objects.filter(pk=collective.pk).update(name="Autre nom")
    assert "Autre nom" in draw()
    with override("en"):
        assert "/en/" in draw()
    assert "/en/" not in draw()


def test_map_shows_departments_when_the_collectives_are_many(commune, django_assert_num_queries):
    few = [("13", "Bouches-du-Rhône"), ("34", "Hérault"), ("69", "Rhône")]
    communes = Commune.objects.bulk_create(
        Commune(
            insee=f"{code}9{number:02}",
            name=f"{name} {number}",
            slug=f"c-{code}-{number}",
            departement_code=code,
            departement=name,
            latitude=43 + number / 30,
            longitude=2 + int(code) / 20,
        )
        for code, name in few
        for number in range(100)
    )
    Collective.objects.bulk_create(
        Collective(name=f"Collectif {one.pk}", slug=one.slug, commune=one, approved_at=timezone.now(), status="active")
        for one in communes
    )
    with django_assert_num_queries(1):
        drawn = draw()
    assert drawn.count("<a ") == 3
    assert "Bouches-du-Rhône · 100 collectifs" in drawn
    assert "plusieurs collectifs dans le même département" in drawn
    assert "/collectifs/?q=H%C3%A9rault" in drawn


def test_home_stays_small_whatever_the_number_of_collectives(client, commune):
    def weight() -> int:
        return len(client.get("/").content)

    alone = weight()
    communes = Commune.objects.bulk_create(
        Commune(
            insee=f"{number:05}", name=f"C{number}", slug=f"c{number}", departement_code=f"{number % 95:02}",
            departement=f"D{number % 95}", latitude=43 + number % 95 / 14, longitude=number % 7,
        )
        for number in range(1, 501)
    )  # fmt: skip
    Collective.objects.bulk_create(
        Collective(name=f"Collectif {one.pk}", slug=one.slug, commune=one, approved_at=timezone.now(), status="active")
        for one in communes
    )
    assert weight() < alone + 45_000
