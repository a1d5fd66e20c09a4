"""Figures as pictures: as many dots as things counted, the last two figures of a year."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path

from campaign.plates.shapes import HEIGHT, WIDTH, Role, Seed, Shape, figure

DOTS_AT_MOST = 4000
_DIGITS = Path(__file__).with_name("digits.json")  # outlines of the heading face's figures, written by deploy/fonts.py


def count(_seed: Seed, number: int, before: int = 0, size: tuple[int, int] = (WIDTH, HEIGHT)) -> list[Shape]:
    """Return one dot a thing (DOTS_AT_MOST), row by row; the first `before`, counted earlier, in the second colour.

    A row is one line of round dashes, so that a thousand dots weigh less than a kilobyte.
    """
    wide, high = size
    number = max(1, min(DOTS_AT_MOST, number))
    columns = math.ceil(wide / math.sqrt(wide * high / number))
    step = wide / columns
    rows = math.ceil(number / columns)
    top = (high - rows * step) / 2
    stroke = f'stroke-width="{figure(step * 0.72)}" stroke-linecap="round" stroke-dasharray="0 {step:.4f}"'
    paths = {Role.SECOND: "", Role.FORE: ""}
    for row in range(rows):
        last = min(columns, number - row * columns)
        cut = max(0, min(last, before - row * columns))
        for role, first, end in ((Role.SECOND, 0, cut), (Role.FORE, cut, last)):
            if end > first:
                # A little longer than to the last dot, lest rounding lose it.
                length = (end - first - 1) * step + 0.1
                paths[role] += f"M{(first + 0.5) * step:.2f} {figure(top + (row + 0.5) * step)}h{length:.2f}"
    return [Shape(role, path, stroke) for role, path in paths.items() if path]


@cache
def _digits() -> dict[str, tuple[int, str]]:
    return json.loads(_DIGITS.read_text(encoding="utf-8"))


def year(_seed: Seed, number: int) -> list[Shape]:
    """Return the last two figures of a year, as high as the plate."""
    figures = [_digits()[digit] for digit in f"{number % 100:02d}"]
    x = (WIDTH - sum(advance for advance, _path in figures)) / 2
    shapes = []
    for role, (advance, path) in zip((Role.FORE, Role.SECOND), figures, strict=True):
        shapes.append(Shape(role, path, f'transform="translate({figure(x)} {HEIGHT - 7})"'))
        x += advance
    return shapes
