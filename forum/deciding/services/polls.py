"""Verbs on polls in topics: opinions of everybody who writes there, where a decision is for those it belongs to.

Numbers are shown to all who may read the topic, names to nobody. One ballot a person: the database refuses a second.
As it closes a poll forgets whose ballots they were.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.live import services as live
from forum.machina import Ballot, TopicPoll, TopicPollOption, TopicPollVote


class Refused(Exception):
    """A vote that cannot be counted, with what to say about it."""

    sentence: Any = ""


class Closed(Refused):
    """Voting, or changing one's vote, after the end."""

    sentence = _("This poll is closed: nothing can be changed any more.")


class VotedAlready(Refused):
    """Voting again where a vote is final."""

    sentence = _("You have voted already, and in this poll a vote is final.")


@transaction.atomic
def open_poll(
    *, topic: Any, question: str, options: list[str], max_options: int, closes_at: datetime | None, user_changes: bool
) -> Any:
    """Ask. Raises IntegrityError where the topic has a poll."""
    poll = TopicPoll.objects.create(
        topic=topic, question=question, max_options=max_options, closes_at=closes_at, user_changes=user_changes
    )
    TopicPollOption.objects.bulk_create(TopicPollOption(poll=poll, text=text) for text in options)
    live.head_changed(topic.pk)
    return poll


@transaction.atomic
def vote(*, poll: Any, voter: Any, options: list[int]) -> None:
    """Fill one's ballot, or fill it anew. Raises Closed, VotedAlready, and ValueError for options of other polls."""
    poll = TopicPoll.objects.select_for_update().get(pk=poll.pk)
    if not poll.is_open:
        raise Closed
    chosen = set(options)
    known = set(TopicPollOption.objects.filter(poll=poll, pk__in=chosen).values_list("pk", flat=True))
    if not chosen or known != chosen or len(chosen) > poll.max_options:
        raise ValueError("Some options of this poll, no more than it allows.")
    ballot, fresh = Ballot.objects.get_or_create(poll=poll, voter=voter)
    if not fresh and not poll.user_changes:
        raise VotedAlready
    ballot.votes.all().delete()
    TopicPollVote.objects.bulk_create(
        TopicPollVote(ballot=ballot, voter=voter, poll_option_id=pk) for pk in sorted(chosen)
    )
    live.head_changed(poll.topic_id)


@transaction.atomic
def close_poll(*, poll: Any) -> None:
    """End a poll now, once and for all: from here on nobody knows who voted what."""
    locked = TopicPoll.objects.select_for_update().get(pk=poll.pk)
    TopicPoll.objects.filter(pk=locked.pk).update(closes_at=timezone.now())
    _forget(locked)
    live.head_changed(poll.topic_id)


def _forget(poll: Any) -> None:
    """Keep the numbers alone: which options were marked together is written anew, in an order that tells nothing."""
    ballots = Ballot.objects.filter(poll=poll).prefetch_related("votes")
    marked = sorted(sorted(vote.poll_option_id for vote in ballot.votes.all()) for ballot in ballots)
    ballots.delete()
    fresh = Ballot.objects.bulk_create(Ballot(poll=poll) for _options in marked)
    TopicPollVote.objects.bulk_create(
        TopicPollVote(ballot=ballot, poll_option_id=option)
        for ballot, options in zip(fresh, marked, strict=True)
        for option in options
    )


def forget_due(*, now: datetime | None = None) -> int:
    """Every hour: polls that are over forget who voted what; how many there were."""
    over = TopicPoll.objects.filter(closes_at__lte=now or timezone.now())
    named = over.filter(Exists(Ballot.objects.filter(poll=OuterRef("pk"), voter__isnull=False)))
    number = 0
    for pk in named.values_list("pk", flat=True):
        with transaction.atomic():
            _forget(TopicPoll.objects.select_for_update().get(pk=pk))
            number += 1
    return number


@transaction.atomic
def delete_poll(*, poll: Any) -> None:
    """Take a poll away with every vote in it."""
    poll.delete()
    live.head_changed(poll.topic_id)
