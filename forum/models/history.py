"""What posts said before they were changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class EarlierVersion(models.Model):
    """What a post said until somebody changed it, for its author and those who moderate the forum.

    It goes with the post and with its author's account, and either of them can erase it: who takes a name out of a
    message must be able to have it gone.
    """

    post = models.ForeignKey("forum_conversation.Post", models.CASCADE, related_name="versions")
    subject = models.CharField(max_length=255)
    content = models.TextField()
    replaced_at = models.DateTimeField(auto_now_add=True)
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=255, blank=True)

    class Meta:
        verbose_name = _("earlier version")
        verbose_name_plural = _("earlier versions")
        ordering = ["-replaced_at", "-pk"]

    def __str__(self) -> str:
        return self.subject
