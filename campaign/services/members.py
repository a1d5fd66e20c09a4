"""Joining a collective, leaving it, running it, passing it on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from campaign.exceptions import AlreadyAsked, AlreadyMember, LastOrganiser, NotAMember, NotApproved
from campaign.models import Act, Collective, Membership, MembershipRequest
from campaign.services.log import log
from campaign.services.undoing import may_be_undone, take_back


def _organiser_remains_without(membership: Membership) -> bool:
    # Locked, so that the last two organisers cannot leave at the same moment.
    organisers = membership.collective.memberships.select_for_update().filter(role=Membership.Role.ORGANISER)
    return any(organiser.pk != membership.pk for organiser in organisers)


@transaction.atomic
def ask_to_join(*, user: Any, collective: Collective, words: str = "") -> MembershipRequest:
    """Ask the organisers of a collective to be taken in."""
    if not collective.takes_members:
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
def accept_request(*, request: MembershipRequest, by: Any = None) -> Membership:
    """Take in the person who asked."""
    membership, _created = Membership.objects.get_or_create(user=request.user, collective=request.collective)
    request.delete()
    log(collective=membership.collective, what=Act.What.JOINED, who=by, whom=membership.user)
    return membership


@transaction.atomic
def decline_request(*, request: MembershipRequest, by: Any = None) -> None:
    """Answer no; the person may ask again."""
    request.delete()
    log(collective=request.collective, what=Act.What.REFUSED, who=by, whom=request.user)


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: Any = None) -> Membership:
    """Make a member an organiser, or an organiser a member; somebody must remain to run the collective."""
    if membership.role == role:
        return membership
    demoted = membership.role == Membership.Role.ORGANISER
    if demoted and not _organiser_remains_without(membership):
        raise LastOrganiser
    what = Act.What.MADE_MEMBER if demoted else Act.What.MADE_ORGANISER
    with may_be_undone(collective=membership.collective, what=what, who=by, whom=membership.user):
        membership.role = Membership.Role(role)
        membership.save(update_fields=["role"])
    log(collective=membership.collective, what=what, who=by, whom=membership.user)
    return membership


@transaction.atomic
def hand_over(*, collective: Collective, by: Any, to: Membership) -> Membership:
    """Pass the role on: `to` runs the collective from now on, and who hands over stays a member.

    Raises NotAMember when one of the two is not what that takes.
    """
    own = collective.memberships.select_for_update().filter(user=by, role=Membership.Role.ORGANISER).first()
    if own is None or to.collective_id != collective.pk or to.pk == own.pk:
        raise NotAMember
    with may_be_undone(collective=collective, what=Act.What.HANDED_OVER, who=by, whom=to.user):
        to.role, own.role = Membership.Role.ORGANISER, Membership.Role.MEMBER
        to.save(update_fields=["role"])
        own.save(update_fields=["role"])
    log(collective=collective, what=Act.What.HANDED_OVER, who=by, whom=to.user)
    return to


@transaction.atomic
def remove_member(*, membership: Membership, by: Any = None) -> None:
    """End a membership; the last organiser cannot go before the role is passed on."""
    if membership.role == Membership.Role.ORGANISER and not _organiser_remains_without(membership):
        raise LastOrganiser
    collective, user = membership.collective, membership.user
    own = by is not None and by.pk == user.pk
    what = Act.What.LEFT if own else Act.What.REMOVED
    # Said first: leaving is an act of a member still.
    log(collective=collective, what=what, who=by, whom=None if own else user)
    with may_be_undone(collective=collective, what=what, who=by, whom=user):
        membership.delete()


@transaction.atomic
def undo_role_change(*, collective: Collective, pk: int, by: Any) -> None:
    """Make roles what they were before an act of one's own, within ten minutes; the log says so.

    Raises NothingToUndo when it is not one's own, is too old, or when somebody changed these roles since.
    """
    change = take_back(collective=collective, pk=pk, by=by)
    whom = None if change.whom_id == by.pk else change.whom
    log(collective=collective, what=Act.What.UNDONE, who=by, whom=whom)


@transaction.atomic
def show_memberships(*, user: Any, memberships: Iterable[Membership]) -> None:
    """Let everybody know of these memberships of a person, and of no other."""
    shown = [membership.pk for membership in memberships]
    Membership.objects.filter(user=user).exclude(pk__in=shown).update(is_shown=False)
    Membership.objects.filter(user=user, pk__in=shown).update(is_shown=True)


def leave_collective(*, user: Any, collective: Collective) -> None:
    """Leave a collective of one's own accord."""
    membership = collective.memberships.filter(user=user).first()
    if membership is not None:
        remove_member(membership=membership, by=user)
