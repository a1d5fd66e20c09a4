"""The address of a thing that gets a name: collectives, events, projects, articles alike."""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain, count
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify

from safety.letters import without_accents


def free_slug(
    name: str, among: QuerySet[Any], *, otherwise: str, longest: int = 100, reserved: Collection[str] = ()
) -> str:
    """A slug of at most some `longest` letters that no row `among` these has, and no other address (`reserved`).

    The second of a name is called name-2; a name without a letter that addresses take is called `otherwise`.
    """
    base = slugify(without_accents(name))[:longest].strip("-") or otherwise
    taken = {*among.filter(slug__startswith=base).values_list("slug", flat=True), *reserved}
    numbered = (f"{base}-{number}" for number in count(2))
    return next(slug for slug in chain([base], numbered) if slug not in taken)
