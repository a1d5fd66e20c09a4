"""Which groups may do what in the spaces of a collective."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import QuerySet

from campaign.groups import EVERYBODY, ORGANISERS, Roles
from engine.part_cache import cached
from engine.prepared_queries import prepared
from forum.models import Space


def groups_of(collective: int) -> Iterable[tuple[Group, Roles]]:
    """Its members' group, to which organisers belong too, and its organisers' (campaign/groups.py)."""
    for space in Space.objects.filter(collective=collective).select_related("members", "organisers"):
        yield space.members, EVERYBODY
        yield space.organisers, ORGANISERS


@dataclass(frozen=True)
class Whose:
    """Which forums are of collectives: their categories with their names, and what a list calls each of the others."""

    categories: frozenset[int]
    places: dict[int, str]
    names: dict[int, str]

    def place_of(self, forum: Any) -> str:
        """Return what a list calls a forum: that of a collective is called after it, as all have the same names."""
        if forum.pk in self.places or forum.parent_id not in self.categories:
            return self.places.get(forum.pk, forum.name)
        return f"{self.names[forum.parent_id]} · {forum.name}"


def forums_of_collectives() -> Whose:
    """Return the same for all, asked for once until a space or a forum gets another name."""
    return cached("forum:whose", _read_whose)


def _read_whose() -> Whose:
    rows = _rows()
    places = {row["public_forum"]: row["category__name"] for row in rows}
    places |= {row["private_forum"]: f"{row['category__name']} · {row['private_forum__name']}" for row in rows}
    names = {row["category"]: row["category__name"] for row in rows}
    return Whose(frozenset(names), places, names)


@prepared
def _rows() -> QuerySet[Any]:
    names = ("category__name", "private_forum__name")
    return Space.objects.order_by().values("category", "public_forum", "private_forum", *names)
