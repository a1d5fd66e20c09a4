"""What strangers report."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveillance.models.projects import Project


class ReportQuerySet(models.QuerySet):
    """Reports as sentences."""

    def waiting(self):
        """Those nobody has decided yet, the oldest first."""
        return self.filter(state=Report.State.WAITING).order_by("created_at", "pk")

    def decidable_by(self, user):
        """Those about projects this person may change."""
        return self.filter(project__in=Project.objects.changeable_by(user).values("pk"))


class Report(models.Model):
    """A project told by somebody without account: it waits unpublished until someone decides.

    Nothing of the person is kept. They may come back by a private link, of which only a digest lies here.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    project = models.OneToOneField(Project, models.CASCADE, related_name="report", verbose_name=_("project"))
    note = models.TextField(_("note to those who decide"), blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING, db_index=True)
    reason = models.TextField(_("reason"), blank=True)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of a project")
        verbose_name_plural = _("reports of projects")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return str(self.project)
