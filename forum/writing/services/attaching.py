"""Verbs on the files of posts: keeping what was cleaned, giving it to a post, taking it away for good."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, cast

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from forum.models import Attachment
from forum.models.attachments import FOLDER
from safety.cleaning import Clean, Small

PENDING_FOR = timedelta(days=1)  # as long as a form may stay open
_AT_ONCE = 500


def keep(*, owner: Any, file: Clean, small: Small | None) -> Attachment:
    """Put a cleaned file aside for the message that its owner is writing, under names drawn by lot; closes both."""
    attachment = Attachment(pending_of=owner, extension=file.extension, size=file.size)
    with file.body:
        attachment.file.save(_name(file.extension), File(cast(Any, file.body)), save=False)
    if small is not None:
        with small.body:
            attachment.small.save(_name("webp"), File(cast(Any, small.body)), save=False)
        attachment.small_width, attachment.small_height = small.width, small.height
    attachment.save()
    return attachment


def _name(extension: str) -> str:
    return f"{FOLDER}/{uuid.uuid4().hex}.{extension}"


@transaction.atomic
def attach(*, post: Any, files: Sequence[Attachment]) -> None:
    """Let a post have these files and no others; each keeps the title that it has here.

    Files that another post was given meanwhile stay there.
    """
    post.files.exclude(pk__in=[file.pk for file in files]).delete()
    for file in files:
        mine = Attachment.objects.filter(pk=file.pk)
        if file.post_id is None:
            mine.filter(post=None).update(post=post, pending_of=None, draft=None, title=file.title)
        else:
            mine.filter(post=post).exclude(title=file.title).update(title=file.title)


def erase_files(names: Iterable[str]) -> None:
    """Take files out of the store once what happens now is certain. What is not there any more is no fault."""
    gone = [name for name in names if name]

    def erase() -> None:
        for name in gone:
            with suppress(OSError):
                default_storage.delete(name)

    transaction.on_commit(erase, robust=True)


def sweep() -> int:
    """Delete what was put aside, in no draft and never sent, and files that no row knows; how many that were."""
    before = timezone.now() - PENDING_FOR
    left = Attachment.objects.filter(post=None, draft=None, added_at__lt=before)
    count = len(left)
    left.delete()
    return count + sum(_erase_unknown(names, before=before) for names in _stored_names())


def _stored_names() -> Iterable[list[str]]:
    """The names of all stored files, some hundred at a time."""
    try:
        _folders, files = default_storage.listdir(FOLDER)
    except FileNotFoundError:  # nobody has added a file yet
        return
    for start in range(0, len(files), _AT_ONCE):
        yield [f"{FOLDER}/{name}" for name in files[start : start + _AT_ONCE]]


def _erase_unknown(names: list[str], *, before: datetime) -> int:
    """Delete those that no attachment has. Young ones may belong to a row that is being written."""
    rows = Attachment.objects
    known = {*rows.filter(file__in=names).values_list("file", flat=True)}
    known |= {*rows.filter(small__in=names).values_list("small", flat=True)}
    unknown = [name for name in names if name not in known and default_storage.get_modified_time(name) < before]
    for name in unknown:
        default_storage.delete(name)
    return len(unknown)
