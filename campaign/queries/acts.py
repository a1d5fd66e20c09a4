"""The log of acts, and who is to be told of one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone

from campaign.models import Act, Collective, Membership
from engine.part_cache import cached_rows

What = Act.What
# Which acts are told by mail, to whom. The words lie in templates/campaign/emails/<act>.txt.
TO_ORGANISERS = frozenset({What.APPROVED, What.DECLINED, What.TAKEOVER_ASKED, What.ASKED_IF_ALIVE, What.ASLEEP})
TO_MEMBERS = frozenset({What.TAKEN_OVER})
TO_THE_ONE_MEANT = frozenset({What.JOINED, What.REFUSED, What.MADE_ORGANISER, What.HANDED_OVER, What.TAKEOVER_DECLINED})
TOLD_BY_MAIL = TO_ORGANISERS | TO_MEMBERS | TO_THE_ONE_MEANT
ANNOUNCED_DAYS = 30


def acts_of(collective: Collective) -> QuerySet[Act]:
    """The collective's log, the latest line first."""
    return Act.objects.filter(collective=collective).select_related("who", "whom").order_by("-pk")


def takeovers_to_announce(collective: Collective) -> list[Act]:
    """Takeovers of the last thirty days, for the collective's members to see on its page."""
    since = timezone.localdate() - timedelta(days=ANNOUNCED_DAYS)
    found = Act.objects.filter(collective=collective, what=What.TAKEN_OVER, day__gte=since)
    return cached_rows(("campaign:takeovers", collective.pk, since), lambda: found.select_related("whom"))


def organisers_of(collective: Collective) -> QuerySet[Any]:
    """The people who run the collective."""
    return get_user_model().objects.filter(
        memberships__collective=collective, memberships__role=Membership.Role.ORGANISER, is_active=True
    )


def addressees_of(act: Act) -> QuerySet[Any]:
    """Who is told of an act by mail: people who gave an address, and not the one who did it."""
    people = get_user_model().objects.filter(is_active=True).exclude(email="")
    if act.what in TO_ORGANISERS:
        people = people.filter(memberships__collective=act.collective_id, memberships__role=Membership.Role.ORGANISER)
    elif act.what in TO_MEMBERS:
        people = people.filter(memberships__collective=act.collective_id)
    elif act.what in TO_THE_ONE_MEANT and act.whom_id:
        people = people.filter(pk=act.whom_id)
    else:
        return people.none()
    return people.exclude(Q(pk=act.who_id)) if act.who_id else people
