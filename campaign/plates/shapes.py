"""What motifs are made of: a seed that picks, outlines as SVG path data. Angles are degrees, clockwise from east."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

WIDTH, HEIGHT = 600, 400

Spot = tuple[float, float]


class Role(IntEnum):
    """Which colour of a palette a shape takes. Fore and second carry the motif, third is ornament."""

    GROUND = 0
    FORE = 1
    SECOND = 2
    THIRD = 3


@dataclass(frozen=True)
class Shape:
    """An area, or with `stroke` (SVG attributes) a line, in one colour."""

    role: Role
    path: str
    stroke: str = ""


class Seed:
    """The digest of a key, read byte by byte: it picks alike whatever machine or process asks."""

    def __init__(self, key: str) -> None:
        self._bytes, self._at = hashlib.sha256(key.encode()).digest(), 0

    def pick(self, number: int) -> int:
        """Return the next choice, from 0 to `number` - 1 (at most 256)."""
        byte = self._bytes[self._at % len(self._bytes)]
        self._at += 1
        return byte % number


def figure(value: float) -> str:
    """Return a coordinate with one decimal at most; zero has no sign."""
    rounded = round(value, 1)
    return f"{rounded + 0:g}"


def polygon(spots: Iterable[Spot]) -> str:
    """Return a closed outline."""
    return "M" + " ".join(f"{figure(x)} {figure(y)}" for x, y in spots) + "z"


def around(x: float, y: float, radius: float, angle: float) -> Spot:
    """Return the spot at this angle and distance from another."""
    turn = math.radians(angle)
    return x + radius * math.cos(turn), y + radius * math.sin(turn)


def cone(x: float, y: float, angle: float, *, length: float, spread: float) -> str:
    """Return what a camera sees that looks at `angle`, `spread` degrees to each side."""
    return polygon([(x, y), around(x, y, length, angle - spread), around(x, y, length, angle + spread)])


def disc(x: float, y: float, radius: float) -> str:
    """Return a whole disc."""
    r, across = figure(radius), figure(2 * radius)
    return f"M{figure(x - radius)} {figure(y)}a{r} {r} 0 1 1 {across} 0 {r} {r} 0 1 1-{across} 0z"


def half_disc(x: float, y: float, radius: float, angle: float) -> str:
    """Return half a disc whose flat side looks at `angle`."""
    start, end = around(x, y, radius, angle + 90), around(x, y, radius, angle - 90)
    r = figure(radius)
    return f"M{figure(start[0])} {figure(start[1])}A{r} {r} 0 0 1 {figure(end[0])} {figure(end[1])}z"


def box(x: float, y: float, width: float, height: float) -> str:
    """Return an upright rectangle."""
    return f"M{figure(x)} {figure(y)}h{figure(width)}v{figure(height)}h{figure(-width)}z"


def eye(x: float, y: float, width: float, height: float, left: Role, right: Role) -> list[Shape]:
    """Return the mark in three layers: two triangles, two half-discs against them, the pupil in the ground's colour."""
    iris = height * 0.28
    top, bottom = (x, y - height / 2), (x, y + height / 2)
    return [
        Shape(left, polygon([(x - width / 2, y), top, bottom])),
        Shape(right, polygon([(x + width / 2, y), top, bottom])),
        Shape(right, half_disc(x, y, iris, 0)),
        Shape(left, half_disc(x, y, iris, 180)),
        Shape(Role.GROUND, disc(x, y, iris * 0.4)),
    ]


def joined(shapes: Iterable[Shape]) -> list[Shape]:
    """Return one shape a colour and kind of line, for shapes that do not lie on each other."""
    together: dict[tuple[Role, str], str] = {}
    for shape in shapes:
        together[shape.role, shape.stroke] = together.get((shape.role, shape.stroke), "") + shape.path
    return [Shape(role, path, stroke) for (role, stroke), path in together.items()]


def frame_corners(x: float, y: float, side: float, *, thick: float = 9, long: float = 26) -> str:
    """Return the four corners of a viewfinder around a square that begins at x, y."""
    far_x, far_y = x + side, y + side
    return "".join(
        box(a, b, long, thick) + box(c, d, thick, long)
        for a, b, c, d in (
            (x, y, x, y),
            (far_x - long, y, far_x - thick, y),
            (x, far_y - thick, x, far_y - long),
            (far_x - long, far_y - thick, far_x - thick, far_y - long),
        )
    )
