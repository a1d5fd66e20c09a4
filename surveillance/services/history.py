"""Writing down what was changed, and what hangs on a change: the status, the words that are searched."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from safety.letters import plain_letters
from surveillance.models import Change, Project

Details = list[list[str]]


def note(project: Project, act: str, *, by: Any, details: Details | None = None) -> None:
    """Add a line to a project's history. `details` are [field, before, after]."""
    Change.objects.create(project=project, act=act, by=by, details=details or [])


def settle(project: Project) -> None:
    """Bring status, searched words and the moment of the last change up to what the rows say now."""
    lines = list(project.lines.all())
    project.status = next((line.status for line in lines if line.status), "")
    words = [project.name, project.other_names, project.area, project.funder, project.summary]
    words += [commune.name for commune in project.communes.all()]
    words += [company.name for company in project.companies.all()]
    words += [line.text for line in lines]
    project.search_text = plain_letters("\n".join(word for word in words if word))
    project.updated_at = timezone.now()
    project.save(update_fields=["status", "search_text", "updated_at"])
