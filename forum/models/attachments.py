"""Files that people add to what they write: cleaned, without the names they had."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

FOLDER = "attachments"  # in the store of uploads; outside of PUBLIC_MEDIA, so that /media/ does not know it


class Attachment(models.Model):
    """A cleaned file of a post; until its post is sent, of the person who is writing, for a day, or for as long as the
    draft that they left it in. Nothing tells who added it later.

    `key` is its address. `small` is a still WebP for the page, there for pictures alone, with its size in pixels.
    """

    TITLE = 120  # characters

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    post = models.ForeignKey("forum_conversation.Post", models.CASCADE, null=True, related_name="files")
    pending_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    draft = models.ForeignKey("Draft", models.CASCADE, null=True, related_name="files")
    title = models.CharField(max_length=TITLE, blank=True)
    file = models.FileField(max_length=100)
    extension = models.CharField(max_length=8)
    size = models.PositiveBigIntegerField()  # bytes
    small = models.FileField(max_length=100, blank=True)
    small_width = models.PositiveSmallIntegerField(default=0)
    small_height = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(post=None) ^ models.Q(pending_of=None), name="attached_or_pending_never_both"
            ),
            models.CheckConstraint(
                condition=models.Q(draft=None) | models.Q(post=None), name="in_a_draft_until_attached"
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.extension} {self.pk}"
