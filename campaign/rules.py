"""Who may do what in the campaign. Questions only; nothing here writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.names import CAMPAIGN_MODERATORS
from accounts.rules import may_use_powers

if TYPE_CHECKING:
    from campaign.models import Collective


def is_campaign_moderator(user: Any) -> bool:
    """Whether the user belongs to the group that answers for the whole campaign, and came with what it takes."""
    return bool(user.is_active and (user.is_superuser or user.groups.filter(name=CAMPAIGN_MODERATORS).exists()))


def may_organise(user: Any, collective: Collective) -> bool:
    """Whether the user is an organiser of this very collective, approved or still waiting."""
    return bool(
        user.is_authenticated
        and user.is_active
        and user.memberships.filter(collective=collective, role="organiser").exists()
    )


def may_moderate(user: Any) -> bool:
    """Whether the user may use a moderator's powers: of the group, and with a second factor."""
    return is_campaign_moderator(user) and may_use_powers(user)


def may_edit(user: Any, collective: Collective) -> bool:
    """Whether the user may change the collective's words: its organisers, and the campaign's moderators."""
    return may_organise(user, collective) or may_moderate(user)


def is_member(user: Any, collective: Collective) -> bool:
    """Whether the user belongs to the collective, in whatever role."""
    return bool(user.is_authenticated and user.is_active and user.memberships.filter(collective=collective).exists())
