"""Whose forums are whose."""

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
