"""What can go wrong here, by name. Each message is a sentence a person can act on."""

from __future__ import annotations


class BrokenRule(ValueError):
    """The rhythm an organiser gave yields no dates, or other dates than the first one they gave."""


class Overtaken(ValueError):
    """Someone else decided, or the date is gone, before this request arrived."""


class LastHost(ValueError):
    """An event would be left without anybody who may change it."""


class AttendanceClosed(ValueError):
    """Nobody can register for this date any more: it is over, cancelled, or registration was turned off."""


class ListFull(ValueError):
    """The date has as many names on its list, the waiting list included, as the site keeps."""


class BrokenCalendar(ValueError):
    """What was pasted or uploaded holds no calendar at all, or more than can be read."""
