"""The verb on what people tell of themselves: everything here was ticked or written by the person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from campaign.models import Membership
from campaign.services import show_memberships
from forum.models import PublicProfile


@transaction.atomic
def change_profile(
    *, user: Any, words: str, shown: Iterable[Membership] = (), shows_moderator: bool = False
) -> PublicProfile:
    """Tell this of oneself from now on, and nothing else."""
    show_memberships(user=user, memberships=shown)
    fields = {"words": words.strip(), "shows_moderator": shows_moderator, "cleared": ""}
    return PublicProfile.objects.update_or_create(user=user, defaults=fields)[0]
