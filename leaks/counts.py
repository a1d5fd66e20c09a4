"""Counts of the whole door, that fill with what comes in and empty with time. They know no one.

They live in the cache, so that the processes of a site with Redis share them and a restart forgets none. They know
the hour, no finer, and megabytes, no finer; one hour's count takes the place of the last one's. While the cache does
not answer, each process counts for itself: the door stays open, and stays guarded.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from redis.exceptions import RedisError

_T = TypeVar("_T")
_own: BaseCache = LocMemCache("leaks-flood", {})  # of this process, while the shared one does not answer


def counting(count: Callable[[BaseCache], _T]) -> _T:
    """Count in the shared cache, or for this process alone while that is down."""
    try:
        return count(caches["counts"])
    except (RedisError, OSError):
        return count(_own)


class Bucket:
    """Empties evenly over a number of hours, at the turn of each; what it does not hold is refused."""

    seconds = 3600  # of one step

    def __init__(self, name: str, *, size: int, hours: int) -> None:
        self._name = name
        self._size = size
        self._steps = hours

    @property
    def left(self) -> int:
        """How much it holds now. Something larger than the whole bucket passes when it is empty."""
        return self._size - counting(lambda store: self._used(store, self._now()))

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was taken."""
        return self.left >= self._size

    @property
    def is_near_its_end(self) -> bool:
        """Whether less than a quarter is left."""
        return self.left <= self._size // 4

    def wait(self, amount: int) -> int:
        """The steps (hours) until it holds this much, 0 for now."""
        too_much = min(amount, self._size) - self.left
        return math.ceil(too_much * self._steps / self._size) if too_much > 0 else 0

    def take(self, amount: int) -> int:
        """Take and return 0, or take nothing and return the steps (hours) until there is enough."""
        amount = min(amount, self._size)
        return 0 if counting(lambda store: self._takes(store, amount, most=self._size)) else self.wait(amount) or 1

    def note(self, amount: int) -> None:
        """Count what was taken already, whether or not there was room."""
        counting(lambda store: self._takes(store, min(amount, self._size), most=None))

    def give_back(self, amount: int) -> None:
        """Undo a `take`."""
        counting(lambda store: self._takes(store, -min(amount, self._size), most=None))

    def forget(self) -> None:
        """Empty it."""
        for store in (caches["counts"], _own):
            store.delete_many([self._key(self._now() - back) for back in range(self._steps + 1)])

    def _takes(self, store: BaseCache, amount: int, *, most: int | None) -> bool:
        now = self._now()
        used = self._used(store, now)
        if store.add(self._key(now), used, (self._steps + 1) * self.seconds):
            store.delete_many([self._key(now - back) for back in range(1, self._steps + 1)])
        try:
            if store.incr(self._key(now), amount) <= (most if most is not None else math.inf):
                return True
            store.decr(self._key(now), amount)
        except ValueError:
            return True  # forgotten between the two calls: the cache was emptied, and so is the bucket
        return False

    def _used(self, store: BaseCache, now: int) -> int:
        keys = [self._key(now - back) for back in range(self._steps + 1)]
        found = store.get_many(keys)
        for back, key in enumerate(keys):
            if key in found:
                return max(0, int(found[key]) - back * self._size // self._steps)
        return 0

    def _now(self) -> int:
        return _hour()

    def _key(self, step: int) -> str:
        return f"leaks:{self._name}:{step}"


class Drip(Bucket):
    """What a slow door lets through in a minute: empties every ten seconds, and is forgotten with the minute."""

    seconds = 10

    def __init__(self, name: str, *, size: int) -> None:
        super().__init__(name, size=size, hours=6)

    def _now(self) -> int:
        return int(time.time()) // self.seconds


def _hour() -> int:
    return int(time.time()) // 3600
