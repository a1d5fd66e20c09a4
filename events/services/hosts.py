"""Who hosts an event: nobody is named host before they said yes."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from campaign.models import Collective
from events.exceptions import LastHost
from events.models import Event, HostInvitation
from events.services.dates import touch
from intake.exceptions import Overtaken


def invite_host(event: Event, *, collective: Collective, by: Any) -> HostInvitation:
    """Ask a collective to host together. Raise Overtaken when it hosts already or was asked before."""
    if event.hosts.filter(pk=collective.pk).exists():
        raise Overtaken
    invitation, made = HostInvitation.objects.get_or_create(
        event=event, collective=collective, defaults={"invited_by": by}
    )
    if not made:
        raise Overtaken
    return invitation


@transaction.atomic
def accept_invitation(invitation: HostInvitation) -> Event:
    """Host from now on: the event stands on the collective's page, and its organisers may change it."""
    locked = _waiting(invitation)
    event = locked.event
    event.hosts.add(locked.collective)
    locked.delete()
    touch(event)
    return event


@transaction.atomic
def decline_invitation(invitation: HostInvitation) -> None:
    """Say no; the same collective cannot be asked for this event again."""
    locked = _waiting(invitation)
    locked.declined_at = timezone.now()
    locked.save()


@transaction.atomic
def withdraw_invitation(invitation: HostInvitation) -> None:
    """Ask no longer, as long as nobody has answered."""
    _waiting(invitation).delete()


@transaction.atomic
def leave_hosts(event: Event, *, collective: Collective) -> None:
    """Host no longer. Raise LastHost when nobody would be left."""
    locked = Event.objects.select_for_update().get(pk=event.pk)
    if locked.hosts.exclude(pk=collective.pk).count() == 0:
        raise LastHost
    locked.hosts.remove(collective)
    touch(locked)


def _waiting(invitation: HostInvitation) -> HostInvitation:
    """The row, locked, while nobody has answered; Overtaken otherwise."""
    rows = HostInvitation.objects.select_for_update().filter(pk=invitation.pk, declined_at=None)
    locked = rows.select_related("event", "collective").first()
    if locked is None:
        raise Overtaken
    return locked
