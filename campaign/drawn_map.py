"""A map with names and its legend: marks that lie close become one with a number, and what was drawn is kept."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.core.cache import caches
from django.template.loader import get_template, render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from campaign.cartography import HEIGHT, WIDTH, face_each_other, outline
from campaign.lettering import Name, Spot, write_names

SPOTS_AT_MOST = 150  # beyond, the points would hide each other and weigh on every page: one a department then
_KEPT = 24 * 3600
_TEMPLATES = ("map", "map_mark", "map_legend")  # what is drawn by others, after a release, is drawn anew

# How far a mark is drawn to each side: alone, and around a number. A lozenge reaches further to be as large as a disc.
_POINT, _LOZENGE, _ASLEEP = 10, 13, 7
_NUMBERED, _NUMBERED_LOZENGE, _HUNDREDS = 24, 31, 6
_RING = 2
# Marks are one when they lie nearer than both reaches: 24 for two points, so that none hides another's number.
_POINT_REACH, _NUMBERED_REACH = 12, 19
_NAMES_OF_A_GROUP = 2


@dataclass(frozen=True)
class Mark:
    """What stands in one commune or department: how many of each kind, and where its link leads.

    `around` is where the link leads when other marks have joined this one; `people` live there.
    """

    key: str
    name: str
    place: tuple[float, float]
    title: str
    url: str
    around: str
    people: int
    numbers: Mapping[str, int]


class Legend(NamedTuple):
    """Kinds of marks and their names, the most important first; `numbered` says what a number means."""

    kinds: Mapping[str, str]
    numbered: str


class Drawn(NamedTuple):
    """The map and its legend. A tag gives both, or one of them by its name."""

    map: SafeString
    legend: SafeString

    def __html__(self) -> SafeString:
        return self.map + self.legend


@dataclass
class Group:
    """Marks drawn as one, where the largest of them is."""

    marks: list[Mark]
    order: list[str]

    @cached_property
    def numbers(self) -> Counter[str]:
        return sum((Counter(mark.numbers) for mark in self.marks), Counter[str]())

    @cached_property
    def number(self) -> int:
        """How many stand here; nothing is written for one."""
        return total if (total := self.numbers.total()) > 1 else 0

    @property
    def status(self) -> str:
        """The most important kind among them."""
        return min(self.numbers, key=self.order.index)

    @property
    def weight(self) -> tuple[int, int, str]:
        """Its place among those that others join: where most stands, then where most people live."""
        return -self.number, -self.marks[0].people, self.marks[0].key

    @property
    def rank(self) -> tuple[int, int, str]:
        """Its place among those that are named: the most important kind, then where most stands."""
        return self.order.index(self.status), -self.number, self.marks[0].key

    @property
    def reach(self) -> int:
        return _NUMBERED_REACH if self.number else _POINT_REACH

    @property
    def radius(self) -> int:
        """How far it is drawn to each side."""
        return radius_of(self.status, self.number)

    @property
    def url(self) -> str:
        return self.marks[0].url if len(self.marks) == 1 else self.marks[0].around

    @property
    def title(self) -> str:
        """All that stand here, a line each."""
        return "\n".join(mark.title for mark in self.marks)

    @property
    def spot(self) -> Spot:
        names = list(dict.fromkeys(mark.name for mark in self.marks))
        more = "…" if len(names) > _NAMES_OF_A_GROUP else ""
        whole = ", ".join(names[:_NAMES_OF_A_GROUP]) + more
        return Spot(*self.marks[0].place, self.radius + _RING, [whole] if len(names) == 1 else [whole, f"{names[0]}…"])

    def join(self, other: Group) -> None:
        """Take in the marks of another."""
        self.marks += other.marks
        del self.numbers, self.number


def radius_of(status: str, number: int = 0) -> int:
    """Return how far a mark of a kind is drawn to each side, with a number or without."""
    if number:
        return (_NUMBERED_LOZENGE if status == "ally" else _NUMBERED) + (_HUNDREDS if number >= 100 else 0)
    return {"ally": _LOZENGE, "sleeping": _ASLEEP}.get(status, _POINT)


def gather(marks: Sequence[Mark], order: list[str]) -> list[Group]:
    """Put together marks that would hide each other, and return the groups, the most important first."""
    groups = [Group([mark], order) for mark in marks]
    while True:
        groups.sort(key=lambda group: group.weight)
        apart: list[Group] = []
        for group in groups:
            if close := _closest(group, apart):
                close.join(group)
            else:
                apart.append(group)
        if len(apart) == len(groups):
            return sorted(groups, key=lambda group: group.rank)
        groups = apart


def _closest(group: Group, others: list[Group]) -> Group | None:
    place, reach = group.marks[0].place, group.reach
    closest, distance = None, float(reach + _NUMBERED_REACH)
    for other in others:
        away = math.dist(place, other.marks[0].place)
        if away < distance and away < reach + other.reach:
            closest, distance = other, away
    return closest


def draw(marks: Sequence[Mark], legend: Legend) -> dict[str, Any]:
    """Return what components/map.html and components/map_legend.html draw of these marks."""
    groups = gather(marks, list(legend.kinds))
    names = write_names([group.spot for group in groups])
    points = face_each_other([group.marks[0].place for group in groups])
    numbers = sum((group.numbers for group in groups), Counter[str]())
    spots = [_drawn(*each) for each in zip(groups, points, names, strict=True)]
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "outline": outline(),
        "spots": spots[::-1],  # the most important is drawn last, over the others
        "kinds": [
            {"status": kind, "label": label, "number": numbers[kind], "radius": radius_of(kind)}
            for kind, label in legend.kinds.items()
            if numbers[kind]
        ],
        "numbered": legend.numbered if any(group.number for group in groups) else "",
    }


def _drawn(group: Group, point: Any, name: Name | None) -> dict[str, Any]:
    return {
        "point": point,
        "url": group.url,
        "label": group.title,
        "status": group.status,
        "number": group.number,
        "radius": group.radius,
        "name": name,
    }


def keep(shown: object, make: Callable[[], dict[str, Any]]) -> Drawn:
    """Return the map of what is shown, drawn anew only when that, or the language, has changed."""
    drawn_by = [get_template(f"components/{name}.html").template.source for name in _TEMPLATES]
    digest = hashlib.sha256(repr((get_language(), shown, drawn_by)).encode()).hexdigest()
    key = f"campaign:drawn-map:{digest}"
    parts = caches["fragments"].get(key)
    if parts is None:
        context = make()
        parts = [str(render_to_string(f"components/{name}.html", context)) for name in ("map", "map_legend")]
        caches["fragments"].set(key, parts, _KEPT)
    # Out of our own templates, escaped there; the cache gives back bare strings.
    return Drawn(*(mark_safe(part) for part in parts))  # noqa: S308
