"""Reads of decisions: who has a voice, what was said, what a reader may see of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Q, QuerySet

from campaign.models import Membership
from engine.part_cache import cached
from forum.models import Decision, Space, Voice


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

    return cached(("forum:voice", user.pk, forum.pk), ask)


Choice = Voice.Choice


@dataclass
class Result:
    """A decision as a page shows it. Numbers are None as long as they would give single voices away."""

    decision: Decision
    counts: list[tuple[str, str, int]] | None
    voices: list[Voice]
    mine: Voice | None

    @property
    def number(self) -> int | None:
        """Return how many answered; None as long as the numbers are nobody's to know."""
        return None if self.counts is None else sum(number for _value, _label, number in self.counts)


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
