"""What topics are about, and what they were before: an event, a project, a place, another topic, a NodeBB forum."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TopicAboutQuerySet(models.QuerySet["TopicAbout"]):
    """Topics about something as sentences."""

    def of(self, thing: models.Model) -> Self:
        """The one about this event, project or commune."""
        return self.filter(**{TopicAbout.kind_of(thing): thing})


class TopicAbout(models.Model):
    """A topic is about an event, a surveillance project or a commune: exactly one of them in each row.

    Each has one topic. A topic is about one event and one project at most; communes may share theirs, when topics are
    merged.
    """

    KINDS = ("event", "project", "commune")
    ONCE_A_TOPIC = ("event", "project")

    topic = models.ForeignKey("forum_conversation.Topic", models.CASCADE, related_name="+")
    event = models.OneToOneField("events.Event", models.CASCADE, null=True, related_name="+")
    project = models.OneToOneField("surveillance.Project", models.CASCADE, null=True, related_name="+")
    commune = models.OneToOneField("places.Commune", models.CASCADE, null=True, related_name="+")

    objects = TopicAboutQuerySet.as_manager()

    class Meta:
        verbose_name = _("what a topic is about")
        verbose_name_plural = _("what topics are about")
        constraints = [
            models.CheckConstraint(
                condition=Q(event__isnull=False, project=None, commune=None)
                | Q(event=None, project__isnull=False, commune=None)
                | Q(event=None, project=None, commune__isnull=False),
                name="topic_about_one_thing",
            ),
            models.UniqueConstraint(fields=["topic"], condition=Q(event__isnull=False), name="topic_about_one_event"),
            models.UniqueConstraint(
                fields=["topic"], condition=Q(project__isnull=False), name="topic_about_one_project"
            ),
        ]

    def __str__(self) -> str:
        return str(self.event or self.project or self.commune)

    @classmethod
    def kind_of(cls, thing: models.Model) -> str:
        """The column that leads to things of this kind: it bears the name of their model."""
        kind = str(thing._meta.model_name)
        if kind not in cls.KINDS:
            raise ValueError(f"No topic is about {thing!r}.")
        return kind


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
