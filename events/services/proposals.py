"""What strangers propose: kept, corrected, decided, erased; and the collectives whose proposals appear at once."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from campaign.models import Collective
from events.models import Event, Proposal, TrustedCollective
from events.services.announcing import announce, change, publish
from intake.exceptions import Overtaken
from intake.services import decide, declined_until, kept_once, locked, locked_waiting

State = Proposal.State


@transaction.atomic
def propose(
    *, collective: Collective | None, note: str, worked: bool = False, key: uuid.UUID | None = None, **fields: Any
) -> Proposal:
    """Keep a stranger's event unpublished until an organiser or a moderator decides. Nothing of the person is kept.

    For a collective that the campaign trusts it is published at once, if the browser did its piece of work.
    `key` (engine/idempotency.py) is the proposal's own: asked twice with the same, the first proposal is returned.
    """
    key = key or uuid.uuid4()

    def make() -> Proposal:
        event = announce(hosts=[collective] if collective else [], by=None, publish=False, **fields)
        return Proposal.objects.create(event=event, collective=collective, note=note, key=key)

    proposal, is_new = kept_once(lambda: Proposal.objects.filter(key=key).first(), make)
    trusted = collective is not None and TrustedCollective.objects.filter(collective=collective).exists()
    if is_new and trusted and worked:
        publish(_decide(proposal, State.ACCEPTED, by=None).event)
        proposal.refresh_from_db()
    return proposal


@transaction.atomic
def approve_proposal(proposal: Proposal, *, by: Any) -> Event:
    """Publish the proposed event."""
    event = _decide(proposal, State.ACCEPTED, by=by).event
    publish(event)
    return event


@transaction.atomic
def decline_proposal(proposal: Proposal, *, by: Any, reason: str) -> None:
    """Leave the event unpublished and say why; the nightly job erases both after 30 days."""
    _decide(proposal, State.DECLINED, by=by, reason=reason)


@transaction.atomic
def keep_published(proposal: Proposal, *, by: Any) -> Event:
    """Somebody read what had appeared at once, and it stays. Raises Overtaken when somebody else decided."""
    found = _unread(proposal)
    found.decided_at, found.decided_by, found.note = timezone.now(), by, ""
    found.save()
    return found.event


@transaction.atomic
def take_off(proposal: Proposal) -> None:
    """Bring an event that was published at once back among what waits. Raises Overtaken when somebody decided on it."""
    found = _unread(proposal)
    event = found.event
    for page in event.pages.all():
        page.delete()
    event.published_at = None
    event.save()
    found.state, found.decided_at = State.WAITING, None
    found.save()


@transaction.atomic
def correct_proposal(proposal: Proposal, *, note: str, **fields: Any) -> Proposal:
    """What its author still changes while nobody has decided; raises Overtaken afterwards."""
    found = locked_waiting(proposal, "event")
    change(found.event, **fields)
    found.note = note
    found.save()
    return found


@transaction.atomic
def withdraw_proposal(proposal: Proposal) -> None:
    """Erase it at once, at its author's wish; raises Overtaken when somebody has decided."""
    locked_waiting(proposal, "event").event.delete()


def trust_collective(collective: Collective, *, by: Any) -> None:
    """From now on, what is proposed to this collective appears at once."""
    TrustedCollective.objects.get_or_create(collective=collective, defaults={"given_by": by})


def end_trust(collective: Collective) -> None:
    """From now on, its organisers read what is proposed to it before anybody else does."""
    TrustedCollective.objects.filter(collective=collective).delete()


def _unread(proposal: Proposal) -> Proposal:
    """The row, locked, as long as it appeared at once and nobody has read it."""
    found = locked(proposal, "event")
    if not found.was_published_at_once:
        raise Overtaken
    return found


def _decide(proposal: Proposal, state: str, *, by: Any, reason: str = "") -> Proposal:
    return decide(proposal, state, "event", by=by, reason=reason)


def erase_declined_proposals(*, now: datetime | None = None) -> int:
    """Every night: erase what was declined that long ago, and notes of what has long been decided."""
    before = declined_until(now)
    Proposal.objects.exclude(state=State.WAITING).filter(decided_at__lt=before).exclude(note="").update(note="")
    old = Event.objects.filter(published_at=None, proposal__in=Proposal.objects.declined_before(before))
    number = old.count()
    old.delete()
    return number
