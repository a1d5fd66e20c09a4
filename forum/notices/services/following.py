"""Verbs on what a person follows and mutes."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from forum.models import Following

Level = Following.Level


def set_level(*, user: Any, level: str, topic: Any = None, forum: Any = None) -> None:
    """Follow or mute a topic or a forum; an empty level does neither any more. Safe to repeat."""
    place = {"topic": topic} if topic is not None else {"forum": forum}
    if level:
        Following.objects.update_or_create(user=user, **place, defaults={"level": level})
    else:
        Following.objects.filter(user=user, **place).delete()


@transaction.atomic
def copy_followings(*, topic: Any, to: Any) -> None:
    """Who follows or mutes a topic does so with another one, unless they have said something of that one already."""
    decided = Following.objects.filter(topic=to).values("user")
    missing = Following.objects.filter(topic=topic).exclude(user__in=decided).values_list("user", "level")
    Following.objects.bulk_create(Following(user_id=user, topic=to, level=level) for user, level in missing)
