"""Minutes of a date: written, corrected, erased."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from events.models import Minutes, MinutesVersion, Occurrence


@transaction.atomic
def write_minutes(occurrence: Occurrence, *, by: Any, text: str, decisions: str, audience: str) -> Minutes:
    """Keep the minutes as they read now, and one more version when anything changed."""
    minutes, made = Minutes.objects.select_for_update().get_or_create(
        occurrence=occurrence, defaults={"text": text, "decisions": decisions, "audience": audience}
    )
    now = {"text": text, "decisions": decisions, "audience": audience}
    if not made and all(getattr(minutes, name) == value for name, value in now.items()):
        return minutes
    for name, value in now.items():
        setattr(minutes, name, value)
    minutes.save()
    MinutesVersion.objects.create(minutes=minutes, by=by, **now)
    return minutes


@transaction.atomic
def forget_versions(minutes: Minutes) -> int:
    """Erase all but the last version, a name that should not have been written with them; return how many."""
    last = minutes.versions.first()
    old = minutes.versions.exclude(pk=last.pk) if last else minutes.versions.all()
    return old.delete()[0]


@transaction.atomic
def erase_minutes(minutes: Minutes) -> None:
    """Erase the minutes and every version of them."""
    minutes.delete()
