"""Keeping what somebody has not finished writing, for them alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from forum.models import Draft

KEPT = timedelta(days=180)  # since it was last touched: what nobody comes back to is not hoarded


@transaction.atomic
def keep(
    *, user: Any, forum: Any, topic: Any = None, post: Any = None, seen: int | None = None, **words: str
) -> Draft | None:
    """Keep these words (`subject`, `content`, `tags`, `reason`) for this place in the stead of earlier ones.

    None at all, or what the post says already, forget the draft. `seen` is how often the post had been changed when
    its author last saw it. Raises IntegrityError when the place or the person has just been deleted.
    """
    place = Draft.place(forum=forum, topic=topic, post=post)
    if not any(text.strip() for text in words.values()) or (post is not None and _says_already(post, words)):
        Draft.objects.filter(user=user, **place).delete()
        return None
    return Draft.objects.update_or_create(user=user, **place, defaults={"forum": forum, "seen": seen, **words})[0]


def _says_already(post: Any, words: dict[str, str]) -> bool:
    """Whether a post is as it would be with these words. What is left empty changes nothing yet."""
    tags = ", ".join(post.topic.tags.values_list("name", flat=True))
    said = {
        "subject": post.topic.subject,
        "content": post.content.raw,
        "tags": tags,
        "reason": post.update_reason or "",
    }
    return all(not text or text.split() == said[name].split() for name, text in words.items())


def forget(*, user: Any, forum: Any, topic: Any = None, post: Any = None) -> None:
    """The words for this place were sent."""
    Draft.objects.filter(user=user, **Draft.place(forum=forum, topic=topic, post=post)).delete()


def prune(*, dry_run: bool = False) -> int:
    """Forget drafts that were left alone for half a year; how many there are."""
    old = Draft.objects.filter(saved_at__lt=timezone.now() - KEPT)
    return old.count() if dry_run else old.delete()[0]
