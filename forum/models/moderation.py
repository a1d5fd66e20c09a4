"""Flags, what is hidden, who is suspended, and the log of it all."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
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
        ordering = ["flagged_at", "pk"]
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


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    """Suspensions as sentences."""

    def running(self) -> Self:
        """Those that keep somebody from writing now."""
        return self.filter(models.Q(until=None) | models.Q(until__gt=timezone.now()))


class Suspension(models.Model):
    """Until then a person writes nothing: in the spaces of one collective, or, without one, on the whole forum.

    `until` is None for good: until moderators end it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="suspensions")
    collective = models.ForeignKey("campaign.Collective", models.CASCADE, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300)
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")

    def __str__(self) -> str:
        return self.reason

    @property
    def is_running(self) -> bool:
        """Whether it keeps somebody from writing now."""
        return self.until is None or self.until > timezone.now()


class Shelf(models.Model):
    """The forum where lies what moderators removed, until nobody can bring it back. Nobody reads there, whatever their
    rights (overrides/forum_permission/checker.py); there is one."""

    forum = models.OneToOneField("forum.Forum", models.CASCADE, related_name="shelf")

    class Meta:
        verbose_name = _("shelf of what was removed")
        verbose_name_plural = _("shelves of what was removed")

    def __str__(self) -> str:
        return str(self.forum)


class ModerationAct(models.Model):
    """What a moderator did: written once, read by those who moderate the same forum.

    What was done to somebody (`whom`) by the campaign lies in no forum: those who moderate the campaign read it.
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
        LIFT = "lift", _("suspension ended")
        REMOVE = "remove", _("all that an account wrote removed")
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
