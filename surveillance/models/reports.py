"""What strangers report."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models import Submission, SubmissionQuerySet
from surveillance.models.projects import Project


class ReportQuerySet(SubmissionQuerySet):
    """Reports as sentences."""

    def decidable_by(self, user):
        """Those about projects this person may change."""
        return self.filter(project__in=Project.objects.changeable_by(user).values("pk"))


class Report(Submission):
    """A project told by somebody without account: it waits unpublished until someone decides."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="report", verbose_name=_("project"))
    # Of links given out before 0.2.0, which were made of no key.
    token_digest = models.CharField(max_length=64, blank=True, default="", db_index=True, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta(Submission.Meta):
        verbose_name = _("report of a project")
        verbose_name_plural = _("reports of projects")

    def __str__(self) -> str:
        return str(self.project)
