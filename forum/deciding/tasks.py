"""What the worker does after a question was put or closed, or as it closes soon. It is given keys alone."""

from __future__ import annotations

from django_tasks import task

from forum.deciding.services.decisions import tell_of_decision as tell_voters
from forum.models import Decision


@task()
def tell_of_decision(decision_id: int, kind: str, but: int | None) -> None:
    """Tell that a question was put, closes soon or is closed."""
    for decision in Decision.objects.filter(pk=decision_id).select_related("topic", "topic__forum"):
        tell_voters(decision, kind=kind, but=but)
