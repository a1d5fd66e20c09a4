"""Verbs on decisions in topics. One voice a person, changeable until it closes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.deciding.queries.decisions import electorate
from forum.live import services as live
from forum.models import Decision, Notice, Space, Voice
from forum.notices.queries import followers_of_any_kind, muting, readers_among
from forum.notices.services.telling import tell
from forum.signals import decision_moved

REMINDED_BEFORE = timedelta(days=1)
Choice, Outcome = Voice.Choice, Decision.Outcome


class Closed(Exception):
    """Answering, or taking back, what is decided already."""

    sentence = _("This decision is closed: nothing can be changed any more.")


# -- Verbs -------------------------------------------------------------------------------------------------------------
@transaction.atomic
def open_decision(*, topic: Any, by: Any, question: str, closes_at: datetime, nameless: bool) -> Decision:
    """Put a question. Raises IntegrityError when another one is open in this topic."""
    decision = Decision.objects.create(
        topic=topic, opened_by=by, question=question, closes_at=closes_at, nameless=nameless
    )
    live.head_changed(topic.pk)
    decision_moved.send(sender=Decision, decision=decision, kind=Notice.Kind.OPENED, by=by)
    return decision


@transaction.atomic
def give_voice(*, decision: Decision, voter: Any, choice: str, reason: str) -> Voice:
    """Answer, or answer otherwise. Raises Closed."""
    locked = Decision.objects.select_for_update().get(pk=decision.pk)
    if not locked.is_open:
        raise Closed
    voice = Voice.objects.update_or_create(
        decision=locked, voter=voter, defaults={"choice": choice, "reason": reason.strip()}
    )[0]
    if not locked.nameless:  # otherwise nothing shows yet, and that somebody answers just now is nobody's business
        live.head_changed(locked.topic_id)
    return voice


@transaction.atomic
def withdraw(*, decision: Decision, reason: str) -> None:
    """Take a question back before it closes. Raises Closed."""
    locked = Decision.objects.select_for_update().get(pk=decision.pk)
    if not locked.is_open:
        raise Closed
    locked.withdrawn_because = reason
    _freeze(locked, Outcome.WITHDRAWN)


def outcome_of(choices: list[str]) -> str:
    """One block stops it; otherwise more agreement than disagreement adopts it. Abstentions count for neither."""
    if Choice.BLOCK in choices:
        return Outcome.BLOCKED
    agree, disagree = choices.count(Choice.AGREE), choices.count(Choice.DISAGREE)
    if not choices:
        return Outcome.NOBODY
    return Outcome.ADOPTED if agree > disagree else Outcome.REJECTED


def _freeze(decision: Decision, outcome: str) -> None:
    decision.outcome = outcome
    decision.save()
    live.head_changed(decision.topic_id)
    decision_moved.send(sender=Decision, decision=decision, kind=Notice.Kind.CLOSED, by=None)
    if decision.nameless:  # written anew, in an order that tells nothing of who came first
        said = sorted(decision.voices.values_list("choice", "reason"))
        decision.voices.all().delete()
        Voice.objects.bulk_create(Voice(decision=decision, choice=choice, reason=reason) for choice, reason in said)


def close_due(*, now: datetime | None = None) -> int:
    """Every hour: write the outcome of what is over; how many there were."""
    due = Decision.objects.filter(outcome=Outcome.OPEN, closes_at__lte=now or timezone.now())
    number = 0
    for pk in due.values_list("pk", flat=True):
        with transaction.atomic():
            locked = Decision.objects.select_for_update().get(pk=pk)
            if not locked.outcome:
                _freeze(locked, outcome_of(list(locked.voices.values_list("choice", flat=True))))
                number += 1
    return number


def remind(*, now: datetime | None = None) -> int:
    """Every hour: a day before a question closes, tell once those it concerns who gave no voice; how many questions."""
    now = now or timezone.now()
    soon = Decision.objects.filter(
        outcome=Outcome.OPEN, reminded=False, closes_at__gt=now, closes_at__lte=now + REMINDED_BEFORE
    )
    number = 0
    for decision in soon:
        with transaction.atomic():
            if Decision.objects.filter(pk=decision.pk, reminded=False).update(reminded=True):
                decision_moved.send(sender=Decision, decision=decision, kind=Notice.Kind.SOON, by=None)
                number += 1
    return number


def tell_of_decision(decision: Decision, *, kind: str, but: int | None = None) -> None:
    """Tell those who have a voice: the members of the collective whose forum it is; elsewhere, those who follow.

    Whoever has answered needs no reminder, and `but` (who asked) no news.
    """
    topic = decision.topic
    people = set(electorate(topic.forum).values_list("user", flat=True))
    if not Space.objects.filter(Q(public_forum=topic.forum) | Q(private_forum=topic.forum)).exists():
        people &= followers_of_any_kind(topic)
    if kind == Notice.Kind.SOON:
        people -= set(decision.voices.values_list("voter", flat=True))
    tell(readers_among(people - muting(topic) - {but}, topic.forum), kind=kind, topic=topic)
