"""What strangers propose: kept, corrected, decided, erased; and the collectives whose proposals appear at once."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from campaign.models import Collective
from events.exceptions import Overtaken
from events.models import Event, Proposal, TrustedCollective
from events.services.announcing import announce, change, publish

State = Proposal.State
DECLINED_KEPT = timedelta(days=30)  # told to who proposed it; notes of what was decided go as late


@transaction.atomic
def propose(
    *, collective: Collective | None, note: str, worked: bool = False, key: uuid.UUID | None = None, **fields: Any
) -> Proposal:
    """Keep a stranger's event unpublished until an organiser or a moderator decides. Nothing of the person is kept.

    For a collective that the campaign trusts it is published at once, if the browser did its piece of work.
    `key` (engine/idempotency.py) is the proposal's own: asked twice with the same, the first proposal is returned.
    """
    key = key or uuid.uuid4()
    try:
        with transaction.atomic():
            event = announce(hosts=[collective] if collective else [], by=None, publish=False, **fields)
            proposal = Proposal.objects.create(event=event, collective=collective, note=note, key=key)
    except IntegrityError:
        earlier = Proposal.objects.filter(key=key).first()
        if earlier is None:
            raise
        return earlier
    trusted = collective is not None and TrustedCollective.objects.filter(collective=collective).exists()
    if trusted and worked:
        publish(_decide(proposal, State.APPROVED, by=None).event)
        proposal.refresh_from_db()
    return proposal


@transaction.atomic
def approve_proposal(proposal: Proposal, *, by: Any) -> Event:
    """Publish the proposed event."""
    event = _decide(proposal, State.APPROVED, by).event
    publish(event)
    return event


@transaction.atomic
def decline_proposal(proposal: Proposal, *, by: Any, reason: str) -> None:
    """Leave the event unpublished and say why; the nightly job erases both after 30 days."""
    _decide(proposal, State.DECLINED, by, reason=reason)


@transaction.atomic
def keep_published(proposal: Proposal, *, by: Any) -> Event:
    """Somebody read what had appeared at once, and it stays. Raises Overtaken when somebody else decided."""
    locked = _locked(proposal)
    if not locked.was_published_at_once:
        raise Overtaken
    locked.decided_at, locked.decided_by, locked.note = timezone.now(), by, ""
    locked.save()
    return locked.event


@transaction.atomic
def take_off(proposal: Proposal) -> None:
    """Bring an event that was published at once back among what waits. Raises Overtaken when somebody decided on it."""
    locked = _locked(proposal)
    if not locked.was_published_at_once:
        raise Overtaken
    event = locked.event
    for page in event.pages.all():
        page.delete()
    event.published_at = None
    event.save()
    locked.state, locked.decided_at = State.WAITING, None
    locked.save()


@transaction.atomic
def correct_proposal(proposal: Proposal, *, note: str, **fields: Any) -> Proposal:
    """What its author still changes while nobody has decided; raises Overtaken afterwards."""
    locked = _locked(proposal)
    if locked.state != State.WAITING:
        raise Overtaken
    change(locked.event, **fields)
    locked.note = note
    locked.save()
    return locked


@transaction.atomic
def withdraw_proposal(proposal: Proposal) -> None:
    """Erase it at once, at its author's wish; raises Overtaken when somebody has decided."""
    locked = _locked(proposal)
    if locked.state != State.WAITING:
        raise Overtaken
    locked.event.delete()


def trust_collective(collective: Collective, *, by: Any) -> None:
    """From now on, what is proposed to this collective appears at once."""
    TrustedCollective.objects.get_or_create(collective=collective, defaults={"given_by": by})


def end_trust(collective: Collective) -> None:
    """From now on, its organisers read what is proposed to it before anybody else does."""
    TrustedCollective.objects.filter(collective=collective).delete()


def _locked(proposal: Proposal) -> Proposal:
    found = Proposal.objects.select_for_update(of=("self",)).select_related("event").filter(pk=proposal.pk).first()
    if found is None:
        raise Overtaken
    return found


def _decide(proposal: Proposal, state: str, by: Any, *, reason: str = "") -> Proposal:
    locked = _locked(proposal)
    if locked.state != State.WAITING:
        raise Overtaken
    locked.state, locked.decided_at, locked.decided_by, locked.reason = state, timezone.now(), by, reason
    locked.note = ""  # it was for deciding, and may say how to reach a person
    locked.save()
    return locked


def erase_declined_proposals(*, now: datetime | None = None) -> int:
    """Every night: erase what was declined that long ago, and notes of what has long been decided."""
    before = (now or timezone.now()) - DECLINED_KEPT
    Proposal.objects.exclude(state=State.WAITING).filter(decided_at__lt=before).exclude(note="").update(note="")
    old = Event.objects.filter(published_at=None, proposal__state=State.DECLINED, proposal__decided_at__lt=before)
    number = old.count()
    old.delete()
    return number
