"""Joining a collective, leaving it, running it, passing it on."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from campaign.exceptions import AlreadyAsked, AlreadyMember, LastOrganiser, NotApproved
from campaign.models import Collective, Membership, MembershipRequest


def fill_organisers_group(collective: Collective) -> None:
    """Give the group's rights to those who run the collective now, and to nobody else."""
    if collective.organisers_group is not None:
        organisers = collective.memberships.filter(role=Membership.Role.ORGANISER)
        collective.organisers_group.user_set.set(organisers.values_list("user_id", flat=True))


def _organiser_remains_without(membership: Membership) -> bool:
    # Locked, so that the last two organisers cannot leave at the same moment.
    organisers = membership.collective.memberships.select_for_update().filter(role=Membership.Role.ORGANISER)
    return any(organiser.pk != membership.pk for organiser in organisers)


@transaction.atomic
def ask_to_join(*, user: Any, collective: Collective, words: str = "") -> MembershipRequest:
    """Ask the organisers of a collective to be taken in."""
    if not collective.is_approved:
        raise NotApproved
    if collective.memberships.filter(user=user).exists():
        raise AlreadyMember
    request, created = MembershipRequest.objects.get_or_create(
        user=user, collective=collective, defaults={"words": words}
    )
    if not created:
        raise AlreadyAsked
    return request


@transaction.atomic
def accept_request(*, request: MembershipRequest) -> Membership:
    """Take in the person who asked."""
    membership, _created = Membership.objects.get_or_create(user=request.user, collective=request.collective)
    request.delete()
    return membership


def decline_request(*, request: MembershipRequest) -> None:
    """Answer no; the person may ask again."""
    request.delete()


@transaction.atomic
def change_role(*, membership: Membership, role: str) -> Membership:
    """Make a member an organiser, or an organiser a member; somebody must remain to run the collective."""
    demoted = membership.role == Membership.Role.ORGANISER and role != Membership.Role.ORGANISER
    if demoted and not _organiser_remains_without(membership):
        raise LastOrganiser
    membership.role = Membership.Role(role)
    membership.save(update_fields=["role"])
    fill_organisers_group(membership.collective)
    return membership


@transaction.atomic
def remove_member(*, membership: Membership) -> None:
    """End a membership; the last organiser cannot go before the role is passed on."""
    if membership.role == Membership.Role.ORGANISER and not _organiser_remains_without(membership):
        raise LastOrganiser
    collective = membership.collective
    membership.delete()
    fill_organisers_group(collective)


def leave_collective(*, user: Any, collective: Collective) -> None:
    """Leave a collective of one's own accord."""
    membership = collective.memberships.filter(user=user).first()
    if membership is not None:
        remove_member(membership=membership)
