"""Cameras of a commune and what they cost: known first, else an estimate that says so."""

from __future__ import annotations

import pytest

from surveillance.models import Change, Figure
from surveillance.queries import figures_of, yearly_cost
from surveillance.services import record_figure


def figure(what="cameras", value=100, quality="counted", year=2022, **fields):
    return Figure(what=what, value=value, quality=quality, year=year, source="Ville", **fields)


def test_known_cost_wins_whatever_its_age():
    cost = yearly_cost([figure(value=1558), figure("running", 3_000_000, year=2015)])
    assert (cost.amount, cost.is_estimate) == (3_000_000, False)


def test_estimate_counts_the_latest_installed_cameras_at_paris_prices():
    cost = yearly_cost([figure(value=400, year=2022, quality="at_least"), figure(value=20, year=2014)])
    assert (cost.amount, cost.is_estimate) == (400 * 4600, True)


@pytest.mark.parametrize("quality", ["planned", "removed"])
def test_cameras_that_do_not_stand_cost_nothing(quality):
    assert yearly_cost([figure(quality=quality)]) is None
    assert yearly_cost([figure(value=545, quality=quality, year=2030), figure(value=10)]).amount == 46_000


def test_purchase_and_planned_costs_are_no_yearly_cost():
    assert yearly_cost([figure("investment", 46_000_000)]) is None
    assert yearly_cost([figure("running", 5, quality="planned")]) is None


def test_commune_page_shows_the_estimate_with_year_source_and_formula(source, commune):
    record_figure(commune=commune, by=None, value=1558, year=2022, source="Dossier", source_url="https://example.org/d")
    record_figure(commune=commune, by=None, value=99, year=2023, quality="planned", source="Presse")
    page = source.get(commune.get_absolute_url()).content.decode().replace("\u202f", "\xa0")
    estimate = page.partition('class="is-estimate"')[2].partition("</div>")[0]
    assert '<p class="figure-number">7\xa0166\xa0800 €</p>' in estimate
    assert "1\xa0558 caméras installées (2022) × 4\xa0600 € par caméra et par an" in page
    assert "une estimation" in page
    assert 'href="https://example.org/d"' in page
    assert "Prévu" in page
    record_figure(commune=commune, by=None, what="running", value=2_000_000, year=2021, source="Budget")
    page = source.get(commune.get_absolute_url()).content.decode().replace("\u202f", "\xa0")
    assert '<div>\n          <p class="figure-number">2\xa0000\xa0000 €</p>' in page
    assert "une estimation" not in page


def test_arrondissement_without_figures_shows_those_of_its_city(commune):
    from places.models import Commune

    part = Commune(insee="13201", name="Marseille 1er", parent=commune)
    record_figure(commune=commune, by=None, value=1558, year=2022, source="Dossier")
    known = figures_of(part)
    assert (known.commune, known.cameras.value) == (commune, 1558)


def test_commune_without_figures_says_so(source, commune):
    assert "Aucun chiffre n’est connu." in source.get(commune.get_absolute_url()).content.decode()


def test_organiser_adds_and_removes_figures_and_the_history_keeps_them(client_of, organiser, commune):
    client = client_of(organiser)
    assert "/projets/chiffres/13055/" in client.get(commune.get_absolute_url()).content.decode()
    typed = {"what": "cameras", "value": "12", "quality": "counted", "year": "2024", "source": "Comptage du collectif"}
    assert client.post("/projets/chiffres/13055/", typed).status_code == 302
    kept = Figure.objects.get()
    assert (kept.value, kept.created_by) == (12, organiser)
    assert client.post("/projets/chiffres/13055/", {"remove": str(kept.pk)}).status_code == 302
    assert not Figure.objects.exists()
    assert Change.objects.filter(commune=commune).count() == 2
    assert "Comptage du collectif" in client.get("/projets/chiffres/13055/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": "-1"},
        {"value": "beaucoup"},
        {"value": "9" * 30},
        {"year": ""},
        {"year": "22"},
        {"source": ""},
        {"what": "running", "quality": "removed"},
    ],
)
def test_figure_that_lacks_something_is_shown_again(client_of, organiser, wrong):
    typed = {"what": "cameras", "value": "12", "quality": "counted", "year": "2024", "source": "GARDE", "note": "GARDE"}
    answer = client_of(organiser).post("/projets/chiffres/13055/", typed | wrong)
    assert answer.status_code == 422
    assert "GARDE" in answer.content.decode()
    assert not Figure.objects.exists()


def test_figures_are_kept_by_nobody_else(source, client_of, outsider, member, neighbour, commune):
    kept = record_figure(commune=commune, by=None, value=1558, year=2022, source="Dossier")
    for person in (outsider, member, neighbour):
        client = client_of(person)
        assert client.get("/projets/chiffres/13055/").status_code == 404
        assert client.post("/projets/chiffres/13055/", {"remove": str(kept.pk)}).status_code == 404
        assert "/projets/chiffres/" not in client.get(commune.get_absolute_url()).content.decode()
    assert source.get("/projets/chiffres/13055/").status_code == 302
    assert Figure.objects.count() == 1


def test_figure_of_another_commune_is_missing_here(client_of, organiser, elsewhere):
    kept = record_figure(commune=elsewhere, by=None, value=1, year=2022, source="x")
    for key in (str(kept.pk), "x", "²"):
        assert client_of(organiser).post("/projets/chiffres/13055/", {"remove": key}).status_code == 404
