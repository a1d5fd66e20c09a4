"""What was changed: written once, never altered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engine.append_only import AppendOnly
from surveillance.models.projects import Project


class Change(AppendOnly):
    """One change of a project, or of a commune's figures. `details` is a list of [field, before, after]."""

    class Act(models.TextChoices):
        CREATED = "created", _("project opened")
        REPORTED = "reported", _("reported without account")
        ACCEPTED = "accepted", _("report accepted")
        CHANGED = "changed", _("project changed")
        LINE_ADDED = "line_added", _("line added")
        LINE_CHANGED = "line_changed", _("line corrected")
        LINE_REMOVED = "line_removed", _("line removed")
        DOCUMENT_ADDED = "doc_added", _("document added")
        DOCUMENT_REMOVED = "doc_removed", _("document removed")
        FIGURE_ADDED = "fig_added", _("figure added")
        FIGURE_REMOVED = "fig_removed", _("figure removed")

    project = models.ForeignKey(Project, models.CASCADE, null=True, blank=True, related_name="changes")
    commune = models.ForeignKey("places.Commune", models.CASCADE, null=True, blank=True, related_name="+")
    act = models.CharField(max_length=12, choices=Act)
    details = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(project__isnull=False, commune__isnull=True)
                | Q(project__isnull=True, commune__isnull=False),
                name="change_of_a_project_or_a_commune",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} ({self.project or self.commune})"
