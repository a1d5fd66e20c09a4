"""Words that people put on topics."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.tags.names import LONGEST_SLUG


class TopicTag(models.Model):
    """A tag as it is written on one topic; `slug` is what its spellings have in common.

    There is no row for the tag itself: its spelling and its very existence would tell of private topics that bear it.
    """

    LONGEST = 40

    topic = models.ForeignKey("forum_conversation.Topic", models.CASCADE, related_name="tags")
    slug = models.SlugField(max_length=LONGEST_SLUG, allow_unicode=True)
    name = models.CharField(max_length=LONGEST)

    class Meta:
        verbose_name = _("tag of a topic")
        verbose_name_plural = _("tags of topics")
        ordering = ["slug"]
        constraints = [models.UniqueConstraint(fields=["topic", "slug"], name="one_tag_once_a_topic")]

    def __str__(self) -> str:
        return self.name
