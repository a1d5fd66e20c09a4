"""People who want to be told when something starts near them: an address, a commune, a radius, and nothing else."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.models import OptIn


class Watch(OptIn):
    """One address that waits for something to start around a commune."""

    commune = models.ForeignKey("places.Commune", models.CASCADE, related_name="+", verbose_name=_("commune"))
    radius_km = models.PositiveSmallIntegerField(
        _("how far"), default=20, validators=[MinValueValidator(0), MaxValueValidator(200)]
    )

    class Meta:
        verbose_name = _("watch")
        verbose_name_plural = _("watches")
        indexes = [models.Index(fields=["email"], name="watch_by_address")]

    def __str__(self) -> str:
        return f"{self.commune} · {self.radius_km} km"  # never the address: this reaches logs


class WatchTold(models.Model):
    """That a watch has been told of a thing, so that it is told once."""

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="told")
    what = models.CharField(max_length=60, help_text=_("Room and key, like collective:12."))
    on = models.DateField(default=timezone.localdate)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["watch", "what"], name="told_once")]

    def __str__(self) -> str:
        return self.what
