"""What a look at an installation says, and looking at several things at once without waiting for what hangs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from django.db import connections


class Level(IntEnum):
    """How it is; the highest of all is what the command ends with."""

    WELL = 0
    WARNING = 1
    BROKEN = 2


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: how it is, and what to do unless it is well."""

    level: Level
    said: str
    todo: str = ""


Look = Callable[[], Iterable[Finding]]


def well(said: str) -> Finding:
    """All is as it should be."""
    return Finding(Level.WELL, said)


def warning(said: str, todo: str) -> Finding:
    """It works, but not for long or not for all."""
    return Finding(Level.WARNING, said, todo)


def broken(said: str, todo: str) -> Finding:
    """Something does not work."""
    return Finding(Level.BROKEN, said, todo)


def worst(findings: Iterable[Finding]) -> Level:
    """The highest level of these; WELL when there are none."""
    return max((finding.level for finding in findings), default=Level.WELL)


class Looking:
    """Looks that go on by themselves: one that hangs is waited for once, and not begun again before it ends."""

    def __init__(self) -> None:
        self._going: dict[str, threading.Thread] = {}
        self._lock = threading.Lock()

    def at(self, looks: Mapping[str, Look], *, seconds: float) -> dict[str, list[Finding]]:
        """What each look finds, all together within so many seconds; one that takes longer is broken."""
        found: dict[str, list[Finding]] = {}
        with self._lock:
            begun = {name: self._begin(name, look, found) for name, look in looks.items()}
        end = time.monotonic() + seconds
        for thread in begun.values():
            thread.join(max(0.0, end - time.monotonic()))
        late = broken(f"No answer within {seconds:g} seconds.", "It hangs: look at the service itself, and restart it.")
        return {name: found.get(name, [late]) for name in looks}

    def _begin(self, name: str, look: Look, found: dict[str, list[Finding]]) -> threading.Thread:
        going = self._going.get(name)
        if going is not None and going.is_alive():
            return going
        thread = threading.Thread(target=_look, args=(name, look, found), name=f"doctor {name}", daemon=True)
        self._going[name] = thread
        thread.start()
        return thread


def _look(name: str, look: Look, found: dict[str, list[Finding]]) -> None:
    try:
        found[name] = list(look())
    except Exception as error:  # whatever an engine raises, the answer is that it does not work
        said = f"{type(error).__name__}: {error}".splitlines()[0]
        found[name] = [broken(said, "Start it, and see what its own log says.")]
    finally:
        connections.close_all()
