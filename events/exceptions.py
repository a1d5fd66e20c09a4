"""What can go wrong here, by name. Each message is a sentence a person can act on."""

from __future__ import annotations


class BrokenRule(ValueError):
    """The rhythm an organiser gave yields no dates, or other dates than the first one they gave."""


class Overtaken(ValueError):
    """Someone else decided, or the date is gone, before this request arrived."""
