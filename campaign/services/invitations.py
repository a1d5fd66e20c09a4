"""Letting people into a collective by a link: made by organisers, bounded, taken back, used by a POST alone."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from campaign.exceptions import AlreadyMember, InvitationGone, TooManyInvitations, TooWide
from campaign.models import Act, Collective, Invitation, Membership, MembershipRequest
from campaign.rules import may_organise
from campaign.services.log import log
from campaign.services.members import change_role

OPEN_AT_MOST = 10  # in one collective
MOST_USES = {Membership.Role.MEMBER: 20, Membership.Role.ORGANISER: 1}
MOST_DAYS = {Membership.Role.MEMBER: 30, Membership.Role.ORGANISER: 7}


def hash_of(token: str) -> str:
    """What is kept of a link. Nothing slow is needed: 256 random bits are guessed by nobody."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(*, collective: Collective, by: Any, role: str, uses: int, days: int) -> str:
    """Make an invitation for `uses` people, good for `days` days after today; answer with its token, kept nowhere.

    Raises TooWide beyond the bounds of the role, TooManyInvitations, and InvitationGone for whoever runs nothing here.
    """
    if not may_organise(by, collective) or collective.is_declined:
        raise InvitationGone
    role = Membership.Role(role)
    if not (1 <= uses <= MOST_USES[role] and 1 <= days <= MOST_DAYS[role]):
        raise TooWide
    erase_used_invitations()
    if collective.invitations.select_for_update().count() >= OPEN_AT_MOST:
        raise TooManyInvitations
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        collective=collective,
        made_by=by,
        role=role,
        uses_left=uses,
        last_day=timezone.localdate() + timedelta(days=days),
        token_hash=hash_of(token),
    )
    log(collective=collective, what=Act.What.INVITED, who=by)
    return token


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Any) -> None:
    """Take an invitation back: from now on its link leads nowhere."""
    collective = invitation.collective
    invitation.delete()
    log(collective=collective, what=Act.What.WITHDRAWN, who=by)


@transaction.atomic
def accept_invitation(*, user: Any, token_hash: str) -> Membership:
    """Take in the person who came by a link, as what it says. A member is made an organiser; nobody loses a role.

    Raises InvitationGone for every link that lets nobody in, and AlreadyMember, which uses nothing up.
    """
    invitation = Invitation.objects.open().select_related("collective", "made_by").filter(token_hash=token_hash).first()
    if invitation is None:
        raise InvitationGone
    collective = invitation.collective
    known = collective.memberships.select_for_update().filter(user=user).first()
    if known is not None and invitation.role in (Membership.Role.MEMBER, known.role):
        raise AlreadyMember
    # One statement, so that two people at once do not both take the last place.
    if not Invitation.objects.filter(pk=invitation.pk, uses_left__gt=0).update(uses_left=F("uses_left") - 1):
        raise InvitationGone
    membership = known or Membership.objects.create(user=user, collective=collective)
    MembershipRequest.objects.filter(user=user, collective=collective).delete()
    if known is None:
        log(collective=collective, what=Act.What.CAME, who=user, whom=invitation.made_by)
    if invitation.role == Membership.Role.ORGANISER:
        membership = change_role(membership=membership, role=invitation.role, by=invitation.made_by)
    return membership


def erase_used_invitations() -> int:
    """Forget invitations whose days or uses are over. Returns how many."""
    return Invitation.objects.over().delete()[0]
