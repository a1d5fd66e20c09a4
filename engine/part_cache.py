"""Cache, in this process, what was read from the database, until a table that it was read from is written to.

Whatever is written, by whatever process: somebody who leaves a collective is out with their very next request. Inside a
transaction nothing is cached at all. Who asks for what another thread is reading just now waits for it (single flight).
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from copy import copy
from dataclasses import dataclass
from threading import Event, Lock
from typing import Any, TypeVar

from django.db.models import QuerySet

from engine.versions import Dependencies, State, depend_on, settled_state, tracking

T = TypeVar("T")
MOST = 1000  # things, a long one counted as several; the least asked for are given up first
SECONDS = 60  # and none is kept longer: whatever was changed where nobody watches
WAITED = 5.0  # seconds, at most, for another thread


@dataclass
class _Entry:
    thing: Any
    weight: int
    dependencies: Dependencies
    until: float
    state: str  # the last one that it was found to be of


_entries: OrderedDict[Hashable, _Entry] = OrderedDict()
_weight = 0
_in_flight: dict[Hashable, Event] = {}
_lock = Lock()


def cached(name: Hashable, read: Callable[[], T], *, weight: int = 1) -> T:
    """What `read` answered under this name when its tables were last written to; shared, so never to be changed.

    It may depend on nothing but its name and what it reads. `weight` says as how many of MOST things it counts.
    """
    state = settled_state()
    if state is None:
        return read()
    entry = _find(name, state)
    if entry is None:
        turn = (name, state.name)
        with _lock:
            before = _in_flight.get(turn)
            mine = before is None and _in_flight.setdefault(turn, Event())
        if before is not None and before.wait(WAITED):
            entry = _find(name, state)
        if entry is None:
            try:
                entry = _read(name, read, weight, state)
            finally:
                if mine:
                    with _lock:
                        del _in_flight[turn]
                    mine.set()
            return entry.thing
    depend_on(entry.dependencies)
    return entry.thing


def _read(name: Hashable, read: Callable[[], Any], weight: int, state: State) -> _Entry:
    dependencies = Dependencies()
    dependencies.begin(state)
    with tracking(dependencies):
        found = read()
    entry = _Entry(found, weight, dependencies, time.monotonic() + SECONDS, "")
    if dependencies.is_sound:
        with _lock:
            _keep(name, entry)
    return entry


def _find(name: Hashable, state: State) -> _Entry | None:
    """The entry of this name, if it is of this state."""
    with _lock:
        entry = _entries.get(name)
        if entry is not None:
            _entries.move_to_end(name)
    if entry is None or entry.until < time.monotonic():
        return None
    if entry.state != state.name:
        if not entry.dependencies.holds(state):
            return None
        entry.state = state.name
    return entry


def _keep(name: Hashable, entry: _Entry) -> None:
    global _weight
    if (before := _entries.pop(name, None)) is not None:
        _weight -= before.weight
    _entries[name] = entry
    _weight += entry.weight
    while _weight > MOST:
        _weight -= _entries.popitem(last=False)[1].weight


def cached_rows(name: Hashable, rows: Callable[[], QuerySet[Any] | list[Any]], *, weight: int = 1) -> list[Any]:
    """The same for rows: each caller is given copies of their own, to which more may be added."""
    return [copy(row) for row in cached(name, lambda: list(rows()), weight=weight)]


def rows_unless_none(name: Hashable, rows: Callable[[], QuerySet[Any]]) -> list[Any]:
    """The rows, read anew each time; nothing is asked while it is cached that there are none."""
    found: list[list[Any]] = []

    def read() -> bool:
        found.append(list(rows()))
        return bool(found[0])

    if not cached(name, read):
        return []
    return found[0] if found else list(rows())
