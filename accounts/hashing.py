"""Password hashes, few at a time.

A hash is made to cost memory and time, so whoever may ask for many empties the server: 25 of the earlier ones, of
100 MiB each, took it down. Now they take turns: few at once, within a bound of memory, in a line that is short and
honest (HashingBusy). The cost is OWASP's first choice for Argon2id (Password Storage Cheat Sheet: 19 MiB, two passes,
one lane); what was stored at the earlier cost counts for its 100 MiB and is replaced when its owner signs in.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher, PBKDF2PasswordHasher, get_hasher, make_password
from django.core.cache import cache
from django.db.models import Model
from django.utils.crypto import salted_hmac

from accounts.exceptions import HashingBusy
from engine.admission import aside

MEMORY = 19_456  # KiB
PASSES, LANES = 2, 1
AT_ONCE = max(1, min(4, (os.cpu_count() or 2) // 2))
MEMORY_AT_ONCE = 120 * 1024  # KiB: one of the earlier hashes, and hardly more
LINE = 64  # who wait for their turn
PATIENCE = 30  # seconds that they wait at most
HURRIED_PATIENCE = 0.3
REFUSED_AFTER = 0.25  # seconds at least: a name that two people share costs two hashes, and nobody may see that
HOUR = 3600

_hurried: ContextVar[bool] = ContextVar("hurried", default=False)


class Turns:
    """A line of those who want to hash, first come first served, each with the memory it takes."""

    def __init__(self, *, at_once: int = AT_ONCE, memory: int = MEMORY_AT_ONCE, line: int = LINE) -> None:
        self._at_once, self._memory, self._longest = at_once, memory, line
        self._running = self._taken = 0
        self._line: deque[object] = deque()
        self._changed = threading.Condition()

    @contextmanager
    def turn(self, memory: int, *, patience: float = PATIENCE, first: bool = False) -> Iterator[None]:
        """Wait for a turn with so many KiB and hold it. Raises HashingBusy when the line is too long or too slow."""
        with aside(), self._held(memory, patience=patience, first=first):
            yield

    @contextmanager
    def _held(self, memory: int, *, patience: float, first: bool) -> Iterator[None]:
        me = object()
        with self._changed:
            if len(self._line) >= self._longest:
                raise HashingBusy
            (self._line.appendleft if first else self._line.append)(me)
            mine = self._changed.wait_for(lambda: self._line[0] is me and self._fits(memory), patience)
            self._line.remove(me)
            if not mine:
                self._changed.notify_all()
                raise HashingBusy
            self._running += 1
            self._taken += memory
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._running -= 1
                self._taken -= memory
                self._changed.notify_all()

    def _fits(self, memory: int) -> bool:
        return self._running == 0 or (self._running < self._at_once and self._taken + memory <= self._memory)


turns = Turns()


@contextmanager
def hurried() -> Iterator[None]:
    """What is hashed inside goes first and waits for a moment only."""
    token = _hurried.set(True)
    try:
        yield
    finally:
        _hurried.reset(token)


@contextmanager
def _turn(memory: int) -> Iterator[None]:
    first = _hurried.get()
    with turns.turn(memory, patience=HURRIED_PATIENCE if first else PATIENCE, first=first):
        yield


class Argon2InTurn(Argon2PasswordHasher):
    """Argon2id at OWASP's figures, in turn."""

    time_cost, memory_cost, parallelism = PASSES, MEMORY, LANES

    def encode(self, password: str, salt: str) -> str:
        """See Django. Raises HashingBusy."""
        with _turn(self.memory_cost):
            return str(super().encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        """See Django; a hash counts for what it takes. Raises HashingBusy."""
        with _turn(int(self.decode(encoded)["memory_cost"])):
            return bool(super().verify(password, encoded))


class Argon2AsBefore(Argon2InTurn):
    """The cost of what was stored until 2026: no new password is hashed so."""

    time_cost, memory_cost, parallelism = 2, 102_400, 8


class PBKDF2InTurn(PBKDF2PasswordHasher):
    """What other software stored; it costs time alone."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """See Django. Raises HashingBusy."""
        with _turn(0):
            return str(super().encode(password, salt, iterations))


def hash_for_nobody(secret: str, *, name: str, model: type[Model], column: str) -> None:
    """Take as long as the hash of somebody with this name would: nobody learns by a clock that there is none.

    As long as hashes of the earlier cost are stored, that share of the names that do not exist takes their time, the
    same names each time.
    """
    hasher = get_hasher()
    if isinstance(hasher, Argon2InTurn) and _draw(name) < _share_as_before(model, column):
        hasher = Argon2AsBefore()
        hasher.encode(secret, hasher.salt())
    else:
        make_password(secret)


def _draw(name: str) -> float:
    """A number from 0 to 1 that belongs to a name, and that nobody else can compute."""
    digest = salted_hmac("accounts.hashing", name.casefold(), algorithm="sha256").digest()
    return int.from_bytes(digest[:6]) / 2**48


def _share_as_before(model: type[Model], column: str) -> float:
    key = f"hashes-as-before:{model._meta.label_lower}"
    share: float | None = cache.get(key)
    if share is None:
        hashes: Any = model._default_manager.filter(**{f"{column}__startswith": "argon2"})
        present = hashes.filter(**{f"{column}__contains": f"$m={MEMORY},t={PASSES},p={LANES}$"})
        total = hashes.count()
        share = (total - present.count()) / total if total else 0.0
        cache.set(key, share, HOUR)
    return share


class Pause:
    """A time that something takes at least."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def end(self) -> None:
        """Nothing is to be hidden any more."""
        self._until = 0.0

    def wait(self) -> None:
        """Wait for what is left."""
        if (left := self._until - time.monotonic()) > 0:
            with aside():
                time.sleep(left)


@contextmanager
def at_least(seconds: float) -> Iterator[Pause]:
    """What is inside takes no less than this, whatever it did, unless it ends the pause."""
    pause = Pause(seconds)
    try:
        yield pause
    finally:
        pause.wait()
