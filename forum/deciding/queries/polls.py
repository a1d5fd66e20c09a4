"""Reads of polls: their numbers, in one query whatever they are, and what the reader chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from forum.machina import Ballot, TopicPollOption, TopicPollVote


@dataclass
class Answer:
    """One option as a page shows it."""

    pk: int
    text: str
    number: int
    percent: int
    mine: bool


@dataclass
class Result:
    """A poll with its numbers and what the reader chose."""

    poll: Any
    answers: list[Answer]
    voters: int

    @property
    def mine(self) -> list[int]:
        """The options on the reader's own ballot."""
        return [answer.pk for answer in self.answers if answer.mine]


def result_of(topic: Any, user: Any) -> Result | None:
    """The poll of a topic with its numbers, in one query whatever they are; None where there is none."""
    ballots = Ballot.objects.filter(poll=OuterRef("poll")).order_by().values("poll").annotate(number=Count("pk"))
    own = TopicPollVote.objects.filter(poll_option=OuterRef("pk"), voter=user.pk or 0)
    options = list(
        TopicPollOption.objects.filter(poll__topic=topic)
        .select_related("poll")
        .annotate(number=Count("votes"), mine=Exists(own), voters=Coalesce(Subquery(ballots.values("number")), 0))
        .order_by("pk")
    )
    if not options:
        return None
    poll, voters = options[0].poll, options[0].voters
    poll.topic = topic
    answers = [Answer(o.pk, o.text, o.number, round(100 * o.number / voters) if voters else 0, o.mine) for o in options]
    return Result(poll, answers, voters)
