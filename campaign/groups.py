"""Groups that lend people what they may do in a collective: they follow its memberships, in one way for all rooms.

A room that makes such groups registers how to find them in its `AppConfig.ready()`; nobody else fills them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.contrib.auth.models import Group

from campaign.models import Collective, Membership

Roles = frozenset[str]
EVERYBODY: Roles = frozenset(Membership.Role.values)
ORGANISERS: Roles = frozenset({Membership.Role.ORGANISER})
Finder = Callable[[int], Iterable[tuple[Group, Roles]]]  # of a collective, by its key

_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Let these groups of each collective follow its memberships, each for the roles beside it."""
    _finders.append(finder)


def follow(membership: Membership) -> None:
    """Put a person into the groups of what they are in a collective, and take them out of the others."""
    for group, roles in _groups_of(membership.collective_id):
        if membership.role in roles:
            group.user_set.add(membership.user)
        else:
            group.user_set.remove(membership.user)


def leave(membership: Membership) -> None:
    """Take a person who belongs no longer out of every group of the collective."""
    for group, _roles in _groups_of(membership.collective_id):
        group.user_set.remove(membership.user)


def fill(collective: Collective) -> None:
    """Put into every group those whom it is for, and nobody else: when groups are made, and to put them right."""
    for group, roles in _groups_of(collective.pk):
        group.user_set.set(collective.memberships.filter(role__in=roles).values_list("user_id", flat=True))


def of_organisers(collective: int) -> Iterable[tuple[Group, Roles]]:
    """The group that lets organisers write their pages and put up pictures."""
    own = Collective.objects.filter(pk=collective).values("organisers_group")
    return [(group, ORGANISERS) for group in Group.objects.filter(pk__in=own)]


def _groups_of(collective: int) -> list[tuple[Group, Roles]]:
    return [found for finder in _finders for found in finder(collective)]
