"""Keeping what somebody has not finished writing, for them alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from forum.models import Attachment, Draft
from forum.writing.queries.drafts import draft_for

KEPT = timedelta(days=180)  # since it was last touched: what nobody comes back to is not hoarded
MOST_FILES = 20  # in all the drafts of one person


class TooManyFiles(Exception):
    """The drafts of one person would hold more files than are kept for them."""


@transaction.atomic
def keep(
    *,
    user: Any,
    forum: Any,
    topic: Any = None,
    post: Any = None,
    seen: int | None = None,
    files: Sequence[Attachment] | None = None,
    **words: str,
) -> Draft | None:
    """Keep these words (`subject`, `content`, `tags`, `reason`) for this place in the stead of earlier ones.

    None at all, or what the post says already, forget the draft, unless it holds files. `seen` is how often the post
    had been changed when its author last saw it. `files`, of those that the person has put aside, are all that the
    draft holds from now on; None leaves them as they are.

    Raises TooManyFiles, and IntegrityError when the place or the person has just been deleted.
    """
    mine = Draft.objects.filter(user=user, **Draft.place(forum=forum, topic=topic, post=post))
    says_nothing = not any(text.strip() for text in words.values())
    if says_nothing or (post is not None and _says_already(post, words)):
        if not (files or (files is None and Attachment.objects.filter(draft__in=mine).exists())):
            mine.delete()
            return None
    place = Draft.place(forum=forum, topic=topic, post=post)
    draft = Draft.objects.update_or_create(user=user, **place, defaults={"forum": forum, "seen": seen, **words})[0]
    if files is not None:
        _fill(draft, files)
    return draft


def _fill(draft: Draft, files: Sequence[Attachment]) -> None:
    """Let a draft hold these files and no others. What it held before is swept away like everything put aside."""
    mine = Attachment.objects.filter(pending_of=draft.user)
    elsewhere = mine.exclude(draft=None).exclude(draft=draft).count()
    if files and elsewhere + len(files) > MOST_FILES:
        raise TooManyFiles
    draft.files.exclude(pk__in=[file.pk for file in files]).update(draft=None)
    for file in files:
        mine.filter(pk=file.pk).update(draft=draft, title=file.title)


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
    if (draft := draft_for(user, forum=forum, topic=topic, post=post)) is not None:
        draft.delete()


def prune(*, dry_run: bool = False) -> int:
    """Forget drafts that were left alone for half a year; how many there are."""
    old = Draft.objects.filter(saved_at__lt=timezone.now() - KEPT)
    return old.count() if dry_run else old.delete()[0]
