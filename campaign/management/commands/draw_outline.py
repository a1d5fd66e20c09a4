"""Redraw campaign/data/france.json from the departments' outlines (GeoJSON)."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from campaign.cartography import OUTLINE_FILE, project

_Vertex = tuple[float, float]
_SOURCE = "IGN Admin Express 2018"
_LICENCE = "Licence Ouverte / Open Licence (Etalab)"


class Command(BaseCommand):
    """Each border is simplified once, so that neighbours still touch; islands too small to see are left out."""

    help = "Redraw the outline of the map from a GeoJSON file of the departments."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the departments are, and how coarse the drawing may be."""
        parser.add_argument("geojson", type=Path)
        parser.add_argument("--tolerance", type=float, default=2.6, help="in units of the drawing, 1000 wide")

    def handle(self, *, geojson: Path, tolerance: float, **options: Any) -> None:
        """Write the file and say how much was drawn."""
        coast, borders = _lines(json.loads(geojson.read_text(encoding="utf-8")))
        land = [ring for ring in (_simplify(line, tolerance) for line in coast) if _extent(ring) > 8]
        inner = [_simplify(line, tolerance) for line in borders]
        content = {
            "source": _SOURCE,
            "licence": _LICENCE,
            "paths": {
                "land": "".join(_path(ring) + "z" for ring in land),
                "borders": "".join(_path(line) for line in inner),
            },
        }
        OUTLINE_FILE.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        self.stdout.write(f"Drew {len(land)} shores and {len(inner)} borders, {OUTLINE_FILE.stat().st_size} bytes.")


def _lines(collection: dict[str, Any]) -> tuple[list[list[_Vertex]], list[list[_Vertex]]]:
    """Shores (edges of one department) and borders (edges of two), chained from crossing to crossing."""
    edges: Counter[tuple[_Vertex, _Vertex]] = Counter()
    for feature in collection["features"]:
        geometry = feature["geometry"]
        polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        for polygon in polygons:
            for ring in polygon:
                vertices = [tuple(vertex) for vertex in ring]
                edges.update(tuple(sorted(pair)) for pair in zip(vertices, vertices[1:], strict=False))
    shores = _chain([edge for edge, count in edges.items() if count == 1])
    borders = _chain([edge for edge, count in edges.items() if count > 1])
    return [_projected(line) for line in shores], [_projected(line) for line in borders]


def _chain(edges: list[tuple[_Vertex, _Vertex]]) -> list[list[_Vertex]]:
    neighbours: dict[_Vertex, list[_Vertex]] = defaultdict(list)
    for start, end in edges:
        neighbours[start].append(end)
        neighbours[end].append(start)
    left = {frozenset(edge) for edge in edges}
    lines = []
    # From the crossings and ends first; what remains are closed rings.
    starts = [vertex for vertex, around in neighbours.items() if len(around) != 2] + list(neighbours)
    for start in starts:
        for step in neighbours[start]:
            if frozenset((start, step)) not in left:
                continue
            line = [start]
            here, following = start, step
            while True:
                left.discard(frozenset((here, following)))
                line.append(following)
                here = following
                onward = [vertex for vertex in neighbours[here] if frozenset((here, vertex)) in left]
                if len(neighbours[here]) != 2 or not onward:
                    break
                following = onward[0]
            lines.append(line)
    return lines


def _projected(line: list[_Vertex]) -> list[_Vertex]:
    return [project(latitude=latitude, longitude=longitude) for longitude, latitude in line]


def _simplify(line: list[_Vertex], tolerance: float) -> list[_Vertex]:
    """Douglas and Peucker: keep the vertex farthest from the chord while it is farther than the tolerance."""
    if len(line) < 3:
        return line
    if line[0] == line[-1]:
        middle = max(range(len(line)), key=lambda index: math.dist(line[0], line[index]))
        return _simplify(line[: middle + 1], tolerance)[:-1] + _simplify(line[middle:], tolerance)
    (x1, y1), (x2, y2) = line[0], line[-1]
    length = math.hypot(x2 - x1, y2 - y1)
    distances = [abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length for x, y in line]
    farthest = max(range(len(line)), key=distances.__getitem__)
    if distances[farthest] <= tolerance:
        return [line[0], line[-1]]
    return _simplify(line[: farthest + 1], tolerance)[:-1] + _simplify(line[farthest:], tolerance)


def _extent(ring: list[_Vertex]) -> float:
    xs, ys = zip(*ring, strict=True)
    return max(max(xs) - min(xs), max(ys) - min(ys))


def _path(line: list[_Vertex]) -> str:
    """Whole units, relative steps: the shortest way to write it."""
    rounded = [(round(x), round(y)) for x, y in line]
    (x, y), steps = rounded[0], []
    words = f"M{x} {y}l"
    for next_x, next_y in rounded[1:]:
        if (next_x, next_y) != (x, y):
            steps.append(f"{next_x - x} {next_y - y}")
        x, y = next_x, next_y
    return words + " ".join(steps).replace(" -", "-")
