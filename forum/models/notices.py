"""What people are told in the site, and how often by mail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices as sentences."""

    def about(self, forum_ids: Iterable[int]) -> Self:
        """Those about topics in these forums; and those whose topic is gone, which are about one's own words."""
        return self.filter(Q(topic=None) | Q(topic__forum_id__in=forum_ids, topic__approved=True))

    def unread(self) -> Self:
        """Those that wait to be seen."""
        return self.filter(read_at=None)


class Notice(models.Model):
    """A line that tells one person of one thing. What happens again before it is read adds to its number."""

    class Kind(models.TextChoices):
        REPLY = "reply", _("replies in topics I follow")
        TOPIC = "topic", _("new topics in forums I follow")
        MENTION = "mention", _("somebody names me")
        QUOTE = "quote", _("somebody quotes me")
        OPENED = "opened", _("a question is put")
        SOON = "soon", _("a question closes soon")
        CLOSED = "closed", _("a question is closed")
        APPROVED = "approved", _("my message is published")
        DECLINED = "declined", _("my message is not published")
        HIDDEN = "hidden", _("my message is hidden")
        MOVED = "moved", _("my topic is moved")
        CLEARED = "cleared", _("the words of my profile are cleared")
        REMOVED = "removed", _("all that I wrote is removed")

    # What speaks to one person: mailed at once to who wants digests of the rest, unless they want digests alone.
    PERSONAL = frozenset(
        {
            Kind.MENTION, Kind.QUOTE, Kind.SOON, Kind.APPROVED, Kind.DECLINED, Kind.HIDDEN, Kind.MOVED, Kind.CLEARED,
            Kind.REMOVED,
        }
    )  # fmt: skip

    # What leads to a page that says under which name its reader writes: their mails say and lead nowhere.
    OF_ONESELF = frozenset({Kind.MENTION, Kind.QUOTE, Kind.APPROVED, Kind.HIDDEN, Kind.MOVED})

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=8, choices=Kind)
    topic = models.ForeignKey("forum_conversation.Topic", models.CASCADE, null=True, related_name="+")
    post = models.ForeignKey("forum_conversation.Post", models.SET_NULL, null=True, related_name="+")  # the first one
    number = models.PositiveIntegerField(default=1)
    words = models.CharField(max_length=300, blank=True)  # the reason of a moderator, or the subject of what is gone
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    mailed = models.BooleanField(default=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "topic"], condition=Q(read_at=None), name="one_unread_line_a_topic"
            )
        ]
        indexes = [
            models.Index(fields=["recipient", "at"], name="notices_of_a_person"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="unread_notices"),
            models.Index(fields=["read_at"], name="notices_by_reading"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class MailChoice(models.Model):
    """How often somebody is mailed: of all, or, more precisely, of one collective's forums or one forum."""

    class Rhythm(models.TextChoices):
        AT_ONCE = "once", _("at once")
        DAILY = "daily", _("once a day, and at once what speaks to me")
        WEEKLY = "weekly", _("once a week, and at once what speaks to me")
        DAILY_ONLY = "daily-only", _("once a day, nothing in between")
        WEEKLY_ONLY = "weekly-only", _("once a week, nothing in between")
        NEVER = "never", _("never")

    USUAL = Rhythm.DAILY  # of who has chosen nothing

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_choices")
    forum = models.ForeignKey("forum.Forum", models.CASCADE, null=True, related_name="+")
    collective = models.ForeignKey("campaign.Collective", models.CASCADE, null=True, related_name="+")
    rhythm = models.CharField(max_length=11, choices=Rhythm)

    class Meta:
        verbose_name = _("choice of mails")
        verbose_name_plural = _("choices of mails")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(forum=None, collective=None), name="one_usual_rhythm_a_person"
            ),
            models.UniqueConstraint(fields=["user", "forum"], name="one_rhythm_a_forum"),
            models.UniqueConstraint(fields=["user", "collective"], name="one_rhythm_a_collective"),
            models.CheckConstraint(condition=Q(forum=None) | Q(collective=None), name="rhythm_of_one_place"),
        ]

    def __str__(self) -> str:
        return self.get_rhythm_display()
