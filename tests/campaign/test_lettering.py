"""Names on the map: each has room, and the most important ones are there."""

from __future__ import annotations

import csv
import gzip
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from campaign.cartography import HEIGHT, WIDTH, on_map, project
from campaign.drawn_map import Mark, gather
from campaign.lettering import LETTER, Spot, width_of, write_names

ROOT = Path(__file__).resolve().parents[2]
KINDS = ["active", "forming", "wanted", "ally", "sleeping"]


def communes():
    with gzip.open(ROOT / "places" / "data" / "communes.csv.gz", "rt", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["latitude"]]
    return [row for row in rows if on_map(float(row["latitude"]), float(row["longitude"]))]


def spread(number, seed):
    """Spots of collectives in communes drawn by lot, and in the largest ones: half each."""
    rows = communes()
    largest = sorted(rows, key=lambda row: -int(row["population"] or 0))[: number // 2]
    drawn = random.Random(seed).sample(rows, number - number // 2)  # noqa: S311
    marks = [
        Mark(
            key=row["insee"],
            name=row["name"],
            place=project(latitude=float(row["latitude"]), longitude=float(row["longitude"])),
            title=row["name"],
            url="/",
            around="/",
            people=int(row["population"] or 0),
            numbers={KINDS[index % len(KINDS)]: 1 + index % 2},
        )
        for index, row in enumerate(largest + drawn)
    ]
    return [group.spot for group in gather(marks, KINDS)]


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def around(spot):
    return spot.x - spot.half, spot.y - spot.half, spot.x + spot.half, spot.y + spot.half


@pytest.mark.parametrize("seed", range(3))
def test_names_of_two_hundred_communes_have_room(seed):
    spots = spread(200, seed)
    names = write_names(spots)
    boxes = [name.box for name in names if name]
    assert len(boxes) > 15
    assert not any(overlap(one, other) for index, one in enumerate(boxes) for other in boxes[:index])
    assert not any(overlap(box, around(spot)) for box in boxes for spot in spots)
    assert all(0 <= left and 0 <= top and right <= WIDTH and bottom <= HEIGHT for left, top, right, bottom in boxes)


def test_a_box_holds_the_letters_at_every_size_that_the_sheet_has():
    spots = spread(40, 1)
    css = (ROOT / "static" / "css" / "map.css").read_text()
    sizes = [int(size) for size in re.findall(r"__name[^}]*?(\d\d)px(?: var|;)", css)]
    assert max(sizes) == LETTER
    for name in filter(None, write_names(spots)):
        for size in sizes:
            width, baseline = width_of(name.text) * size, name.y + name.drop * size
            left = name.x - {"start": 0, "middle": width / 2, "end": width}[name.anchor]
            assert name.box.left <= left
            assert left + width <= name.box.right
            assert name.box.top <= baseline - 0.72 * size
            assert baseline + 0.17 * size <= name.box.bottom


def test_no_name_is_nearer_to_another_spot_than_to_its_own():
    spots = spread(60, 2)

    def apart(box, spot):
        left, top, right, bottom = around(spot)
        return max(box.left - right, left - box.right, box.top - bottom, top - box.bottom)

    for spot, name in zip(spots, write_names(spots), strict=True):
        if name:
            assert all(apart(name.box, other) >= apart(name.box, spot) - 0.2 for other in spots)


def test_names_are_as_wide_as_the_face_draws_them():
    face = instantiateVariableFont(TTFont(ROOT / "static" / "fonts" / "text.woff2"), {"wght": 650})
    glyphs, advances, em = face.getBestCmap(), face["hmtx"], face["head"].unitsPerEm
    for name in {row["name"] for row in communes() if len(row["name"]) > 3}:
        if all(ord(sign) in glyphs for sign in name):
            drawn = sum(advances[glyphs[ord(sign)]][0] for sign in name) / em
            assert -4 / LETTER < width_of(name) - drawn < 0.06 + 0.02 * drawn, name


def test_the_most_important_of_two_spots_is_named():
    """Between the other spots there is room for one name."""
    first, second = Spot(400, 500, 12, ["Un nom bien long"]), Spot(400, 530, 12, ["Un autre nom bien long"])
    walls = [Spot(x, y, 12, []) for x in range(384, 1000, 24) for y in (468, 562)]
    walls += [Spot(372, y, 12, []) for y in range(468, 564, 24)]
    ahead, behind, *_rest = write_names([first, second, *walls])
    assert (ahead and ahead.text, behind) == ("Un nom bien long", None)
    ahead, behind, *_rest = write_names([second, first, *walls])
    assert (ahead and ahead.text, behind) == ("Un autre nom bien long", None)


def test_a_name_goes_to_another_side_for_one_that_has_no_other_room():
    first, second = Spot(300, 300, 12, ["Auch"]), Spot(480, 300, 12, ["Mont"])
    assert write_names([first])[0].x > 300
    walls = [Spot(x, y, 12, []) for x in range(432, 660, 24) for y in (234, 258, 342, 366)] + [Spot(530, 300, 12, [])]
    moved, placed, *_rest = write_names([first, second, *walls])
    assert moved.x < 300 or moved.y != 300
    assert placed.anchor == "end"


def test_a_shorter_name_is_written_where_the_whole_has_no_room():
    (name,) = write_names([Spot(500, 500, 12, ["Saint-Remy-en-Bouzemont-Saint-Genest, Isson-le-Grand", "Saint-Remy…"])])
    assert name.text == "Saint-Remy…"


@pytest.mark.parametrize("spots", [[], [Spot(0, 0, 12, [])], [Spot(-40, 2000, 12, ["Loin"])]])
def test_nothing_is_written_where_there_is_nothing_to_name(spots):
    assert write_names(spots) == [None] * len(spots)


def test_names_stand_the_same_in_every_process():
    program = "from tests.campaign.test_lettering import *; print(write_names(spread(120, 4)))"
    ways = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert ways[0] == ways[1]
    assert "Name(" in ways[0]
