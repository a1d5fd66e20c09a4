"""Verbs on how often somebody is mailed, and the places they can choose for."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from campaign.models import Collective
from forum.machina import Forum
from forum.models import Following, MailChoice
from forum.queries import readable_forum_ids


def places_of(user: Any, handler: Any = None) -> tuple[list[Collective], list[Any]]:
    """The collectives one belongs to, and the forums one follows: each can have a rhythm of its own."""
    collectives = Collective.objects.filter(memberships__user=user, space__isnull=False)
    followed = Following.objects.filter(user=user, topic=None).exclude(level=Following.Level.MUTE)
    chosen = MailChoice.objects.filter(user=user).exclude(forum=None)
    forums = Forum.objects.filter(pk__in=readable_forum_ids(user, handler)).select_related("parent")
    forums = forums.filter(pk__in=followed.values("forum")) | forums.filter(pk__in=chosen.values("forum"))
    return list(collectives.order_by("name")), list(forums.order_by("tree_id", "lft"))


def choices_of(user: Any) -> dict[str, str]:
    """What was chosen: `usual`, `collective-<number>` or `forum-<number>`, and the rhythm."""
    chosen = {}
    for row in MailChoice.objects.filter(user=user):
        chosen[_name(row.collective_id, row.forum_id)] = row.rhythm
    return chosen


def _name(collective_id: int | None, forum_id: int | None) -> str:
    if collective_id is not None:
        return f"collective-{collective_id}"
    return "usual" if forum_id is None else f"forum-{forum_id}"


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
