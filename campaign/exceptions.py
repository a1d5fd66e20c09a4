"""Refusals of this room, each a sentence for the person refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.exceptions import Refusal


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

    sentence = _("This collective takes no members here, or is waiting for approval. Write to it instead.")


class NotAMember(Refusal):
    """Handing over to oneself, to a stranger, or without the role."""

    sentence = _("The role can only be passed on by an organiser to another member of the collective.")


class AlreadyOrganises(Refusal):
    """Taking over what one runs."""

    sentence = _("You are an organiser of this collective already.")


class OwnVoice(Refusal):
    """Deciding about one's own request."""

    sentence = _("Somebody else has to decide about this.")


class SameVoice(Refusal):
    """The second voice must come from a second person."""

    sentence = _("You have spoken already: another moderator must confirm it.")


class NothingToUndo(Refusal):
    """The ten minutes are over, or what was changed has changed again."""

    sentence = _(
        "This can no longer be undone: ten minutes are over, or somebody has changed these roles since. "
        "Ask an organiser of the collective."
    )


class InvitationGone(Refusal):
    """A link that never was, is over, used up or withdrawn: nobody is told which."""

    sentence = _("This invitation lets nobody in any more. Ask whoever gave it to you for another one.")


class TooWide(Refusal):
    """An invitation beyond the bounds of its role."""

    sentence = _(
        "An invitation to be an organiser is for one person and seven days at most; one to be a member, for twenty "
        "people and thirty days. Choose less."
    )


class TooManyInvitations(Refusal):
    """A collective has ten open invitations."""

    sentence = _("Ten invitations are open. Withdraw one before you make another.")
