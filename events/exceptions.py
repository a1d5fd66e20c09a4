"""Refusals of this room, each a sentence for the person refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.exceptions import Refusal


class BrokenRule(Refusal):
    """The rhythm an organiser gave yields no dates, or other dates than the first one they gave."""


class LastHost(Refusal):
    """An event would be left without anybody who may change it."""

    sentence = _("It is the only host. Cancel the event instead, or ask another collective first.")


class AttendanceClosed(Refusal):
    """Nobody can register for this date any more: it is over, cancelled, or registration was turned off."""


class ListFull(Refusal):
    """The date has as many names on its list, the waiting list included, as the site keeps."""

    sentence = _("This date and its waiting list are full. Ask the organisers whether there is another.")


class BrokenCalendar(Refusal):
    """What was pasted or uploaded holds no calendar at all, or more than can be read."""
