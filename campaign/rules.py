"""Who may do what in the campaign. Questions only; nothing here writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from campaign.models import Collective

MODERATORS = "campaign-moderators"
EDITORS = "campaign-editors"


def is_campaign_moderator(user: Any) -> bool:
    """Whether the user belongs to the group that answers for the whole campaign."""
    return bool(user.is_active and (user.is_superuser or user.groups.filter(name=MODERATORS).exists()))


def may_organise(user: Any, collective: Collective) -> bool:
    """Whether the user is an organiser of this very collective, approved or still waiting."""
    return bool(
        user.is_authenticated
        and user.is_active
        and user.memberships.filter(collective=collective, role="organiser").exists()
    )
