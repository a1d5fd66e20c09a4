"""A commune as a picture: the departments around it, cut out of the map of collectives, and the mark on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from campaign.cartography import HEIGHT as MAP_HEIGHT
from campaign.cartography import WIDTH as MAP_WIDTH
from campaign.cartography import outline
from campaign.plates.shapes import WIDTH, Role, Seed, Shape, Spot, eye, polygon

WINDOW = (240, 160)  # units of the map, on all of the plate
_SCALE = WIDTH / WINDOW[0]
_MARGIN = 6  # of the map's units, so that a border does not end within sight
_NUMBER = re.compile(r"-?\d+")

Line = list[Spot]


def commune(_seed: Seed, point: Spot) -> list[Shape]:
    """Return what lies around a point of the map (campaign/cartography.py)."""
    left = min(max(point[0] - WINDOW[0] / 2, 0), MAP_WIDTH - WINDOW[0])
    top = min(max(point[1] - WINDOW[1] / 2, 0), MAP_HEIGHT - WINDOW[1])
    right, bottom = left + WINDOW[0], top + WINDOW[1]

    def placed(line: Line) -> Line:
        return [(round((x - left) * _SCALE), round((y - top) * _SCALE)) for x, y in line]

    land = (within(line, left, top, right, bottom) for line in _lines("land"))
    runs = (run for line in _lines("borders") for run in _seen_of(line, left, top, right, bottom))
    x, y = placed([point])[0]
    return [
        Shape(Role.FORE, "".join(polygon(placed(line)) for line in land if len(line) > 2)),
        Shape(
            Role.GROUND,
            "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in placed(run)) for run in runs),
            'stroke-width="3"',
        ),
        *eye(x, y, 150, 100, Role.THIRD, Role.SECOND),
    ]


@cache
def _lines(name: str) -> list[Line]:
    """The lines of an outline, whose numbers after the first two are steps."""
    found = []
    for part in outline()[name].split("M")[1:]:
        numbers = [int(number) for number in _NUMBER.findall(part)]
        x, y = 0, 0
        line: Line = []
        for step_x, step_y in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + step_x, y + step_y
            line.append((x, y))
        found.append(line)
    return found


def within(line: Sequence[Spot], left: float, top: float, right: float, bottom: float) -> Line:
    """Return a closed outline cut to a rectangle, side by side (Sutherland and Hodgman, 1974)."""
    kept = list(line)
    for axis, limit, sign in ((0, left, 1), (0, right, -1), (1, top, 1), (1, bottom, -1)):
        kept = _cut(kept, axis, limit, sign)
    return kept


def _cut(line: Line, axis: int, limit: float, sign: int) -> Line:
    """The part of an outline on one side of a limit: above it where `sign` is 1, below where it is -1."""
    kept: Line = []
    for before, spot in zip(line[-1:] + line[:-1], line, strict=True):
        out, into = sign * (before[axis] - limit), sign * (spot[axis] - limit)
        if (out < 0) != (into < 0):
            share = out / (out - into)
            kept.append((before[0] + (spot[0] - before[0]) * share, before[1] + (spot[1] - before[1]) * share))
        if into >= 0:
            kept.append(spot)
    return kept


def _seen_of(line: Line, left: float, top: float, right: float, bottom: float) -> Iterator[Line]:
    """The runs of a line that come into the window."""
    run: Line = []
    for before, spot in zip(line, line[1:], strict=False):
        near = (
            min(before[0], spot[0]) < right + _MARGIN
            and max(before[0], spot[0]) > left - _MARGIN
            and min(before[1], spot[1]) < bottom + _MARGIN
            and max(before[1], spot[1]) > top - _MARGIN
        )
        if near:
            run = run or [before]
            run.append(spot)
        elif run:
            yield run
            run = []
    if run:
        yield run
