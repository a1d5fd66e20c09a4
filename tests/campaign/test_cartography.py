"""The map that the server draws."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command

from campaign import cartography
from campaign.cartography import HEIGHT, WIDTH, face_each_other, on_map, outline, project

PLACES = {
    "Brest": (48.39, -4.49),
    "Dunkerque": (51.03, 2.37),
    "Strasbourg": (48.57, 7.75),
    "Marseille": (43.30, 5.37),
    "Bonifacio": (41.39, 9.16),
}


@pytest.mark.parametrize("name", PLACES)
def test_project_puts_a_place_inside_the_drawing(name):
    latitude, longitude = PLACES[name]
    x, y = project(latitude=latitude, longitude=longitude)
    assert 0 < x < WIDTH
    assert 0 < y < HEIGHT


def test_project_keeps_north_up_and_east_right():
    points = {name: project(latitude=lat, longitude=lon) for name, (lat, lon) in PLACES.items()}
    assert points["Dunkerque"][1] < points["Marseille"][1] < points["Bonifacio"][1]
    assert points["Brest"][0] < points["Dunkerque"][0] < points["Strasbourg"][0]


@pytest.mark.parametrize("position", [(None, None), (48.85, None), (-20.88, 55.45), (16.0, -61.7), (4.9, -52.3)])
def test_on_map_refuses_what_lies_elsewhere_or_nowhere(position):
    assert not on_map(*position)


def test_face_each_other_turns_each_place_to_its_nearest():
    left, right, far = face_each_other([(100.0, 100.0), (200.0, 100.0), (900.0, 900.0)])
    assert all(float(x) > 100 for x in re.findall(r" (\d+) \d+", left.sight.removeprefix("M100 100")))
    assert all(float(x) < 200 for x in re.findall(r" (\d+) \d+", right.sight.removeprefix("M200 100")))
    assert far.sight


@pytest.mark.parametrize("places", [[], [(5.0, 5.0)]])
def test_face_each_other_draws_no_sight_when_nobody_is_there(places):
    assert [point.sight for point in face_each_other(places)] == ["" for _ in places]


def test_outline_is_compact_and_plain_path_data():
    paths = outline()
    assert sum(map(len, paths.values())) < 15_000
    assert all(re.fullmatch(r"[Mlz0-9 -]+", path) for path in paths.values())


def test_draw_outline_draws_the_carried_file_again(corpus, tmp_path, monkeypatch, capsys):
    drawn = tmp_path / "france.json"
    monkeypatch.setattr("campaign.management.commands.draw_outline.OUTLINE_FILE", drawn)
    call_command("draw_outline", str(corpus / "map" / "departements.geojson"))
    assert drawn.read_text() == cartography.OUTLINE_FILE.read_text()
    assert "borders" in capsys.readouterr().out
