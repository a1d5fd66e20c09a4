"""Which groups may do what in the spaces of a collective."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import Group
from django.db.models import Max
from django.utils import timezone

from campaign.groups import EVERYBODY, ORGANISERS, Roles
from forum.machina import Topic
from forum.models import Space


def groups_of(collective: int) -> Iterable[tuple[Group, Roles]]:
    """Its members' group, to which organisers belong too, and its organisers' (campaign/groups.py)."""
    for space in Space.objects.filter(collective=collective).select_related("members", "organisers"):
        yield space.members, EVERYBODY
        yield space.organisers, ORGANISERS


def last_topics() -> dict[int, date]:
    """For each collective the last day on which a topic was opened in its space for everybody.

    The members' own says nothing here, and replies neither: the directory would be read anew with each of them.
    """
    opened = Topic.objects.filter(approved=True).order_by().values_list("forum").annotate(last=Max("created"))
    last = dict(opened)
    spaces = Space.objects.values_list("collective", "public_forum")
    return {pk: timezone.localdate(last[forum]) for pk, forum in spaces if forum in last}
