"""What people choose to tell of themselves."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PublicProfile(models.Model):
    """A person's own words and choices. Without a row nothing is told but the public name.

    `cleared` is what moderators took away: shown nowhere, kept to be given back, gone once the person writes anew, and
    the next night.
    Which collectives are shown is said by each membership (`campaign.Membership.is_shown`).
    """

    LONGEST = 1000  # characters

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="public_profile")
    words = models.TextField(_("about the person"), max_length=LONGEST, blank=True)
    cleared = models.TextField(blank=True, editable=False)
    shows_moderator = models.BooleanField(_("shown as moderator of the campaign"), default=False)

    class Meta:
        verbose_name = _("public profile")
        verbose_name_plural = _("public profiles")

    def __str__(self) -> str:
        return str(self.user)
