"""The dated, sourced lines a project's story is made of."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from surveillance.models.projects import Project, Status
from surveillance.validators import PartialDate


class Line(models.Model):
    """What happened, when, and who says so. Without a status it is a fact that changes none."""

    class Precision(models.TextChoices):
        YEAR = "year", _("year")
        MONTH = "month", _("month")
        DAY = "day", _("day")

    project = models.ForeignKey(Project, models.CASCADE, related_name="lines")
    status = models.CharField(_("status"), max_length=10, choices=Status, blank=True)
    date = models.DateField(_("date"), help_text=_("The first day of the month or year when no day is known."))
    precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    sorted_on = models.DateField(editable=False, db_index=True, help_text=_("The day the line sorts by."))
    text = models.CharField(_("what happened"), max_length=400, blank=True)
    source = models.CharField(_("source"), max_length=200)
    source_url = models.URLField(_("address of the source"), blank=True, max_length=500)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("line of a project")
        verbose_name_plural = _("lines of a project")
        ordering = ["-sorted_on", "-date", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="line_has_a_source"),
            models.CheckConstraint(condition=~(Q(status="") & Q(text="")), name="line_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.when_words}: {self.get_status_display() or self.text}"

    @property
    def when(self) -> PartialDate:
        return PartialDate(self.date, self.precision)

    @property
    def when_words(self) -> str:
        """« 22 avril 2022 », « avril 2022 » or « 2022 »."""
        return words_of(self.date, self.precision)

    @property
    def when_machine(self) -> str:
        """For a `datetime` attribute: 2022, 2022-04 or 2022-04-22."""
        return str(self.when)


def words_of(day: date, precision: str) -> str:
    """A date of that precision in the language being read."""
    if precision == "year":
        return str(day.year)
    return date_format(day, "F Y" if precision == "month" else "DATE_FORMAT")
