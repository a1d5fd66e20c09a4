"""What strangers report: kept, decided, erased."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from intake.services import decide, declined_until, kept_once
from surveillance.models import Change, Project, Report
from surveillance.services.history import note as write_down
from surveillance.services.history import settle
from surveillance.services.lines import add_line
from surveillance.services.projects import create_project


@transaction.atomic
def report_project(*, line: dict[str, Any], note: str = "", key: uuid.UUID | None = None, **fields: Any) -> Report:
    """Keep a stranger's project unpublished, with its first line. Nothing of the person is kept.

    `key` (engine/idempotency.py) is the report's own: asked twice with the same, the first report is returned.
    """
    key = key or uuid.uuid4()

    def make() -> Report:
        project = create_project(by=None, publish=False, **fields)
        add_line(project, by=None, **line)
        return Report.objects.create(project=project, note=note, key=key)

    report, _is_new = kept_once(lambda: Report.objects.filter(key=key).first(), make)
    return report


@transaction.atomic
def accept_report(report: Report, *, by: Any) -> Project:
    """Publish the reported project. Raises Overtaken when somebody decided before."""
    project = decide(report, Report.State.ACCEPTED, "project", by=by).project
    project.published_at = timezone.now()
    project.save(update_fields=["published_at"])
    write_down(project, Change.Act.ACCEPTED, by=by)
    settle(project)
    return project


@transaction.atomic
def decline_report(report: Report, *, by: Any, reason: str) -> None:
    """Leave it unpublished; whoever holds the private link reads the reason until the nightly job erases both.

    Raises Overtaken when somebody decided before.
    """
    decide(report, Report.State.DECLINED, "project", by=by, reason=reason)


def erase_declined_reports(*, now: datetime | None = None) -> int:
    """Every night: erase what was declined more than 30 days ago; how many there were."""
    declined = Report.objects.declined_before(declined_until(now))
    old = Project.objects.filter(published_at=None, report__in=declined)
    number = old.count()
    old.delete()
    return number
