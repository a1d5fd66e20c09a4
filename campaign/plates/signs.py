"""The sign of a collective or of a public name: a small picture to know it again by, always beside the name."""

from __future__ import annotations

from functools import lru_cache

from campaign.plates.shapes import Seed, Spot, box, disc, half_disc, polygon

SIDE, MODULE = 48, 24
COLOURS = ("kyp", "bpy", "ykb", "byp")  # ground and two others, by the letters of drawing.py
KEPT_AT_MOST = 2048


@lru_cache(maxsize=KEPT_AT_MOST)
def sign(key: str) -> str:
    """Return a square of four modules as inline SVG: triangle, half-disc, quarter or dot, each turned by the seed."""
    seed = Seed(f"sign:{key}")
    colours = COLOURS[seed.pick(len(COLOURS))]
    ground, others = colours[0], colours[1:]
    paths = dict.fromkeys(others, "")
    for x, y in ((0, 0), (MODULE, 0), (0, MODULE), (MODULE, MODULE)):
        shape, turn = seed.pick(4), seed.pick(4)
        paths[others[seed.pick(2)]] += (_triangle, _half, _quarter, _dot)[shape](x, y, turn)
    drawn = "".join(f'<path class="p-{colour}" d="{path}"/>' for colour, path in paths.items() if path)
    return (
        f'<svg class="sign" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}" aria-hidden="true" '
        f'focusable="false"><path class="p-{ground}" d="{box(0, 0, SIDE, SIDE)}"/>{drawn}</svg>'
    )


def _corners(x: int, y: int) -> list[Spot]:
    return [(x, y), (x + MODULE, y), (x + MODULE, y + MODULE), (x, y + MODULE)]


def _triangle(x: int, y: int, turn: int) -> str:
    corners = _corners(x, y)
    return polygon([corners[turn], corners[(turn + 1) % 4], corners[(turn + 2) % 4]])


def _half(x: int, y: int, turn: int) -> str:
    across, down = ((12, 24), (24, 12), (12, 0), (0, 12))[turn]
    return half_disc(x + across, y + down, MODULE / 2, (90, 0, 270, 180)[turn])


def _quarter(x: int, y: int, turn: int) -> str:
    """A quarter of a disc around one corner of its module, from the next corner to the one before."""
    corners = _corners(x, y)
    (a, b), (c, d), (e, f) = corners[turn], corners[(turn + 1) % 4], corners[(turn + 3) % 4]
    return f"M{a} {b}L{c} {d}A{MODULE} {MODULE} 0 0 1 {e} {f}z"


def _dot(x: int, y: int, turn: int) -> str:
    return disc(x + MODULE / 2, y + MODULE / 2, (5, 7, 9, 11)[turn])
