"""Flags, what is hidden, who is suspended, and the log of it all."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


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
    """What a moderator did: written once, read by those who moderate the same forum.

    What was done to somebody's profile (`whom`) lies in no forum: those who moderate the campaign read it.
    """

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
        CLEAR = "clear", _("words of a profile cleared")
        UNDO = "undo", _("undone")

    forum = models.ForeignKey("forum.Forum", models.CASCADE, null=True, related_name="+")
    whom = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    subject = models.CharField(max_length=255, blank=True)
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
