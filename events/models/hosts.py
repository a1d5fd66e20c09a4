"""Who is asked to host with whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.models import Collective
from events.models.events import Event


class HostInvitation(models.Model):
    """A collective that others named as host. It hosts only once it has said yes; a no is kept, so that it is final."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="invitations", verbose_name=_("event"))
    collective = models.ForeignKey(
        Collective, models.CASCADE, related_name="host_invitations", verbose_name=_("collective")
    )
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation to host")
        verbose_name_plural = _("invitations to host")
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["event", "collective"], name="one_host_invitation_a_collective")]

    def __str__(self) -> str:
        return f"{self.event} · {self.collective}"
