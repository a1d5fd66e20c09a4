"""What strangers report: kept, decided, followed by a private link, erased."""

from __future__ import annotations

import base64
import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from surveillance.exceptions import Overtaken
from surveillance.models import Change, Project, Report
from surveillance.services.history import note as write_down
from surveillance.services.history import settle
from surveillance.services.lines import add_line
from surveillance.services.projects import create_project

DECLINED_KEPT = timedelta(days=30)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def report_project(
    *, line: dict[str, Any], note: str = "", key: uuid.UUID | None = None, **fields: Any
) -> tuple[Report, str]:
    """Keep a stranger's project unpublished, with its first line; return it and the token of the private link.

    Nothing of the person is kept, and of the token only a digest.
    `key` (engine/idempotency.py) makes the token: asked twice with the same, the first report is returned.
    """
    token = _token_of(key) if key else secrets.token_urlsafe(24)
    try:
        with transaction.atomic():
            project = create_project(by=None, publish=False, **fields)
            add_line(project, by=None, **line)
            return Report.objects.create(project=project, note=note, token_digest=_digest(token)), token
    except IntegrityError:
        earlier = report_of_token(token)
        if earlier is None:
            raise
        return earlier, token


def _token_of(key: uuid.UUID) -> str:
    digest = salted_hmac("surveillance.report", key.hex, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def report_of_token(token: str) -> Report | None:
    """The report that a private link belongs to."""
    return Report.objects.filter(token_digest=_digest(token)).select_related("project").first()


@transaction.atomic
def accept_report(report: Report, *, by: Any) -> Project:
    """Publish the reported project. Raises Overtaken when somebody decided before."""
    report = _decide(report, Report.State.ACCEPTED, by=by)
    project = report.project
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
    _decide(report, Report.State.DECLINED, by=by, reason=reason)


def _decide(report: Report, state: str, *, by: Any, reason: str = "") -> Report:
    locked = Report.objects.select_for_update().select_related("project").get(pk=report.pk)
    if locked.state != Report.State.WAITING:
        raise Overtaken
    locked.state, locked.reason = state, reason
    locked.decided_at, locked.decided_by = timezone.now(), by
    # The words to those who decide have done their part.
    locked.note = ""
    locked.save()
    return locked


def erase_declined_reports(*, now: datetime | None = None) -> int:
    """Every night: erase what was declined more than 30 days ago; how many there were."""
    before = (now or timezone.now()) - DECLINED_KEPT
    old = Project.objects.filter(published_at=None, report__state=Report.State.DECLINED, report__decided_at__lt=before)
    number = old.count()
    old.delete()
    return number
