"""Verbs over what was handed in: kept once, decided once, confirmed, erased in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from intake.exceptions import Overtaken
from intake.models import OptIn, Submission

DECLINED_KEPT = timedelta(days=30)  # told to who sent it; what hangs on it goes as late
Handed = TypeVar("Handed", bound=Submission)
Address = TypeVar("Address", bound=OptIn)


def kept_once(earlier: Callable[[], Handed | None], make: Callable[[], Handed]) -> tuple[Handed, bool]:
    """Keep what a form makes, and whether it is new: the same form, sent twice, finds the `earlier` row.

    Two requests at the same moment meet at the key, which is unique. Raises IntegrityError for whatever else is not.
    """
    try:
        with transaction.atomic():
            return make(), True
    except IntegrityError:
        row = earlier()
        if row is None:
            raise
        return row, False


def locked(submission: Handed, *related: str) -> Handed:
    """The row as it is now, nobody else's until the transaction ends. Raises Overtaken when it is gone."""
    rows = type(submission)._default_manager.select_for_update(of=("self",)).select_related(*related)
    found: Handed | None = rows.filter(pk=submission.pk).first()
    if found is None:
        raise Overtaken
    return found


def locked_waiting(submission: Handed, *related: str) -> Handed:
    """The same of a row that waits. Raises Overtaken when somebody decided about it, or it is gone."""
    found = locked(submission, *related)
    if not found.is_waiting:
        raise Overtaken
    return found


def decide(submission: Handed, state: str, *related: str, by: Any, reason: str = "") -> Handed:
    """Accept or decline what waits, within the caller's transaction. Raises Overtaken when somebody decided before.

    The note goes: it was for deciding, and may say how to reach a person.
    """
    found = locked_waiting(submission, *related)
    found.state, found.reason, found.note = state, reason, ""
    found.decided_at, found.decided_by = timezone.now(), by
    found.save()
    return found


def declined_until(now: datetime | None = None) -> datetime:
    """The moment before which what was declined is erased."""
    return (now or timezone.now()) - DECLINED_KEPT


def confirm(opt_in: Address) -> Address:
    """The owner of the mailbox says yes. Safe to repeat."""
    if opt_in.confirmed_at is None:
        opt_in.confirmed_at = timezone.now()
        opt_in.save(update_fields=["confirmed_at"])
    return opt_in
