"""Verbs on how often somebody is mailed."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from forum.models import MailChoice


@transaction.atomic
def choose_rhythms(*, user: Any, chosen: dict[str, str]) -> None:
    """Keep these choices, named as `choices_of` names them; an empty rhythm means: as usual."""
    for name, rhythm in chosen.items():
        kind, _, number = name.partition("-")
        place: dict[str, Any] = {"forum": None, "collective": None}
        if number:
            place = {"forum_id": None, "collective_id": None, f"{kind}_id": int(number)}
        if rhythm:
            MailChoice.objects.update_or_create(user=user, **place, defaults={"rhythm": rhythm})
        else:
            MailChoice.objects.filter(user=user, **place).delete()


@transaction.atomic
def stop_mails(*, user: Any) -> None:
    """No mail of the forum any more, whatever was chosen for single places."""
    MailChoice.objects.filter(user=user).delete()
    MailChoice.objects.create(user=user, rhythm=MailChoice.Rhythm.NEVER)
