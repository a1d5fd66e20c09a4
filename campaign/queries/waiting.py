"""What waits for a moderator or an organiser, for /a-traiter/."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from accounts.waiting import Rows, number_for
from campaign.models import Collective, MembershipRequest, TakeOver
from campaign.rules import is_campaign_moderator, may_moderate, organised_by


def collectives_to_approve(user: Any) -> QuerySet[Collective]:
    """Those that wait for a moderator, the oldest first; nothing for anybody else."""
    if not is_campaign_moderator(user):
        return Collective.objects.none()
    return Collective.objects.waiting().select_related("commune", "created_by")


def people_asking_to_join(user: Any) -> QuerySet[MembershipRequest]:
    """Who asks to join a collective that this person runs, the oldest first."""
    return MembershipRequest.objects.filter(collective__in=organised_by(user)).select_related("user", "collective")


def takeovers_to_decide(user: Any) -> QuerySet[TakeOver]:
    """Requests to take over a lost account that this person's voice can move on: as organiser, or as moderator."""
    found = TakeOver.objects.exclude(user=user).select_related("collective", "user", "first_voice")
    if may_moderate(user):
        # One's own first voice waits for somebody else, unless one is an organiser there.
        return found.exclude(Q(first_voice=user) & ~Q(collective__in=organised_by(user)))
    return found.filter(collective__in=organised_by(user))


def collectives_asked_if_alive(user: Any) -> QuerySet[Collective]:
    """Collectives of this person that nothing was heard of for six months."""
    return Collective.objects.filter(pk__in=organised_by(user), asked_if_alive_on__isnull=False)


def declined_collectives(user: Any) -> QuerySet[Collective]:
    """Collectives of this person that a moderator has declined and that wait to be changed."""
    return Collective.objects.filter(pk__in=organised_by(user), approved_at=None, declined_at__isnull=False)


def count_waiting(user: Any) -> int | None:
    """How much waits here for this person; None when they answer for nothing."""
    moderates, organises = is_campaign_moderator(user), bool(organised_by(user))
    if not moderates and not organises:
        return None
    kinds: list[Rows] = [takeovers_to_decide]
    kinds += [collectives_to_approve] if moderates else []
    kinds += [people_asking_to_join, collectives_asked_if_alive, declined_collectives] if organises else []
    return sum(number_for(user, kind) for kind in kinds)
