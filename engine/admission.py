"""Places at which requests are answered: few, and before them a line that is short, patient for a while, and honest.

Each place is a thread at work, with at most one connection to each database. What would only wait there, for minutes at
times (a file that is cleaned, a hash whose turn comes), steps aside: it gives its place and its connections away, and
works on beside the others. So nothing slow keeps pages waiting, and nothing grows without bound: past the line comes
`Full`, which costs neither a thread nor a database (engine/refusals.py).
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Semaphore
from typing import Any, TypeVar, cast

from asgiref.sync import sync_to_async
from django.db import connections

from engine.workers import Workers

ASIDE = 256  # threads of one kind that wait or work beside the places; each wait has a bound of its own below this
_T = TypeVar("_T")


class Full(Exception):
    """Every place is taken, and so is the line before them; or patience ended in it."""


class Places:
    """Places for one kind of requests in this process."""

    def __init__(self, *, threads: int, line: int, patience: float, aside: int = ASIDE) -> None:
        self.workers = Workers(kept=threads)
        self.most_waiting, self.patience, self.most_aside = line, patience, aside
        self._free = threads  # less than nothing for a moment, when some come back from aside
        self._aside = 0
        self._line: deque[_Waiting] = deque()
        self._lock = threading.Lock()

    @property
    def is_full(self) -> bool:
        """Whether who comes now would be sent away."""
        return self._free <= 0 and len(self._line) >= self.most_waiting

    async def run(self, work: Callable[..., _T], *args: Any) -> _T:
        """Do the work in a thread, when there is a place for it. Raises Full, and then nothing was begun."""
        await self._enter()
        held = _Held(self)
        # The stubs of asgiref know one kind of executor only.
        workers = cast(ThreadPoolExecutor, self.workers)
        try:
            return await sync_to_async(held.run, thread_sensitive=False, executor=workers)(work, *args)
        finally:
            held.give_up()

    async def _enter(self) -> None:
        """Take a place, or wait for one in the line."""
        with self._lock:
            if self._free > 0:
                self._free -= 1
                return
            if len(self._line) >= self.most_waiting:
                raise Full
            waiting = _Waiting()
            self._line.append(waiting)
        try:
            async with asyncio.timeout(self.patience):
                await waiting.turn.wait()
        except BaseException as error:
            with self._lock:
                if waiting.is_called:  # just now: the place is the next one's
                    self._leave()
                else:
                    self._line.remove(waiting)
            if isinstance(error, TimeoutError):
                raise Full from None
            raise

    def _leave(self) -> None:
        """Give one place to who waits longest; the lock is held."""
        self._free += 1
        while self._free > 0 and self._line:
            self._free -= 1
            self._line.popleft().call()

    def shutdown(self) -> None:
        """Let every thread end, its connections closed."""
        self.workers.shutdown()


class _Waiting:
    """Somebody in a line. A loop that has ended waits for nothing."""

    def __init__(self) -> None:
        self.turn = asyncio.Event()
        self.is_called = False
        self._loop = asyncio.get_running_loop()

    def call(self) -> None:
        """It is their turn; from any thread."""
        self.is_called = True
        self._loop.call_soon_threadsafe(self.turn.set)


_here: ContextVar[_Held | None] = ContextVar("place", default=None)


class _Held:
    """A place from the moment it is taken until its work is done, whoever waits for it no more."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._is_begun = self._is_over = self._is_aside = False

    def run(self, work: Callable[..., _T], *args: Any) -> _T:
        """In a thread."""
        with self._places._lock:
            if self._is_over:
                raise Full
            self._is_begun = True
        token = _here.set(self)
        try:
            return work(*args)
        finally:
            _here.reset(token)
            with self._places._lock:
                self._places._leave()

    def give_up(self) -> None:
        """Work that was never begun shall not begin, and its place is free."""
        with self._places._lock:
            if not (self._is_begun or self._is_over):
                self._is_over = True
                self._places._leave()

    def step_aside(self) -> bool:
        """Give the place away. False when too many are aside, or when this one is."""
        with self._places._lock:
            if self._is_aside or self._places._aside >= self._places.most_aside:
                return False
            self._is_aside = True
            self._places._aside += 1
            self._places._leave()
            return True

    def come_back(self) -> None:
        """Go on at a place, if need be at one more than there are."""
        with self._places._lock:
            self._is_aside = False
            self._places._aside -= 1
            self._places._free -= 1


@contextmanager
def aside() -> Iterator[None]:
    """Around what waits, or works long without the database: another request has this one's place meanwhile.

    Within a transaction it does nothing: the connection is taken. So it does wherever there is no place to give away.
    """
    held = _here.get()
    opened = [one for one in connections.all(initialized_only=True) if one.connection is not None]
    if held is None or any(one.in_atomic_block for one in opened) or not held.step_aside():
        yield
        return
    try:
        for one in opened:
            if not one.settings_dict["CONN_MAX_AGE"]:  # who keeps it open gains nothing by closing it
                one.close()
        yield
    finally:
        held.come_back()


@contextmanager
def turn_of(places: Semaphore, *, line: Semaphore, patience: float) -> Iterator[bool]:
    """Take turns at something slow, beside the pages. False when too many wait already, or for longer than patience."""
    if not line.acquire(blocking=False):
        yield False
        return
    try:
        with aside():
            is_ours = places.acquire(timeout=patience)
            try:
                yield is_ours
            finally:
                if is_ours:
                    places.release()
    finally:
        line.release()
