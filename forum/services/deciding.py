"""Decisions in topics: who may answer, what was said, and the verbs. One voice a person, changeable until it closes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.mails import address_of, send_mail
from campaign.models import Membership
from forum.addresses import topic_address
from forum.models import Decision, Space, Voice
from forum.queries import handler_for
from safety.remembering import remembered

REMINDED_BEFORE = timedelta(days=1)
Choice, Outcome = Voice.Choice, Decision.Outcome


class Closed(Exception):
    """Answering, or taking back, what is decided already."""

    sentence = _("This decision is closed: nothing can be changed any more.")


# -- Who ---------------------------------------------------------------------------------------------------------------
def electorate(forum: Any) -> QuerySet[Membership]:
    """The memberships that give a voice: of the forum's collective, or, in a forum of the whole campaign, of any.

    In a forum of the campaign anybody can write; counting accounts that belong to no collective would count whoever
    makes the most of them.
    """
    space = Space.objects.filter(Q(public_forum=forum) | Q(private_forum=forum)).first()
    members = Membership.objects.filter(collective__approved_at__isnull=False)
    return members.filter(collective=space.collective_id) if space else members


def may_answer(user: Any, forum: Any) -> bool:
    """Whether this person has a voice in this forum; reading it is another question, asked before."""
    if not user.is_authenticated:
        return False

    def ask() -> bool:
        space = Space.objects.filter(Q(public_forum=forum) | Q(private_forum=forum))
        members = Membership.objects.filter(user=user, collective__approved_at__isnull=False)
        return members.filter(Q(collective__in=space.values("collective")) | ~Exists(space)).exists()

    return remembered(("forum:voice", user.pk, forum.pk), ask)


# -- What --------------------------------------------------------------------------------------------------------------
@dataclass
class Result:
    """A decision as a page shows it. Numbers are None as long as they would give single voices away."""

    decision: Decision
    counts: list[tuple[str, str, int]] | None
    voices: list[Voice]
    mine: Voice | None


def result_of(decision: Decision, user: Any) -> Result:
    """What a reader may see. While a nameless decision is open, only that it is, and one's own voice."""
    voices = list(decision.voices.select_related("voter").order_by("pk"))
    mine = next((voice for voice in voices if user.is_authenticated and voice.voter_id == user.pk), None)
    if decision.nameless and not decision.outcome:
        return Result(decision, None, [], mine)
    counts = [(value, str(label), sum(v.choice == value for v in voices)) for value, label in Choice.choices]
    told = [voice for voice in voices if voice.reason or not decision.nameless]
    return Result(decision, counts, told, mine)


def latest_decision(topic: Any) -> Decision | None:
    """The one a topic shows on top."""
    return Decision.objects.filter(topic=topic).select_related("opened_by").order_by("-opened_at", "-pk").first()


# -- Verbs -------------------------------------------------------------------------------------------------------------
@transaction.atomic
def open_decision(*, topic: Any, by: Any, question: str, closes_at: datetime, nameless: bool) -> Decision:
    """Put a question. Raises IntegrityError when another one is open in this topic."""
    return Decision.objects.create(topic=topic, opened_by=by, question=question, closes_at=closes_at, nameless=nameless)


@transaction.atomic
def give_voice(*, decision: Decision, voter: Any, choice: str, reason: str) -> Voice:
    """Answer, or answer otherwise. Raises Closed."""
    locked = Decision.objects.select_for_update().get(pk=decision.pk)
    if not locked.is_open:
        raise Closed
    return Voice.objects.update_or_create(
        decision=locked, voter=voter, defaults={"choice": choice, "reason": reason.strip()}
    )[0]


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
    """Every hour: a day before it closes, mail once those who follow the topic, have a voice and gave none.

    The mail names neither the topic nor the question: it may be a private one.
    """
    now = now or timezone.now()
    soon = Decision.objects.filter(
        outcome=Outcome.OPEN, reminded=False, closes_at__gt=now, closes_at__lte=now + REMINDED_BEFORE
    )
    sent = 0
    for decision in soon.select_related("topic", "topic__forum"):
        Decision.objects.filter(pk=decision.pk).update(reminded=True)
        readers = get_user_model().objects.filter(
            pk__in=decision.topic.followings.filter(level="follow").values("user"), is_active=True, email__gt=""
        )
        readers = readers.filter(pk__in=electorate(decision.topic.forum).values("user"))
        for user in readers.exclude(pk__in=decision.voices.exclude(voter=None).values("voter")):
            if not handler_for().may(user, "can_read_forum", decision.topic.forum):
                continue
            address = address_of(topic_address(decision.topic))
            sent += send_mail(
                "forum/emails/decision_closes.txt",
                to=user.email,
                language=user.language,
                context={"address": address, "closes_at": decision.closes_at},
            )
    return sent
