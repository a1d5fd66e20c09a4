"""What is being cleaned right now, under names that only its words give: who comes back meanwhile is told so.

Nothing of it reaches a disk: it stands in the cache of counts, in memory. A name is there for two minutes and is
renewed while the work goes on, so that what a crash leaves ends by itself. It is made by a key from SECRET_KEY, in no
time: the words are known here before anything is derived from them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.core.cache.backends.base import BaseCache
from django.utils.crypto import salted_hmac

from leaks.counts import counting

_SECONDS = 120
_RENEWED_EVERY = 30


@dataclass(frozen=True)
class Work:
    """Something that is being cleaned."""

    name: str

    @property
    def is_called_off(self) -> bool:
        """Whether its source has erased it meanwhile."""
        return bool(counting(lambda store: store.get(_called_off(self.name))))


@contextmanager
def underway(receipt: str) -> Iterator[Work]:
    """Be known as being cleaned while the block runs."""
    name, done = _name(receipt), threading.Event()
    counting(lambda store: _add(store, name, 1))
    renewing = threading.Thread(target=_renew, args=(name, done), daemon=True)
    renewing.start()
    try:
        yield Work(name)
    finally:
        done.set()
        renewing.join()
        counting(lambda store: _add(store, name, -1))


def is_underway(receipt: str) -> bool:
    """Whether something of this conversation is being cleaned."""
    return bool(counting(lambda store: store.get(_cleaned(_name(receipt)))))


def call_off(receipt: str) -> bool:
    """What is being cleaned for this conversation is not kept when it is done. Whether there was something."""
    if not is_underway(receipt):
        return False
    counting(lambda store: store.set(_called_off(_name(receipt)), 1, 3600))
    return True


def _renew(name: str, done: threading.Event) -> None:
    while not done.wait(_RENEWED_EVERY):
        counting(lambda store: store.touch(_cleaned(name), _SECONDS))


def _add(store: BaseCache, name: str, amount: int) -> None:
    key = _cleaned(name)
    if amount > 0:
        store.add(key, 0, _SECONDS)
    with suppress(ValueError):  # it was forgotten: the cache was emptied
        if store.incr(key, amount) <= 0:
            store.delete_many([key, _called_off(name)])


def _name(receipt: str) -> str:
    return salted_hmac("leaks.underway", receipt, algorithm="sha256").hexdigest()


def _cleaned(name: str) -> str:
    return f"leaks:cleaning:{name}"


def _called_off(name: str) -> str:
    return f"leaks:called-off:{name}"
