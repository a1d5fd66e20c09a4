"""What strangers propose."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaign.models import Collective
from events import links
from events.models.events import Event
from intake.models import Submission


class Proposal(Submission):
    """An event a stranger proposed: the event waits unpublished until someone decides."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="proposal", verbose_name=_("event"))
    collective = models.ForeignKey(
        Collective,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("for the collective"),
    )

    class Meta(Submission.Meta):
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")

    def __str__(self) -> str:
        return str(self.event)

    @property
    def was_published_at_once(self) -> bool:
        """Whether nobody has read it yet: its collective is trusted, and its author's browser did the work."""
        return self.state == self.State.ACCEPTED and self.decided_by_id is None

    @property
    def private_path(self) -> str:
        """The address by which its author follows it."""
        return reverse("events:proposal", args=[links.PROPOSAL.token_of(self)])


class TrustedCollective(models.Model):
    """A collective to which the campaign's moderators lend their trust: what is proposed to it appears at once.

    Only proposals that come with a solved piece of work (forms/proposals.py); its organisers may take them off again.
    """

    collective = models.OneToOneField(Collective, models.CASCADE, related_name="trust", verbose_name=_("collective"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("trusted collective")
        verbose_name_plural = _("trusted collectives")

    def __str__(self) -> str:
        return str(self.collective)
