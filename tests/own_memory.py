"""What the site remembers, apart for each who asks: as if a process of its own served them.

A part of a page that is remembered under too short a name is then drawn for each of them all the same: tests that
compare what two people are told see what the second one's page would have held.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from engine import part_cache

T = TypeVar("T")


class Memory:
    """Empty at first; keeps what was remembered inside it from one time to the next."""

    def __init__(self) -> None:
        self._kept: tuple[OrderedDict, int] = (OrderedDict(), 0)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Nothing else is remembered meanwhile, and nothing of it afterwards."""
        before = part_cache._entries, part_cache._weight
        part_cache._entries, part_cache._weight = self._kept
        try:
            yield
        finally:
            self._kept = part_cache._entries, part_cache._weight
            part_cache._entries, part_cache._weight = before


def each_apart(people: Iterable[T]) -> Iterator[T]:
    """One after another, with a memory of their own while it is their turn."""
    for person in people:
        with Memory().inside():
            yield person
