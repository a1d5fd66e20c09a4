"""What somebody writes and has not sent; whom they speak to."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """Words for one place, kept for the one who writes them: a change to a message of theirs (`post`), a reply in a
    topic, or a topic in a forum. Nobody else sees one, moderators and administrators' pages included; it goes when it
    is sent, and with the account.

    `tags` are as they were typed. `seen` is how often the message had been changed when the writer last saw it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    forum = models.ForeignKey("forum.Forum", models.CASCADE, related_name="+")
    topic = models.ForeignKey("forum_conversation.Topic", models.CASCADE, null=True, related_name="+")
    post = models.ForeignKey("forum_conversation.Post", models.CASCADE, null=True, related_name="+")
    subject = models.CharField(max_length=200, blank=True)
    content = models.TextField(blank=True)
    tags = models.CharField(max_length=250, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    seen = models.PositiveIntegerField(null=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "post"], name="one_draft_a_post"),
            models.UniqueConstraint(fields=["user", "topic"], name="one_draft_a_topic"),
            models.UniqueConstraint(
                fields=["user", "forum"], condition=models.Q(topic=None, post=None), name="one_new_topic_draft_a_forum"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @staticmethod
    def place(*, forum: Any, topic: Any = None, post: Any = None) -> dict[str, Any]:
        """What tells one place from the others. A change follows its message, whichever topic that comes to lie in."""
        if post is not None:
            return {"post": post}
        return {"topic": topic} if topic is not None else {"forum": forum, "topic": None, "post": None}


class Mention(models.Model):
    """Somebody is spoken to by name in an approved post that they may read. They are told once: the row stays when the
    name is taken out of the words.
    """

    post = models.ForeignKey("forum_conversation.Post", models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="mentioned_once")]

    def __str__(self) -> str:
        return f"{self.post_id} → {self.user_id}"
