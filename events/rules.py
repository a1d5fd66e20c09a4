"""Who may do what with events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from campaign.rules import may_moderate, may_organise

if TYPE_CHECKING:
    from campaign.models import Collective
    from events.models import Event, Proposal


def may_announce(user: Any, collective: Collective) -> bool:
    """Organisers announce for their collective, approved or not yet; moderators of the campaign for all."""
    return may_organise(user, collective) or may_moderate(user)


def may_change(user: Any, event: Event) -> bool:
    """An event belongs to the organisers of its hosts and to the moderators of the campaign."""
    if not user.is_authenticated:
        return False
    return may_moderate(user) or any(may_organise(user, host) for host in event.hosts.all())


def may_decide(user: Any, proposal: Proposal) -> bool:
    """A proposal is decided by the organisers of the collective it was made to, or by the campaign's moderators."""
    if not user.is_authenticated:
        return False
    return may_moderate(user) or bool(proposal.collective and may_organise(user, proposal.collective))
