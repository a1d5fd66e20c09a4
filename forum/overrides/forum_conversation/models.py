"""Declared before machina's, which then keeps its hands off."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from machina.apps.forum_conversation.abstract_models import AbstractPost, AbstractTopic

from forum.order import count_reply, next_position, put_in_order
from safety.letters import plain_letters


class Topic(AbstractTopic):
    """A topic outlives the account that opened it, with everybody's replies."""

    poster = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("author")
    )

    class Meta(AbstractTopic.Meta):
        indexes = [
            *AbstractTopic.Meta.indexes,
            models.Index(fields=["forum", "type", "last_post_on", "id"], name="topics_of_a_forum"),
        ]


class Post(AbstractPost):
    """A post outlives its author's account; `username` then keeps the public name, or nothing after an erasure."""

    poster = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("author"),
    )

    # Among the approved posts of its topic, from 1; machina counts the earlier posts each time it is asked.
    position = models.IntegerField(editable=False, null=True, default=None)
    search_text = models.TextField(editable=False, default="")  # subject and words in small plain letters

    class Meta(AbstractPost.Meta):
        constraints = [models.UniqueConstraint(fields=["topic", "position"], name="one_post_a_position")]
        indexes = [
            models.Index(fields=["poster", "created"], name="posts_of_a_person"),
            models.Index(fields=["created"], name="posts_by_date"),
        ]

    @transaction.atomic(savepoint=False)
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep what the search reads; count a further reply by adding to the counters, anything else by recounting."""
        self.search_text = plain_letters(f"{self.subject}\n{self.content.raw if self.content else ''}")
        if self.pk is None and self.topic.first_post_id is not None:
            self.position = next_position(self.topic) if self.approved else None
            super(AbstractPost, self).save(*args, **kwargs)
            if self.approved:
                self._count_reply()
            return
        super().save(*args, **kwargs)
        if self.approved == (self.position is None):
            put_in_order(self.topic_id)
            self.refresh_from_db(fields=["position"])

    @transaction.atomic(savepoint=False)
    def delete(self, *args: Any, **kwargs: Any) -> None:
        """Close the gap; a topic without posts goes."""
        super().delete(*args, **kwargs)
        put_in_order(self.topic_id)

    def _count_reply(self) -> None:
        """What `forum_recount` would find, without reading the whole topic and the whole forum for each reply."""
        # A reply to a topic that waits for approval is counted with it.
        count_reply(self, in_forum=self.topic.approved)
        # Whoever saves these rows next must not write the old numbers back: what is not known here is read when asked.
        topic, forum = self.topic, self.topic.forum
        topic.posts_count, topic.updated, topic.last_post, topic.last_post_on = (
            self.position,
            self.updated,
            self,
            self.created,
        )
        for name in ("direct_posts_count", "updated", "last_post_id", "last_post_on"):
            forum.__dict__.pop(name, None)
        forum._state.fields_cache.pop("last_post", None)

    def clean(self) -> None:
        """machina demands an author or a visitor's key; a post whose author left has neither and can be edited."""


from machina.apps.forum_conversation.models import *  # noqa: E402, F403
