"""A link by which an organiser lets people into a collective: how many, until when, as what."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.models.collectives import Collective
from campaign.models.members import Membership


class InvitationQuerySet(models.QuerySet):
    """Invitations as sentences."""

    def open(self):
        """Those that still let somebody in: who made them still runs the collective, and nobody declined it."""
        runs = Membership.objects.filter(
            user=models.OuterRef("made_by"), collective=models.OuterRef("collective"), role=Membership.Role.ORGANISER
        )
        return self.filter(
            models.Exists(runs),
            uses_left__gt=0,
            last_day__gte=timezone.localdate(),
            made_by__is_active=True,
        ).exclude(collective__approved_at=None, collective__declined_at__isnull=False)

    def over(self):
        """Those whose days or uses are over."""
        return self.filter(models.Q(uses_left=0) | models.Q(last_day__lt=timezone.localdate()))


class Invitation(models.Model):
    """The link itself is kept nowhere: `token_hash` is the SHA-256 of its 256 random bits, in hexadecimal."""

    collective = models.ForeignKey(Collective, models.CASCADE, related_name="invitations")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    role = models.CharField(_("role"), max_length=10, choices=Membership.Role, default=Membership.Role.MEMBER)
    uses_left = models.PositiveSmallIntegerField(_("people it still lets in"))
    last_day = models.DateField(_("last day"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["last_day", "pk"]

    def __str__(self) -> str:
        return f"{self.collective} · {self.role}"
