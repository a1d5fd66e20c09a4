"""The dated lines of a project: added, corrected, removed."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from surveillance.models import Change, Line, Project
from surveillance.models.projects import Status
from surveillance.services.history import Details, note, settle
from surveillance.validators import PartialDate, sorting_day

BEGINNINGS = frozenset({Status.PLANNED, Status.TENDER})


def _fill(line: Line, *, when: PartialDate, status: str, text: str, source: str, source_url: str) -> Line:
    line.date, line.precision = when.day, when.precision
    line.sorted_on = sorting_day(when.day, when.precision, begins=status in BEGINNINGS)
    line.status, line.text, line.source, line.source_url = status, text, source, source_url
    line.full_clean(exclude=["project", "created_by"])
    line.save()
    return line


def words_of_line(line: Line) -> dict[str, str]:
    """Every field a person may change, as text, for the history."""
    return {
        "date": str(line.when),
        "status": line.status,
        "text": line.text,
        "source": line.source,
        "source_url": line.source_url,
    }


@transaction.atomic
def add_line(
    project: Project, *, by: Any, when: PartialDate, source: str, status: str = "", text: str = "", source_url: str = ""
) -> Line:
    """Add a line. Raises ValidationError when it says nothing or has no source."""
    line = Line(project=project, created_by=by)
    _fill(line, when=when, status=status, text=text, source=source, source_url=source_url)
    details: Details = [[field, "", value] for field, value in words_of_line(line).items() if value]
    note(project, Change.Act.LINE_ADDED, by=by, details=details)
    settle(Project.objects.get(pk=project.pk))
    return line


@transaction.atomic
def change_line(
    line: Line, *, by: Any, when: PartialDate, source: str, status: str = "", text: str = "", source_url: str = ""
) -> Line:
    """Correct a line; what it said before stays in the history."""
    line = Line.objects.select_for_update().select_related("project").get(pk=line.pk)
    before = words_of_line(line)
    _fill(line, when=when, status=status, text=text, source=source, source_url=source_url)
    after = words_of_line(line)
    changed: Details = [[field, before[field], after[field]] for field in before if before[field] != after[field]]
    if changed:
        note(line.project, Change.Act.LINE_CHANGED, by=by, details=changed)
        settle(Project.objects.get(pk=line.project_id))
    return line


@transaction.atomic
def remove_line(line: Line, *, by: Any) -> None:
    """Remove a line; what it said stays in the history."""
    project = line.project
    details: Details = [[field, value, ""] for field, value in words_of_line(line).items() if value]
    line.delete()
    note(project, Change.Act.LINE_REMOVED, by=by, details=details)
    settle(Project.objects.get(pk=project.pk))
