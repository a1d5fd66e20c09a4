"""The demonstration: facts with year and source, the same after being laid twice."""

from __future__ import annotations

import pytest

from places.models import Commune
from surveillance.demo import load
from surveillance.demo.figures import FIGURES
from surveillance.demo.projects import REPORTED, STORIES
from surveillance.models import Change, Figure, Line, Project, ProjectKind, Report
from surveillance.queries import figures_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def communes():
    named = {insee for story in STORIES for insee in story.insee} | {row[0] for row in FIGURES} | {REPORTED["insee"]}
    for insee in named:
        Commune.objects.create(
            insee=insee,
            name=insee,
            slug=insee.lower(),
            search_name=insee,
            departement_code=insee[:2],
            departement="x",
            region="x",
        )


def test_demo_is_the_same_after_being_laid_twice(communes):
    load()
    counted = (Project, Line, Figure, Report, Change, ProjectKind)
    before = [model.objects.count() for model in counted]
    Project.objects.filter(slug="map-revelation").update(name="Changé")
    load()
    assert [model.objects.count() for model in counted] == before
    assert Project.objects.get(slug="map-revelation").name == "Map Révélation"


def test_demo_shows_no_planned_camera_as_installed(communes):
    load()
    assert figures_of(Commune.objects.get(pk="61339")).cameras is None
    assert figures_of(Commune.objects.get(pk="31555")).cameras.value == 400
    assert Project.objects.get(slug="serenicity-saint-etienne").status == "dropped"
    assert not Line.objects.filter(source="").exists()
