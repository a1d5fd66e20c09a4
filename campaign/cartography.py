"""The map of France that the server draws: where a place falls on it, and its outline.

No tiles, no script, no other origin. The outline in data/france.json is made by `manage.py draw_outline`; the
projection is the one of French national maps (Lambert's cone on 44° and 49° north), on a sphere, which is enough for a
picture.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WIDTH, HEIGHT = 1000, 950
OUTLINE_FILE = Path(__file__).parent / "data" / "france.json"
# Metropolitan France and a little sea; overseas places are told in words beside the map.
_WEST, _EAST, _SOUTH, _NORTH = -5.5, 10.0, 41.0, 51.5

_PARALLELS = (math.radians(44), math.radians(49))
_ORIGIN = (math.radians(46.5), math.radians(3))
_SCALE, _EAST_SHIFT, _NORTH_SHIFT = 5580, 512, 457

# How far and how wide a point looks on the map.
_SIGHT, _HALF_ANGLE = 64, math.radians(22)


def _half_tangent(latitude: float) -> float:
    return math.tan(math.pi / 4 + latitude / 2)


_CONE = math.log(math.cos(_PARALLELS[0]) / math.cos(_PARALLELS[1])) / math.log(
    _half_tangent(_PARALLELS[1]) / _half_tangent(_PARALLELS[0])
)
_FACTOR = math.cos(_PARALLELS[0]) * _half_tangent(_PARALLELS[0]) ** _CONE / _CONE
_RADIUS_AT_ORIGIN = _FACTOR / _half_tangent(_ORIGIN[0]) ** _CONE


@dataclass(frozen=True)
class Point:
    """A place on the map; `sight` is the outline of what it looks at, empty for a lone point."""

    x: float
    y: float
    sight: str = ""


def project(*, latitude: float, longitude: float) -> tuple[float, float]:
    """Where a position falls in the map's square."""
    radius = _FACTOR / _half_tangent(math.radians(latitude)) ** _CONE
    angle = _CONE * (math.radians(longitude) - _ORIGIN[1])
    x = radius * math.sin(angle)
    y = _RADIUS_AT_ORIGIN - radius * math.cos(angle)
    return round(_EAST_SHIFT + _SCALE * x, 1), round(_NORTH_SHIFT - _SCALE * y, 1)


def on_map(latitude: float | None, longitude: float | None) -> bool:
    """Whether a position lies in what the map shows."""
    if latitude is None or longitude is None:
        return False
    return _SOUTH <= latitude <= _NORTH and _WEST <= longitude <= _EAST


def face_each_other(places: Sequence[tuple[float, float]]) -> list[Point]:
    """Turn each place of the map towards its nearest neighbour: field and reverse field."""
    row = sorted(set(places))
    return [_facing(place, row) for place in places]


def _facing(place: tuple[float, float], row: Sequence[tuple[float, float]]) -> Point:
    """A place turned towards its nearest in a row from west to east, looked for on both sides until it is too far."""
    (x, y), here = place, bisect_left(row, place)
    nearest, distance = None, math.inf
    for side in (range(here + 1, len(row)), range(here - 1, -1, -1)):
        for other in map(row.__getitem__, side):
            if abs(other[0] - x) >= distance:
                break
            if (away := math.hypot(other[0] - x, other[1] - y)) < distance:
                nearest, distance = other, away
    if nearest is None:
        return Point(x, y)
    return Point(x, y, _sight(x, y, math.atan2(nearest[1] - y, nearest[0] - x)))


def _sight(x: float, y: float, direction: float) -> str:
    left, right = (
        (x + _SIGHT * math.cos(direction + side), y + _SIGHT * math.sin(direction + side))
        for side in (-_HALF_ANGLE, _HALF_ANGLE)
    )
    return f"M{x:g} {y:g} {left[0]:.0f} {left[1]:.0f} {right[0]:.0f} {right[1]:.0f}z"


@cache
def outline() -> dict[str, str]:
    """The drawn country as SVG paths: `land`, filled, and `borders` of the departments, lines only."""
    return json.loads(OUTLINE_FILE.read_text(encoding="utf-8"))["paths"]
