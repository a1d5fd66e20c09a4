"""What was read from the database, kept in this process until something is written to a table that it was read from.

Whatever is written, by whatever process: somebody who leaves a collective is out with their very next request. Inside a
transaction nothing is remembered at all. Who asks for what another thread is reading just now waits for it.
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

from engine.versions import Basis, State, reading, settled_state, use

T = TypeVar("T")
MOST = 1000  # things, a long one counted as several; the least asked for are given up first
SECONDS = 60  # and none is kept longer: whatever was changed where nobody watches
WAITED = 5.0  # seconds, at most, for another thread


@dataclass
class _Known:
    thing: Any
    weight: int
    basis: Basis
    until: float
    state: str  # the last one that it was found to be of


_known: OrderedDict[Hashable, _Known] = OrderedDict()
_weight = 0
_being_read: dict[Hashable, Event] = {}
_lock = Lock()


def remembered(name: Hashable, read: Callable[[], T], *, weight: int = 1) -> T:
    """What `read` answered under this name when its tables were last written to; shared, so never to be changed.

    It may depend on nothing but its name and what it reads. `weight` says as how many of MOST things it counts.
    """
    state = settled_state()
    if state is None:
        return read()
    known = _find(name, state)
    if known is None:
        turn = (name, state.name)
        with _lock:
            before = _being_read.get(turn)
            mine = before is None and _being_read.setdefault(turn, Event())
        if before is not None and before.wait(WAITED):
            known = _find(name, state)
        if known is None:
            try:
                known = _read(name, read, weight, state)
            finally:
                if mine:
                    with _lock:
                        del _being_read[turn]
                    mine.set()
            return known.thing
    use(known.basis)
    return known.thing


def _read(name: Hashable, read: Callable[[], Any], weight: int, state: State) -> _Known:
    basis = Basis()
    basis.begin(state)
    with reading(basis):
        found = read()
    known = _Known(found, weight, basis, time.monotonic() + SECONDS, "")
    if basis.is_sound:
        with _lock:
            _keep(name, known)
    return known


def _find(name: Hashable, state: State) -> _Known | None:
    """What is known under this name, if it is of this state."""
    with _lock:
        known = _known.get(name)
        if known is not None:
            _known.move_to_end(name)
    if known is None or known.until < time.monotonic():
        return None
    if known.state != state.name:
        if not known.basis.holds(state):
            return None
        known.state = state.name
    return known


def _keep(name: Hashable, known: _Known) -> None:
    global _weight
    if (before := _known.pop(name, None)) is not None:
        _weight -= before.weight
    _known[name] = known
    _weight += known.weight
    while _weight > MOST:
        _weight -= _known.popitem(last=False)[1].weight


def remembered_rows(name: Hashable, rows: Callable[[], QuerySet[Any] | list[Any]], *, weight: int = 1) -> list[Any]:
    """The same for rows: each caller is given copies of their own, to which more may be added."""
    return [copy(row) for row in remembered(name, lambda: list(rows()), weight=weight)]


def rows_unless_none(name: Hashable, rows: Callable[[], QuerySet[Any]]) -> list[Any]:
    """The rows, read anew each time; nothing is asked while it is remembered that there are none."""
    found: list[list[Any]] = []

    def read() -> bool:
        found.append(list(rows()))
        return bool(found[0])

    if not remembered(name, read):
        return []
    return found[0] if found else list(rows())
