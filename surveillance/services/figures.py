"""The figures of communes."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from places.models import Commune
from surveillance.models import Change, Figure


def _words(figure: Figure) -> str:
    return f"{figure.what} {figure.value} {figure.quality} {figure.year} · {figure.source} {figure.source_url}".strip()


@transaction.atomic
def record_figure(*, commune: Commune, by: Any, **fields: Any) -> Figure:
    """Keep a figure. Raises ValidationError when it lacks a source, or counts removed euros."""
    figure = Figure(commune=commune, created_by=by, **fields)
    figure.full_clean(exclude=["commune", "created_by"])
    figure.save()
    Change.objects.create(commune=commune, act=Change.Act.FIGURE_ADDED, by=by, details=[["figure", "", _words(figure)]])
    return figure


@transaction.atomic
def remove_figure(figure: Figure, *, by: Any) -> None:
    """Remove a figure; what it said stays in the history."""
    Change.objects.create(
        commune=figure.commune, act=Change.Act.FIGURE_REMOVED, by=by, details=[["figure", _words(figure), ""]]
    )
    figure.delete()
