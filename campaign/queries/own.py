"""One's own collectives, each with what is next there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from campaign.models import Act, Collective, Membership, MembershipRequest
from campaign.reports import Next, next_in
from campaign.rules import roles_of


@dataclass(frozen=True)
class Own:
    """A collective of the reader's."""

    collective: Collective
    organises: bool
    role: str
    lines: list[Next]
    members: int

    @property
    def meeting(self) -> Next | None:
        """The next date one can come to there."""
        return next((line for line in self.lines if line.picture), None)

    @property
    def to_do(self) -> list[Next]:
        """What this person is to do there."""
        return [line for line in self.lines if line.act]


def belongs_somewhere(user: Any) -> bool:
    """Whether this person belongs to a collective: the head of every page asks."""
    return bool(roles_of(user))


def own_collectives(user: Any) -> list[Own]:
    """The collectives of this person, those they run first, with what is next in each. Guests cost no query."""
    if not roles_of(user):
        return []
    rows = user.memberships.select_related("collective__commune").order_by("-role", "collective__name", "pk")
    counted = rows.annotate(members=Count("collective__memberships"))
    # One that still waits to be listed comes after those that live.
    memberships = sorted(counted, key=lambda row: not row.collective.is_approved)
    organised = [row.collective_id for row in memberships if row.role == Membership.Role.ORGANISER]
    lines = next_in(belongs=[row.collective_id for row in memberships], organises=organised)
    return [
        Own(
            row.collective,
            row.role == Membership.Role.ORGANISER,
            row.get_role_display(),
            lines[row.collective_id],
            row.members,
        )
        for row in memberships
    ]


def count_to_do(own: list[Own]) -> int:
    """How many things wait for this person in their collectives, the question whether one still meets among them."""
    asked = sum(one.organises and one.collective.asked_if_alive_on is not None for one in own)
    declined = sum(one.organises and one.collective.is_declined for one in own)
    return asked + declined + sum(len(one.to_do) for one in own)


def next_of_campaign(_belongs: list[int], organises: list[int]) -> Iterable[Next]:
    """People who ask to join, a role nobody shares, a poster that was never made: for those who run the collective."""
    if not organises:
        return
    asking = MembershipRequest.objects.filter(collective__in=organises).order_by()
    for pk, slug, number in asking.values_list("collective", "collective__slug").annotate(number=Count("pk")):
        words = ngettext("%(number)s person asks to join", "%(number)s people ask to join", number) % {"number": number}
        yield Next(pk, 10, words, reverse("campaign:members", args=[slug]), act=gettext("Answer"))
    running = Membership.objects.filter(role=Membership.Role.ORGANISER, collective__in=organises)
    alone = running.filter(collective__declined_at=None)
    counted = alone.order_by().values_list("collective", "collective__slug").annotate(number=Count("pk"))
    for pk, slug in counted.filter(number=1).values_list("collective", "collective__slug"):
        words, why = gettext("You are the only organiser"), gettext("with two, nothing gets lost")
        yield Next(pk, 35, words, reverse("campaign:invite", args=[slug]), act=gettext("Invite"), reason=why)
    made = Act.objects.filter(what=Act.What.POSTER, collective__in=organises).values("collective")
    without = Collective.objects.filter(pk__in=organises, declined_at=None).exclude(pk__in=made)
    for pk, slug in without.values_list("pk", "slug"):
        url = reverse("campaign:collective", args=[slug]) + "#share"
        yield Next(pk, 40, gettext("Print the poster"), url, act=gettext("Print"))
