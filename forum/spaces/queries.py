"""Which groups may do what in the spaces of a collective."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group

from campaign.groups import EVERYBODY, ORGANISERS, Roles
from forum.models import Space


def groups_of(collective: int) -> Iterable[tuple[Group, Roles]]:
    """Its members' group, to which organisers belong too, and its organisers' (campaign/groups.py)."""
    for space in Space.objects.filter(collective=collective).select_related("members", "organisers"):
        yield space.members, EVERYBODY
        yield space.organisers, ORGANISERS
