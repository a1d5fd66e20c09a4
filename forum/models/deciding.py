"""Questions put in a topic, and what each person says to them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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
