"""Declared before machina's, which then keeps its hands off.

Stock machina lets two requests sent at once count twice. Here a person has one ballot in a poll, and a ballot marks an
option once: the database refuses the rest.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from machina.apps.forum_conversation.forum_polls.abstract_models import AbstractTopicPoll, AbstractTopicPollVote

OPEN_AT_MOST = timedelta(days=60)


class TopicPoll(AbstractTopicPoll):
    """The poll of a topic. It closes at a moment; machina's `duration` only says how that was once written.

    Until then it knows who voted what, so that each counts once; then it forgets (forum/deciding/services/polls.py).
    """

    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)  # never empty once saved

    class Meta(AbstractTopicPoll.Meta):
        abstract = False

    def save(self, *args: Any, **kwargs: Any) -> None:
        """One without a last day has sixty: nobody's vote is kept longer than that."""
        if self.closes_at is None:
            self.closes_at = (self.created or timezone.now()) + OPEN_AT_MOST
        super().save(*args, **kwargs)

    @property
    def is_open(self) -> bool:
        """Whether its time has not come; a locked topic closes its poll too, which the forum's rules know."""
        return self.closes_at is None or timezone.now() < self.closes_at


class Ballot(models.Model):
    """That a person voted in a poll. The number of ballots is the number of voters, whoever left since."""

    poll = models.ForeignKey(TopicPoll, models.CASCADE, related_name="ballots")
    voter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("voter")
    )

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        constraints = [models.UniqueConstraint(fields=["poll", "voter"], name="one_ballot_a_person")]

    def __str__(self) -> str:
        return f"{self.poll_id} · {self.voter_id}"


class TopicPollVote(AbstractTopicPollVote):
    """One option on one ballot. It stays counted, without a name, when the account goes and when the poll closes."""

    timestamp = None  # machina's: at which moment somebody voted is nobody's business

    voter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="poll_votes",
        verbose_name=_("voter"),
    )
    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="votes")

    class Meta(AbstractTopicPollVote.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["ballot", "poll_option"], name="one_vote_an_option")]


from machina.apps.forum_conversation.forum_polls.models import *  # noqa: E402, F403
