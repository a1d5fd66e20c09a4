"""What a commune says, or somebody counted, of its cameras and their cost."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Figure(models.Model):
    """A number about the municipal cameras of a commune, never without its year and its source."""

    class What(models.TextChoices):
        CAMERAS = "cameras", _("cameras on public space")
        RUNNING_COST = "running", _("yearly cost, in euros")
        INVESTMENT = "investment", _("purchase and installation, in euros")

    class Quality(models.TextChoices):
        COUNTED = "counted", _("counted")
        AT_LEAST = "at_least", _("at least")
        ABOUT = "about", _("about")
        PLANNED = "planned", _("planned")
        REMOVED = "removed", _("removed")

    # What stands and is paid for; the rest is told beside it and never counted in.
    REAL = (Quality.COUNTED, Quality.AT_LEAST, Quality.ABOUT)

    commune = models.ForeignKey("places.Commune", models.PROTECT, related_name="figures", verbose_name=_("commune"))
    what = models.CharField(_("what it counts"), max_length=10, choices=What, default=What.CAMERAS)
    value = models.PositiveBigIntegerField(_("number"))
    quality = models.CharField(
        _("kind of figure"),
        max_length=8,
        choices=Quality,
        default=Quality.COUNTED,
        help_text=_("What is planned is not installed."),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    note = models.CharField(_("remark"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=200)
    source_url = models.URLField(_("address of the source"), blank=True, max_length=500)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("figure of a commune")
        verbose_name_plural = _("figures of communes")
        ordering = ["-year", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="figure_has_a_source"),
            models.CheckConstraint(
                condition=Q(what="cameras") | ~Q(quality="removed"), name="figure_only_cameras_are_removed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commune}: {self.value} ({self.get_what_display()}, {self.year})"

    @property
    def is_real(self) -> bool:
        """Whether it tells what is there, not what is planned or gone."""
        return self.quality in self.REAL
