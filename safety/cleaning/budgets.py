"""How long the cleaning of a file may take: by its kind and its size, never by what it says of itself.

A few kilobytes can ask for minutes (a drawing's filters, a page's million strokes, an animation of one colour). So the
time grows with the bytes: small files get little, whatever they hold, and the installation's limit bounds them all.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from safety.cleaning.states import Limits

Pace = Callable[[], float]  # the seconds that whoever asked for the cleaning still gives, asked again and again

_MB = 1024 * 1024
_UNTOLD = (10.0, 1.0)  # while its kind is not known: to come in, and to be recognised
# Seconds for any file of the kind, and more for each megabyte. Of the awkward real files of the corpora
# (bench/cleaning.py) none needs more; archives take what all that they hold takes.
_KINDS: dict[str, tuple[float, float]] = {
    "drawing": (10.0, 3.0),
    "picture": (20.0, 10.0),
    "pdf": (20.0, 60.0),
    "ooxml": (20.0, 30.0),
    "odf": (20.0, 30.0),
    "legacy": (40.0, 60.0),  # LibreOffice starts twice
    "audio": (15.0, 20.0),
    "video": (20.0, 40.0),
    "text": (10.0, 5.0),
    "html": (10.0, 10.0),
    "mail": (20.0, 20.0),
    "archive": (60.0, 30.0),
}


def seconds_for(kind: str, *, size: int, limits: Limits) -> float:
    """The seconds for a file of `size` bytes; `kind` as the sandbox tells it (`family:extension`), or nothing yet."""
    at_once, per_megabyte = _KINDS.get(kind.partition(":")[0], _UNTOLD)
    return min(float(limits.seconds), at_once + per_megabyte * size / _MB)


def reading_seconds(*, size: int, limits: Limits, pace: Pace | None) -> float:
    """Of that time, what reading the words of pages may take, where a program for it is installed: half of it.

    Pages that it does not reach stay pictures: reading never costs a file its cleaning.
    """
    seconds = seconds_for("pdf", size=size, limits=limits)
    return max(0.0, (seconds if pace is None else min(seconds, pace())) / 2)


class Allowance:
    """The time of one run in the sandbox. The first kind told counts: a program that was taken over gains little."""

    def __init__(self, *, size: int, limits: Limits, pace: Pace | None, kind: str = "") -> None:
        self.kind = kind
        self._size = size
        self._limits = limits
        self._pace = pace
        self._began = time.monotonic()

    def told(self, kind: str) -> None:
        """Learn the kind from inside."""
        self.kind = self.kind or kind[:40]

    def left(self) -> float:
        """Seconds until the run is stopped; none or less to stop it now."""
        seconds = seconds_for(self.kind, size=self._size, limits=self._limits)
        left = self._began + seconds - time.monotonic()
        return left if self._pace is None else min(left, self._pace())
