"""Flood control without addresses: how much the whole door takes, whoever sends it.

Counts live in the cache, so that the processes of a site with Redis share them and a restart forgets none. They know
the hour, no finer, and megabytes, no finer; one hour's count takes the place of the last one's. While the cache does
not answer, each process counts for itself: the door stays open, and stays guarded.
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from redis.exceptions import RedisError

from leaks.exceptions import Flooded

_MB = 1024 * 1024
_A_FORM = _MB  # what always may come in: words that open, answer or erase a conversation
_COPIES = 3  # of a submission on the disk at once: as it came or as it was cleaned, sealed, and in the store
_T = TypeVar("_T")
_own: BaseCache = LocMemCache("leaks-flood", {})  # of this process, while the shared one does not answer


def _counting(count: Callable[[BaseCache], _T]) -> _T:
    """Count in the shared cache, or for this process alone while that is down."""
    try:
        return count(caches["counts"])
    except (RedisError, OSError):
        return count(_own)


class Bucket:
    """Empties evenly over a number of hours, at the turn of each; what it does not hold is refused."""

    def __init__(self, name: str, *, size: int, hours: int) -> None:
        self._name = name
        self._size = size
        self._hours = hours

    @property
    def left(self) -> int:
        """How much it holds now. Something larger than the whole bucket passes when it is empty."""
        return self._size - _counting(lambda store: self._used(store, _hour()))

    def wait(self, amount: int) -> int:
        """The hours until it holds this much, 0 for now."""
        too_much = min(amount, self._size) - self.left
        return math.ceil(too_much * self._hours / self._size) if too_much > 0 else 0

    def take(self, amount: int) -> int:
        """Take and return 0, or take nothing and return the hours until there is enough."""
        amount = min(amount, self._size)
        return 0 if _counting(lambda store: self._takes(store, amount)) else self.wait(amount) or 1

    def forget(self) -> None:
        """Empty it."""
        for store in (caches["counts"], _own):
            store.delete_many([self._key(_hour() - back) for back in range(self._hours + 1)])

    def _takes(self, store: BaseCache, amount: int) -> bool:
        hour = _hour()
        used = self._used(store, hour)
        if store.add(self._key(hour), used, (self._hours + 1) * 3600):
            store.delete_many([self._key(hour - back) for back in range(1, self._hours + 1)])
        try:
            if store.incr(self._key(hour), amount) <= self._size:
                return True
            store.decr(self._key(hour), amount)
        except ValueError:
            return True  # forgotten between the two calls: the cache was emptied, and so is the bucket
        return False

    def _used(self, store: BaseCache, hour: int) -> int:
        keys = [self._key(hour - back) for back in range(self._hours + 1)]
        found = store.get_many(keys)
        for back, key in enumerate(keys):
            if key in found:
                return max(0, int(found[key]) - back * self._size // self._hours)
        return 0

    def _key(self, hour: int) -> str:
        return f"leaks:{self._name}:{hour}"


def _hour() -> int:
    return int(time.time()) // 3600


class Gate:
    """The limits, made from the settings at the first use: counts of the whole door, workers of this process."""

    def __init__(self) -> None:
        self.submissions = Bucket("submissions", size=settings.LEAKS_PER_HOUR, hours=1)
        self.megabytes = Bucket("megabytes", size=settings.LEAKS_BYTES_PER_DAY // _MB, hours=24)
        self.workers = threading.BoundedSemaphore(settings.LEAKS_WORKERS)
        self.waiting = threading.BoundedSemaphore(settings.LEAKS_WORKERS + settings.LEAKS_QUEUE)

    @contextmanager
    def passage(self, *, size: int) -> Iterator[None]:
        """Wait for a worker's place, or raise `Flooded` where waiting is pointless."""
        _refuse_when_disk_is_short(size)
        if not self.waiting.acquire(blocking=False):
            raise Flooded(1)
        try:
            hours = self.submissions.take(1) or self.megabytes.take(math.ceil(size / _MB))
            if hours:
                raise Flooded(hours)
            with self.workers:
                yield
        finally:
            self.waiting.release()


def _refuse_when_disk_is_short(size: int) -> None:
    if _free_disk() < _COPIES * size:
        raise Flooded(24)


def _free_disk() -> int:
    """What may still be written before the floor is reached; less than nothing below it."""
    disk = os.statvfs(settings.DATA_DIR)
    return int(disk.f_bavail * disk.f_frsize) - int(settings.LEAKS_DISK_FLOOR)


def room() -> int:
    """The largest body that may come in now: asked before its first byte is read."""
    limits = gate()
    if limits.submissions.left < 1:
        return _A_FORM
    daily = settings.LEAKS_BYTES_PER_DAY // _MB
    left = limits.megabytes.left
    largest = settings.LEAKS_BODY_LIMIT + _MB if left >= daily else left * _MB
    return max(_A_FORM, min(largest, _free_disk() // _COPIES))


def hours_until_room(size: int) -> int:
    """When to come back with a body of this size, for which there was no room."""
    if _free_disk() < _COPIES * size:
        return 24
    return gate().submissions.wait(1) or gate().megabytes.wait(math.ceil(size / _MB)) or 1


_gate: Gate | None = None
_making = threading.Lock()


def gate() -> Gate:
    """This process's gate."""
    global _gate
    with _making:
        if _gate is None:
            _gate = Gate()
        return _gate


def reset() -> None:
    """Forget all counts (tests, changed settings)."""
    global _gate
    with _making:
        if _gate is not None:
            _gate.submissions.forget()
            _gate.megabytes.forget()
        _gate = None
