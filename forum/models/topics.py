"""What topics are about, and what they were before: an event, a project, a place, another topic, a NodeBB forum."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventTopic(models.Model):
    """The one topic about an event, in the public forum of one of its hosts."""

    event = models.OneToOneField("events.Event", models.CASCADE, related_name="+")
    topic = models.OneToOneField("forum_conversation.Topic", models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("topic about an event")
        verbose_name_plural = _("topics about events")

    def __str__(self) -> str:
        return str(self.event)


class ProjectTopic(models.Model):
    """The one topic about a surveillance project, in the public forum of a collective of its commune."""

    project = models.OneToOneField("surveillance.Project", models.CASCADE, related_name="+")
    topic = models.OneToOneField("forum_conversation.Topic", models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("topic about a surveillance project")
        verbose_name_plural = _("topics about surveillance projects")

    def __str__(self) -> str:
        return str(self.project)


class NearTopic(models.Model):
    """Where people near a commune find each other; when topics are merged, communes may share one."""

    commune = models.OneToOneField("places.Commune", models.CASCADE, related_name="+")
    topic = models.ForeignKey("forum_conversation.Topic", models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("topic of people nearby")
        verbose_name_plural = _("topics of people nearby")

    def __str__(self) -> str:
        return str(self.commune)


class FormerTopic(models.Model):
    """A topic that became part of another: its address leads there."""

    former_id = models.PositiveBigIntegerField(unique=True)
    topic = models.ForeignKey("forum_conversation.Topic", models.CASCADE, related_name="former")

    class Meta:
        verbose_name = _("former topic")
        verbose_name_plural = _("former topics")

    def __str__(self) -> str:
        return f"{self.former_id} → {self.topic_id}"


class ImportedItem(models.Model):
    """What came from a NodeBB forum: its number there, and what it is here. Its old addresses lead to it."""

    class Kind(models.TextChoices):
        CATEGORY = "category"
        TOPIC = "topic"
        POST = "post"

    kind = models.CharField(max_length=8, choices=Kind)
    number = models.PositiveBigIntegerField()
    target = models.PositiveBigIntegerField(db_index=True)
    topic = models.PositiveBigIntegerField(null=True)  # of a post: its topic's number there
    index = models.PositiveIntegerField(default=0)  # of a post: its place in the topic there, from 1
    digest = models.CharField(max_length=64, blank=True)  # of a post: SHA-256 of the words that were brought in

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="imported_once")]
        indexes = [models.Index(fields=["topic", "index"], name="imported_post_by_place")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
