"""Refusals of this room, each a sentence for the person refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Something that may not be done now; `sentence` says why and what to do next."""

    sentence = _("This cannot be done.")


class TooManyWaiting(Refusal):
    """One person has several collectives waiting for approval: likely a mistake, or a flood."""

    sentence = _("Three collectives of yours are waiting for an answer. Wait for it before you start another one.")


class LastOrganiser(Refusal):
    """A collective would be left without anyone to run it."""

    sentence = _("You are the last organiser: pass the role on to another member first.")


class AlreadyMember(Refusal):
    """Asking to join what one belongs to."""

    sentence = _("You belong to this collective already.")


class AlreadyAsked(Refusal):
    """Asking twice."""

    sentence = _("You have asked already; an organiser will answer.")


class NotApproved(Refusal):
    """A collective that no moderator has seen takes no members yet."""

    sentence = _("This collective is waiting for approval; come back when it is listed.")
