"""What each person wants to be told of: topics and forums they follow, and those they never want to hear of."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q
from django.utils.translation import gettext_lazy as _


class FollowingQuerySet(models.QuerySet["Following"]):
    """Followings as sentences. The forums around a forum are those whose interval in the tree holds its own."""

    def over(self, topic: Any) -> Self:
        """Those that a topic lies under: its own, its forum's, and those of the forums around that one."""
        place = type(topic).objects.filter(pk=topic.pk)
        tree, left, right = place.values_list("forum__tree_id", "forum__lft", "forum__rght").get()
        return self.filter(Q(topic=topic) | Q(forum__tree_id=tree, forum__lft__lte=left, forum__rght__gte=right))

    def over_each(self) -> Self:
        """The same of each topic of an outer query."""
        return self.filter(Q(topic=OuterRef("pk")) | _around_each("forum__"))

    def over_each_forum(self) -> Self:
        """Those that each forum of an outer query lies under."""
        return self.filter(_around_each(""))

    def muting(self) -> Self:
        """Those that say: nothing of this."""
        return self.filter(level=Following.Level.MUTE)


def _around_each(path: str) -> Q:
    """Condition on followings: their forum holds the one that `path` leads to from the outer query."""
    return Q(
        forum__tree_id=OuterRef(f"{path}tree_id"),
        forum__lft__lte=OuterRef(f"{path}lft"),
        forum__rght__gte=OuterRef(f"{path}rght"),
    )


class Following(models.Model):
    """How much of a topic, or of a forum with all inside it, a person wants to hear. A mute is stronger than all."""

    class Level(models.TextChoices):
        FOLLOW = "follow", _("follow")  # a topic: its replies; a forum: its new topics
        EVERY = "every", _("every message")  # of a forum
        MUTE = "mute", _("mute")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="followings")
    topic = models.ForeignKey("forum_conversation.Topic", models.CASCADE, null=True, related_name="followings")
    forum = models.ForeignKey("forum.Forum", models.CASCADE, null=True, related_name="followings")
    level = models.CharField(max_length=6, choices=Level)

    objects = FollowingQuerySet.as_manager()

    class Meta:
        verbose_name = _("followed or muted place")
        verbose_name_plural = _("followed or muted places")
        constraints = [
            models.UniqueConstraint(fields=["user", "topic"], name="one_level_a_topic"),
            models.UniqueConstraint(fields=["user", "forum"], name="one_level_a_forum"),
            models.CheckConstraint(
                condition=Q(topic=None, forum__isnull=False) | Q(topic__isnull=False, forum=None),
                name="follows_a_topic_or_a_forum",
            ),
            models.CheckConstraint(condition=~Q(level="every", forum=None), name="every_message_of_forums_only"),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} · {self.topic or self.forum}"
