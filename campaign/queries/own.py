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


def belongs_somewhere(user: Any) -> bool:
    """Whether this person belongs to a collective: the head of every page asks."""
    return bool(roles_of(user))


def own_collectives(user: Any) -> list[Own]:
    """The collectives of this person, those they run first, with what is next in each. Guests cost no query."""
    if not roles_of(user):
        return []
    rows = user.memberships.select_related("collective__commune").order_by("-role", "collective__name", "pk")
    memberships = list(rows)
    organised = [row.collective_id for row in memberships if row.role == Membership.Role.ORGANISER]
    lines = next_in(belongs=[row.collective_id for row in memberships], organises=organised)
    return [
        Own(row.collective, row.role == Membership.Role.ORGANISER, row.get_role_display(), lines[row.collective_id])
        for row in memberships
    ]


def next_of_campaign(_belongs: list[int], organises: list[int]) -> Iterable[Next]:
    """People who ask to join, and a poster that was never made: for those who run the collective."""
    if not organises:
        return
    asking = MembershipRequest.objects.filter(collective__in=organises).order_by()
    for pk, slug, number in asking.values_list("collective", "collective__slug").annotate(number=Count("pk")):
        words = ngettext("%(number)s person asks to join", "%(number)s people ask to join", number) % {"number": number}
        yield Next(pk, 10, words, reverse("campaign:members", args=[slug]))
    made = Act.objects.filter(what=Act.What.POSTER, collective__in=organises).values("collective")
    without = Collective.objects.filter(pk__in=organises, declined_at=None).exclude(pk__in=made)
    for pk, slug in without.values_list("pk", "slug"):
        yield Next(pk, 40, gettext("Print the poster"), reverse("campaign:collective", args=[slug]) + "#share")
