"""What machina has no rows for: whose forums are whose, topics about events, decisions, what was imported."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Space(models.Model):
    """A collective's category, with one forum that everybody reads and one for its members."""

    collective = models.OneToOneField("campaign.Collective", models.CASCADE, related_name="space")
    category = models.OneToOneField("forum.Forum", models.CASCADE, related_name="+")
    public_forum = models.OneToOneField("forum.Forum", models.CASCADE, related_name="+")
    private_forum = models.OneToOneField("forum.Forum", models.CASCADE, related_name="+")
    members = models.OneToOneField(Group, models.PROTECT, related_name="+")
    organisers = models.OneToOneField(Group, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("space of a collective")
        verbose_name_plural = _("spaces of collectives")

    def __str__(self) -> str:
        return str(self.collective)


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


class Decision(models.Model):
    """A question put to those a forum belongs to, in a topic: one open at a time, frozen once it is closed."""

    class Outcome(models.TextChoices):
        OPEN = "", _("open")
        ADOPTED = "adopted", _("adopted")
        REJECTED = "rejected", _("not adopted")
        BLOCKED = "blocked", _("blocked")
        NOBODY = "nobody", _("nobody answered")
        WITHDRAWN = "withdrawn", _("withdrawn")

    topic = models.ForeignKey("forum_conversation.Topic", models.CASCADE, related_name="decisions")
    question = models.CharField(max_length=500)
    nameless = models.BooleanField(default=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closes_at = models.DateTimeField()
    reminded = models.BooleanField(default=False)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True, default=Outcome.OPEN)
    withdrawn_because = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["topic"], condition=models.Q(outcome=""), name="one_open_decision_a_topic")
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def is_open(self) -> bool:
        """Whether voices can be given: the hourly job that writes the outcome may come a little later."""
        return not self.outcome and timezone.now() < self.closes_at


class Voice(models.Model):
    """What one person says to a decision. When it was nameless, `voter` is emptied as it closes."""

    class Choice(models.TextChoices):
        AGREE = "agree", _("I agree")
        ABSTAIN = "abstain", _("I abstain")
        DISAGREE = "disagree", _("I disagree")
        BLOCK = "block", _("I block")

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="voices")
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    choice = models.CharField(max_length=8, choices=Choice)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("voice")
        verbose_name_plural = _("voices")
        constraints = [
            models.UniqueConstraint(fields=["decision", "voter"], name="one_voice_a_person"),
            models.CheckConstraint(condition=~models.Q(choice="block", reason=""), name="who_blocks_says_why"),
        ]

    def __str__(self) -> str:
        return self.get_choice_display()


class FormerTopic(models.Model):
    """A topic that became part of another: its address leads there."""

    former_id = models.PositiveBigIntegerField(unique=True)
    topic = models.ForeignKey("forum_conversation.Topic", models.CASCADE, related_name="former")

    class Meta:
        verbose_name = _("former topic")
        verbose_name_plural = _("former topics")

    def __str__(self) -> str:
        return f"{self.former_id} → {self.topic_id}"


class Flag(models.Model):
    """Somebody tells the moderators of a post. Who it was stays between them."""

    class Reason(models.TextChoices):
        PERSON = "person", _("it says who somebody is, or where they live")
        HATE = "hate", _("it insults or threatens")
        DANGER = "danger", _("it puts people at risk")
        ADVERT = "advert", _("it is advertising")
        OTHER = "other", _("something else")

    post = models.ForeignKey("forum_conversation.Post", models.CASCADE, related_name="flags")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=6, choices=Reason)
    words = models.CharField(max_length=500, blank=True)
    flagged_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        ordering = ["flagged_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "by"], condition=models.Q(settled_at=None), name="one_open_flag_a_person"
            )
        ]

    def __str__(self) -> str:
        return self.get_reason_display()


class HiddenPost(models.Model):
    """What a hidden post said: the post itself only says that it is hidden, and why, in every door."""

    post = models.OneToOneField("forum_conversation.Post", models.CASCADE, related_name="hidden")
    content = models.TextField()
    subject = models.CharField(max_length=255)
    reason = models.CharField(max_length=300)

    class Meta:
        verbose_name = _("hidden post")
        verbose_name_plural = _("hidden posts")

    def __str__(self) -> str:
        return self.reason


class Suspension(models.Model):
    """Until then a person writes nothing: in the spaces of one collective, or, without one, on the whole forum."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="suspensions")
    collective = models.ForeignKey("campaign.Collective", models.CASCADE, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300)
    until = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")

    def __str__(self) -> str:
        return self.reason


class ModerationAct(models.Model):
    """What a moderator did: written once, read by those who moderate the same forum."""

    class What(models.TextChoices):
        LOCK = "lock", _("locked")
        UNLOCK = "unlock", _("unlocked")
        KIND = "kind", _("pinned, announced or made ordinary")
        MOVE = "move", _("moved")
        SPLIT = "split", _("split")
        MERGE = "merge", _("merged")
        DELETE = "delete", _("deleted")
        APPROVE = "approve", _("approved")
        DECLINE = "decline", _("not approved")
        HIDE = "hide", _("hidden")
        SHOW = "show", _("shown again")
        DISMISS = "dismiss", _("flag set aside")
        SUSPEND = "suspend", _("author suspended")
        UNDO = "undo", _("undone")

    forum = models.ForeignKey("forum.Forum", models.CASCADE, related_name="+")
    subject = models.CharField(max_length=255)
    what = models.CharField(max_length=8, choices=What)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    before = models.JSONField(default=dict, blank=True)  # what to put back when it is undone in time
    undone = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("act of moderation")
        verbose_name_plural = _("acts of moderation")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_what_display()} · {self.subject}"
