"""Named refusals of programmes."""

from __future__ import annotations


class BrokenSchedule(ValueError):
    """The file of a programme cannot be read at all."""


class StillUsed(ValueError):
    """A day or room of a programme holds sessions, so that it cannot be removed."""
