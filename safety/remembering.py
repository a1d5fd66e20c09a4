"""What was read from the database, kept in this process while the state of the site stays the same.

One version key for everything: `safety.freshness.generation`. Whatever is written, by whatever process, begins another
state, in which nothing is remembered: somebody who leaves a collective is out with their very next request. Only for
what comes from tables that are watched (not from UNSEEN_TABLES); inside a transaction nothing is remembered at all.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from copy import copy
from threading import Lock
from typing import Any, TypeVar

from django.db.models import QuerySet

from safety.freshness import settled_generation

T = TypeVar("T")
MOST = 1000  # things, a long one counted as several; the least asked for are given up first
_known: OrderedDict[Hashable, tuple[int, Any]] = OrderedDict()
_state: str | None = None
_lock = Lock()


def remembered(name: Hashable, read: Callable[[], T], *, weight: int = 1) -> T:
    """What `read` answered under this name in the present state of the site; shared, so never to be changed.

    `weight` says as how many of MOST things it counts.
    """
    state = settled_generation()
    if state is None:
        return read()
    global _state
    with _lock:
        if _state != state:
            _known.clear()
            _state = state
        if name in _known:
            _known.move_to_end(name)
            kept: T = _known[name][1]
            return kept
    found = read()
    with _lock:
        if _state == state:  # else what was read may be older than what is kept now
            _known[name] = (weight, found)
            while sum(heavy for heavy, _thing in _known.values()) > MOST:
                _known.popitem(last=False)
    return found


def remembered_rows(name: Hashable, rows: Callable[[], QuerySet[Any] | list[Any]], *, weight: int = 1) -> list[Any]:
    """The same for rows: each caller is given copies of their own, to which more may be added."""
    return [copy(row) for row in remembered(name, lambda: list(rows()), weight=weight)]
