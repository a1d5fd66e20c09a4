"""Plates put together: a motif, its colours, the cut."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
from itertools import groupby
from typing import Any

from campaign.plates import commune_motif, event_motifs, figure_motifs, project_motifs
from campaign.plates.shapes import HEIGHT, WIDTH, Seed, Shape

# Colours of ground, fore, second and third by one letter each (static/css/plates.css): ink, paper, yellow, blue, and a
# clear blue for what stands on ink. The pairs of fore and ground keep a contrast of 4.3 at least, in both themes.
PALETTES = {"ink": "kycp", "blue": "bpyk", "yellow": "ykbp", "paper": "pkby"}
REVERSE = {"ink": "yellow", "yellow": "ink", "blue": "paper", "paper": "blue"}
CUTS = (200, 300, 400)
KEPT_AT_MOST = 1024  # plates kept in a process, some two kilobytes each

COLOURS = {
    "light": {"k": "#101016", "p": "#ffffff", "y": "#e8d90f", "b": "#2230d9", "c": "#7d86ff"},
    "dark": {"k": "#22222c", "p": "#e2e3dd", "y": "#e8d90f", "b": "#3a46f2", "c": "#8f97ff"},
}
_CLASS = re.compile(r'class="p-(s?)([kpybc])"')

Motif = Callable[..., list[Shape]]
EVENT_KINDS: dict[str, Motif] = {
    motif.__name__: motif
    for motif in (
        event_motifs.cartopartie,
        event_motifs.meeting,
        event_motifs.workshop,
        event_motifs.council,
        event_motifs.talk,
        event_motifs.hearing,
        event_motifs.action,
        event_motifs.gathering,
        event_motifs.festival,
        event_motifs.quadrapero,
    )
}
PROJECT_KINDS: dict[str, Motif] = {
    motif.__name__: motif
    for motif in (
        project_motifs.cameras,
        project_motifs.vsa,
        project_motifs.faces,
        project_motifs.sound,
        project_motifs.drones,
        project_motifs.prediction,
        project_motifs.loudspeakers,
        project_motifs.scan_cars,
        project_motifs.sensors,
    )
}
MOTIFS: dict[str, Motif] = {
    **EVENT_KINDS,
    **PROJECT_KINDS,
    "count": figure_motifs.count,
    "year": figure_motifs.year,
    "commune": commune_motif.commune,
}
WHOLE = {"count"}  # a figure is not cut: its dots are counted


@lru_cache(maxsize=KEPT_AT_MOST)
def plate(kind: str, key: Hashable, **data: Any) -> str:
    """Return a plate as inline SVG, coloured by classes; a kind without motif gets the eyes of the festival.

    `key` is what a thing keeps for ever (its number or code, never a title). `data` is for motifs that draw facts:
    `number` of cameras, dots or a year, `before`, `size`, `point` on the map.
    """
    seed = Seed(f"{kind}:{key}")
    palette = "ink" if kind in WHOLE else tuple(PALETTES)[seed.pick(len(PALETTES))]
    cut = CUTS[seed.pick(len(CUTS))]
    shapes = MOTIFS.get(kind, event_motifs.festival)(seed, **data)
    wide, high = data.get("size", (WIDTH, HEIGHT))
    if kind in WHOLE:
        drawn = _coloured(shapes, palette, 0, wide, high)
    else:
        drawn = _coloured(shapes, palette, 0, cut, high) + _coloured(shapes, REVERSE[palette], cut, wide - cut, high)
    return (
        f'<svg class="plate" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
        f'preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">{drawn}</svg>'
    )


def _coloured(shapes: Iterable[Shape], palette: str, x: int, wide: int, high: int) -> str:
    """One side of the cut: the whole motif seen through its own window."""
    roles = PALETTES[palette]
    paths = [f'<path class="p-{roles[0]}" d="M{x} 0h{wide}v{high}h-{wide}z"/>']
    for (role, stroke), same in groupby(shapes, key=lambda shape: (shape.role, shape.stroke)):
        outline = "".join(shape.path for shape in same)
        colour = f"s{roles[role]}" if "stroke-" in stroke else roles[role]
        rest = f' fill="none" {stroke}' if "stroke-" in stroke else f" {stroke}".rstrip()
        paths.append(f'<path class="p-{colour}" d="{outline}"{rest}/>')
    return f'<svg x="{x}" width="{wide}" height="{high}" viewBox="{x} 0 {wide} {high}">{"".join(paths)}</svg>'


def as_file(svg: str, theme: str = "light") -> str:
    """Return a drawing with its colours in it, for what reads no style sheet: files, posters, pictures beside links."""
    colours = COLOURS[theme]
    written = _CLASS.sub(lambda found: f'{"stroke" if found[1] else "fill"}="{colours[found[2]]}"', svg)
    written = re.sub(r'^<svg class="[a-z]+"', '<svg xmlns="http://www.w3.org/2000/svg"', written)
    return written.replace(' aria-hidden="true" focusable="false"', "")
