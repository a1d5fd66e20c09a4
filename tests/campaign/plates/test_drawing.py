"""Plates: one seed, one drawing, whatever machine or process; facts drawn as they are; shapes and nothing else."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys

import pytest
from defusedxml import ElementTree

from campaign.cartography import project
from campaign.plates import as_file, plate, sign
from campaign.plates.drawing import COLOURS, EVENT_KINDS, MOTIFS, PALETTES, PROJECT_KINDS, REVERSE
from events.models import Event
from surveillance.models import ProjectKind
from tests.contrasts import contrast
from tests.states import ROOT

MARSEILLE = project(latitude=43.3, longitude=5.4)
EVERY = """
from campaign.plates import plate, sign
from campaign.plates.drawing import COLOURS, EVENT_KINDS, PROJECT_KINDS
for kind in [*EVENT_KINDS, "other", *PROJECT_KINDS]:
    print(*(plate(kind, key) for key in range(20)))
print(plate("count", 3, number=1558, before=200), plate("year", 3, number=2019))
print(plate("commune", "13055", point=(620.0, 800.0)), *(sign(f"name {key}") for key in range(50)))
"""


def drawings(**environment: str) -> str:
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", EVERY],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def dots(svg: str) -> int:
    """How many dots a browser paints: a dash of no length each `step`, from the start of a line to its end."""
    found = 0
    for path, step in re.findall(r'd="([^"]*)"[^>]*stroke-dasharray="0 ([\d.]+)"', svg):
        found += sum(int(float(length) // float(step)) + 1 for length in re.findall(r"h([\d.]+)", path))
    return found


def test_plates_are_alike_in_two_processes_with_different_hash_seeds():
    first = drawings(PYTHONHASHSEED="1")
    assert first == drawings(PYTHONHASHSEED="2")
    assert first.count("<svg") > 400


def test_every_kind_of_event_and_project_has_a_motif_but_other():
    assert set(EVENT_KINDS) | {"other"} == set(Event.Kind.values)
    assert set(PROJECT_KINDS) == set(ProjectKind.Kind.values)


def test_two_things_of_a_kind_differ():
    for kind in [*EVENT_KINDS, *PROJECT_KINDS]:
        assert len({plate(kind, key) for key in range(40)}) > 10, kind


def test_plate_of_a_figure_has_as_many_dots():
    drawn = plate("count", 1, number=1558, before=200)
    assert dots(drawn) == 1558
    second, first = re.findall(r'class="p-s(.)" d="([^"]*)"[^>]*stroke-dasharray="0 ([\d.]+)"', drawn)
    assert second[0] == "c"  # ink's second colour
    assert sum(int(float(length) // float(second[2])) + 1 for length in re.findall(r"h([\d.]+)", second[1])) == 200


@pytest.mark.parametrize("number", [1, 2, 7, 10, 24, 180, 650, 999, 3999, 4000])
@pytest.mark.parametrize("size", [(600, 400), (1200, 400)])
def test_dots_are_counted_whatever_their_number_and_the_size(number, size):
    assert dots(plate("count", 1, number=number, size=size)) == number


def test_dots_have_an_end():
    assert dots(plate("count", 1, number=800_000)) == 4000


def test_cameras_are_as_many_as_there_are_up_to_twenty_four():
    for asked, drawn in ((1, 1), (3, 3), (21, 21), (24, 24), (650, 24), (0, 1)):
        paths = re.findall(r'd="(M[^"]*)"', plate("cameras", 5, number=asked))
        assert paths[1].count("z") == drawn  # after the ground of the first side


def test_plates_are_light():
    sizes = [len(plate(kind, key)) for kind in [*EVENT_KINDS, *PROJECT_KINDS] for key in range(5)]
    sizes += [len(plate("count", 1, number=1558)), len(plate("year", 1, number=2022))]
    assert statistics.median(sizes) < 2000
    assert max(*sizes, len(plate("commune", 1, point=MARSEILLE))) < 6700


def test_plates_hold_nothing_but_shapes():
    drawn = [plate(kind, key) for kind in [*EVENT_KINDS, "other", *PROJECT_KINDS] for key in range(5)]
    drawn += [
        plate("count", 1, number=9),
        plate("year", 1, number=2020),
        plate("commune", 1, point=MARSEILLE),
        sign("a"),
    ]
    for svg in drawn:
        for element in ElementTree.fromstring(svg).iter():
            assert element.tag in ("svg", "path")
            assert not element.text
            assert not {"id", "style", "href", "filter"} & set(element.attrib)
        assert svg.count('aria-hidden="true"') == 1


def test_file_has_its_colours_and_no_classes():
    for theme in ("light", "dark"):
        written = as_file(plate("cartopartie", 4), theme)
        assert "class=" not in written
        assert written.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
        assert 'stroke="#' in written and 'fill="#' in written
        ElementTree.fromstring(written)


def test_signs_of_five_hundred_names_differ():
    assert len({sign(f"name {number}") for number in range(500)}) == 500


@pytest.mark.parametrize(("theme", "least"), [("light", 5.7), ("dark", 4.2)])
def test_motifs_stand_out_of_their_ground(theme, least):
    colours = COLOURS[theme]
    assert set(PALETTES) == set(REVERSE)
    for ground, fore, second, _third in PALETTES.values():
        assert contrast(colours[ground], colours[fore]) >= least
        assert contrast(colours[ground], colours[second]) >= least
    assert set(MOTIFS) > set(EVENT_KINDS) | set(PROJECT_KINDS)


def test_colours_in_files_are_those_of_the_tokens():
    tokens = (ROOT / "static/css/vars.css").read_text()
    for letter, name in (("k", "ink"), ("p", "paper"), ("y", "yellow"), ("b", "blue"), ("c", "clear")):
        values = re.findall(rf"--plate-{name}: (?:light-dark\((.*), (.*)\)|(.*));", tokens)
        light, dark = values[0][2], values[-1][1] or values[-1][2]
        assert (light, dark) == (COLOURS["light"][letter], COLOURS["dark"][letter]), name
