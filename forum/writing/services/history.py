"""Keeping what posts said before, and letting it go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from forum.models import EarlierVersion

# Whoever puts their own words right at once, before anybody answered, leaves no trace of the slip.
GRACE = timedelta(minutes=5)


def keep_version(*, post: Any, editor: Any, subject: str, content: str, reason: str) -> EarlierVersion | None:
    """Before a post is changed into this: keep what it says now; None when there is nothing to keep."""
    before = type(post)._default_manager.get(pk=post.pk)
    same = before.content.raw.splitlines() == content.splitlines() and subject in ("", before.subject)
    if same or _is_slip(before, editor):
        return None
    return EarlierVersion.objects.create(
        post=post, subject=before.subject, content=before.content.raw, replaced_by=editor, reason=reason
    )


def _is_slip(post: Any, editor: Any) -> bool:
    own = post.poster_id is not None and post.poster_id == getattr(editor, "pk", None)
    if not own or now() - post.created > GRACE:
        return False
    return not post.topic.posts.filter(created__gt=post.created).exclude(poster=editor).exists()


@transaction.atomic
def erase_version(*, version: EarlierVersion) -> None:
    """Forget what a post said before, for good."""
    version.delete()


@transaction.atomic
def erase_versions_of(*, user: Any) -> int:
    """Forget all that this person's posts said before; how much there was."""
    return EarlierVersion.objects.filter(post__poster=user).delete()[0]
