"""Keeping what somebody has not finished writing, for them alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from forum.models import Draft

KEPT = timedelta(days=180)  # since it was last touched: what nobody comes back to is not hoarded


@transaction.atomic
def keep(*, user: Any, forum: Any, topic: Any = None, subject: str = "", content: str = "") -> Draft | None:
    """Keep these words for this place in the stead of earlier ones; none at all forget the draft.

    Raises IntegrityError when the place or the person has just been deleted.
    """
    if not (subject.strip() or content.strip()):
        forget(user=user, forum=forum, topic=topic)
        return None
    place = {"user": user, "topic": topic} if topic else {"user": user, "forum": forum, "topic": None}
    words = {"forum": forum, "subject": subject, "content": content}
    return Draft.objects.update_or_create(**place, defaults=words)[0]


def forget(*, user: Any, forum: Any, topic: Any = None) -> None:
    """The words for this place were sent."""
    drafts = Draft.objects.filter(user=user, topic=topic)
    (drafts if topic else drafts.filter(forum=forum)).delete()


def prune(*, dry_run: bool = False) -> int:
    """Forget drafts that were left alone for half a year; how many there are."""
    old = Draft.objects.filter(saved_at__lt=timezone.now() - KEPT)
    return old.count() if dry_run else old.delete()[0]
