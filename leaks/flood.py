"""Flood control without addresses: how much the whole door takes, whoever sends it.

Counts live in memory only: on a disk they would tell when something came in.
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from leaks.exceptions import Flooded

_HOUR = 3600.0


class Bucket:
    """Fills evenly up to its size in a period; what it does not hold is refused."""

    def __init__(self, *, size: float, period: float) -> None:
        self._size = size
        self._rate = size / period
        self._level = size
        self._at = time.monotonic()
        self._lock = threading.Lock()

    def take(self, amount: float) -> float:
        """Take and return 0, or take nothing and return the seconds until there is enough."""
        with self._lock:
            now = time.monotonic()
            self._level = min(self._size, self._level + (now - self._at) * self._rate)
            self._at = now
            # Something larger than the whole bucket passes when it is full.
            needed = min(amount, self._size)
            if self._level < needed:
                return (needed - self._level) / self._rate
            self._level -= needed
            return 0.0


class Gate:
    """The limits of one server process, made from the settings at the first use."""

    def __init__(self) -> None:
        self.submissions = Bucket(size=settings.LEAKS_PER_HOUR, period=_HOUR)
        self.bytes = Bucket(size=settings.LEAKS_BYTES_PER_DAY, period=24 * _HOUR)
        self.workers = threading.BoundedSemaphore(settings.LEAKS_WORKERS)
        self.waiting = threading.BoundedSemaphore(settings.LEAKS_WORKERS + settings.LEAKS_QUEUE)

    @contextmanager
    def passage(self, *, size: int) -> Iterator[None]:
        """Wait for a worker's place, or raise `Flooded` where waiting is pointless."""
        _refuse_when_disk_is_short(size)
        if not self.waiting.acquire(blocking=False):
            raise Flooded(1)
        try:
            seconds = self.submissions.take(1) or self.bytes.take(size)
            if seconds:
                raise Flooded(math.ceil(seconds / _HOUR))
            with self.workers:
                yield
        finally:
            self.waiting.release()


def _refuse_when_disk_is_short(size: int) -> None:
    disk = os.statvfs(settings.DATA_DIR)
    if disk.f_bavail * disk.f_frsize < settings.LEAKS_DISK_FLOOR + 3 * size:
        raise Flooded(24)


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
        _gate = None
