"""Who is cleaned next. What takes seconds never waits for what takes minutes.

Each submission has a few seconds in which any place is its own to take. What is not done by then goes on where nobody
waits for it, or starts again among the slow ones, which leave one place free. So a new source waits for the seconds of
those before, never for their minutes. Three ways in (the site, the onion service, conversations) are served in turn.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from engine.admission import aside
from safety.cleaning import Refused
from safety.cleaning.budgets import Pace

SOON = 5.0  # seconds that every submission has among the quick ones
_LONG_ENOUGH = 60.0  # after so many seconds a slow one goes before the quick ones
_LOOK_AGAIN = 0.25
_T = TypeVar("_T")
_numbers = itertools.count()


@dataclass
class Turn:
    """One submission on its way through the cleaning: where it came in, the seconds it has left and has used."""

    way: str
    left: float
    used: float = 0.0
    number: int = field(default_factory=lambda: next(_numbers))

    @property
    def is_slow(self) -> bool:
        """Whether it has had its quick seconds."""
        return self.used >= SOON

    def spend(self, seconds: float) -> None:
        """Count what a cleaning took."""
        self.left -= seconds
        self.used += seconds


@dataclass(eq=False)
class _Place:
    """A place asked for, then held."""

    turn: Turn
    slow: bool
    since: float = field(default_factory=time.monotonic)
    held: bool = False
    gave_way: bool = False


class Cleaners:
    """The places at which this process cleans."""

    def __init__(self, *, places: int, waiting: int) -> None:
        self._places = places
        self._most_waiting = waiting
        self._changed = threading.Condition()
        self._running: list[_Place] = []
        self._waiting: list[_Place] = []
        self._served: list[str] = []  # the ways in, the one served last at the end

    def is_full(self, way: str) -> bool:
        """Whether as many wait on this way in as may."""
        with self._changed:
            return self._crowd(way, slow=False) >= self._most_waiting

    def run(self, turn: Turn, work: Callable[[Pace], _T]) -> _T:
        """Do the work in its turn. It is begun again when it has to give way, so it must start from the beginning.

        Raises what the work raises; Refused: "out_of_time" past the submission's seconds, "busy" when too many wait.
        """
        with aside():
            return self._run(turn, work)

    def _run(self, turn: Turn, work: Callable[[Pace], _T]) -> _T:
        while True:
            if turn.left <= 0:
                raise Refused("out_of_time")
            with self._place(turn) as place:
                began = time.monotonic()
                try:
                    return work(lambda began=began: self._left(place, began))  # type: ignore[misc]  # bound early
                except Refused as refusal:
                    if place.gave_way:
                        continue
                    if refusal.code == "too_long" and turn.left <= time.monotonic() - began:
                        raise Refused("out_of_time") from refusal
                    raise
                finally:
                    turn.spend(time.monotonic() - began)

    # -- Places --------------------------------------------------------------------------------------------------------
    @contextmanager
    def _place(self, turn: Turn) -> Iterator[_Place]:
        place = _Place(turn, slow=turn.is_slow)
        with self._changed:
            if self._crowd(turn.way, slow=place.slow) >= self._most_waiting:
                raise Refused("busy")
            self._waiting.append(place)
            self._fill()
            while not place.held:
                self._changed.wait()
        try:
            yield place
        finally:
            with self._changed:
                self._running.remove(place)
                self._fill()

    def _left(self, place: _Place, began: float) -> float:
        """The seconds this work still has where it is."""
        passed = time.monotonic() - began
        left = place.turn.left - passed
        if place.slow:
            return left
        if (soon := SOON - place.turn.used - passed) > 0:
            return min(left, soon)
        with self._changed:
            if self._room_for_slow() and not any(other.slow for other in self._waiting):
                place.slow = True
                self._fill()
                return left
            place.gave_way = any(not other.slow for other in self._waiting)
        return 0.0 if place.gave_way else min(left, _LOOK_AGAIN)

    def _fill(self) -> None:
        """Give the free places away."""
        while len(self._running) < self._places and (place := self._next()):
            self._waiting.remove(place)
            self._running.append(place)
            self._served = [*(way for way in self._served if way != place.turn.way), place.turn.way]
            place.held = True
        self._changed.notify_all()

    def _next(self) -> _Place | None:
        slow = [place for place in self._waiting if place.slow] if self._room_for_slow() else []
        long_enough = [place for place in slow if time.monotonic() - place.since > _LONG_ENOUGH]
        quick = [place for place in self._waiting if not place.slow]
        return self._first(long_enough) or self._first(quick) or self._first(slow)

    def _first(self, places: list[_Place]) -> _Place | None:
        """The ways in turn; on each, who has used least, then who came first."""
        return min(places, key=lambda p: (self._served_last(p.turn.way), p.turn.used, p.turn.number), default=None)

    def _served_last(self, way: str) -> int:
        return self._served.index(way) if way in self._served else -1

    def _room_for_slow(self) -> bool:
        return sum(place.slow for place in self._running) < self._places - 1

    def _crowd(self, way: str, *, slow: bool) -> int:
        return sum(place.turn.way == way and place.slow == slow for place in self._waiting)
