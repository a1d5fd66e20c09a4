"""Whose forums are whose, and which one of the campaign is for what."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import models
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


class CampaignForum(models.Model):
    """The forum of the whole campaign that something of the site leads to, whatever its moderators call it."""

    class Purpose(models.TextChoices):
        NEAR = "near", _("finding others nearby")

    purpose = models.CharField(max_length=10, choices=Purpose, unique=True)
    forum = models.OneToOneField("forum.Forum", models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("forum of the campaign")
        verbose_name_plural = _("forums of the campaign")

    def __str__(self) -> str:
        return self.get_purpose_display()
