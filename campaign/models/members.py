"""Who belongs to a collective, and as what."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.models.collectives import Collective


class Membership(models.Model):
    """A person in a collective."""

    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        ORGANISER = "organiser", _("organiser")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    collective = models.ForeignKey(Collective, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)
    since = models.DateField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "collective"], name="one_membership_a_collective")]

    def __str__(self) -> str:
        return f"{self.user} · {self.collective}"


class MembershipRequest(models.Model):
    """Someone who asks to join a collective; gone once an organiser has answered."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="membership_requests")
    collective = models.ForeignKey(Collective, models.CASCADE, related_name="requests")
    words = models.TextField(
        _("a few words"), blank=True, max_length=1000, help_text=_("Only the organisers of the collective read them.")
    )
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["asked_at"]
        constraints = [models.UniqueConstraint(fields=["user", "collective"], name="one_request_a_collective")]

    def __str__(self) -> str:
        return f"{self.user} → {self.collective}"
