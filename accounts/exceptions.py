"""Refusals of this room, each a sentence for the person refused."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Something that may not be done now, whatever the room; `sentence` says why and what to do next."""

    sentence: Any = _("This cannot be done.")

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence or self.sentence

    def __str__(self) -> str:
        return str(self.sentence)


class CannotLeave(Refusal):
    """The account holds something that would be lost with it; the sentence says what to do first."""


class HashingBusy(Exception):
    """So many passwords are being looked at that the line is full: come back in a moment."""


class SecretLost(Exception):
    """A second factor is sealed with a key that this server has no more; accounts/middleware.py says what to do."""

    silent_variable_failure = True  # a page that would count codes counts none


class SecondFactorNeeded(PermissionDenied):
    """This session must use a second factor first; accounts/middleware.py makes of it the way to one."""
