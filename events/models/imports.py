"""Where an event came from when it was read from somebody's calendar."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.models import Collective
from events.models.events import Event


class ImportedEvent(models.Model):
    """An event that a collective took from an .ics file: the same entry, read again, is the same event."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="imported", verbose_name=_("event"))
    collective = models.ForeignKey(
        Collective, models.CASCADE, related_name="imported_events", verbose_name=_("collective")
    )
    uid_hash = models.CharField(max_length=64, editable=False, help_text="SHA-256 of the UID, which may be long.")
    read_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("imported event")
        verbose_name_plural = _("imported events")
        constraints = [models.UniqueConstraint(fields=["collective", "uid_hash"], name="one_import_a_uid")]

    def __str__(self) -> str:
        return str(self.event)
