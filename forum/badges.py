"""Badges beside names: roles that people chose to show and still have. They come with the rows, without a query."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from accounts.names import CAMPAIGN_MODERATORS
from campaign.models import Membership
from forum.models import PublicProfile

MODERATOR = ""  # stands for the campaign's moderators; organisers' badges are the names of their collectives


def with_badges(rows: QuerySet[Any], *, person: str) -> QuerySet[Any]:
    """Rows with what `badges_of` reads; `person` is the column that says whose they are.

    Who organises several collectives and shows them all bears the first by name: a badge is no list.
    """
    organised = Membership.objects.filter(
        user=OuterRef(person), is_shown=True, role=Membership.Role.ORGANISER, collective__approved_at__isnull=False
    )
    moderator = PublicProfile.objects.filter(
        user=OuterRef(person), shows_moderator=True, user__groups__name=CAMPAIGN_MODERATORS
    )
    return rows.annotate(
        badge_of_organiser=Subquery(organised.order_by("collective__name").values("collective__name")[:1]),
        badge_of_moderator=Exists(moderator),
    )


def badges_of(row: Any) -> tuple[str, ...]:
    """The badges of the person whose row this is; none where they were not asked for."""
    organised = getattr(row, "badge_of_organiser", None)
    return ((organised,) if organised else ()) + ((MODERATOR,) if getattr(row, "badge_of_moderator", False) else ())
