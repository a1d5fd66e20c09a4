"""Verbs on posts: opening a topic, answering, changing, taking away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.timezone import now

from engine.versions import only_adding
from forum.live import services as live
from forum.machina import Post, Topic
from forum.models import Attachment, Following
from forum.notices.services.telling import forget_post
from forum.signals import post_appeared
from forum.tags.services import set_tags
from forum.writing.services import attaching
from forum.writing.services.history import keep_version
from forum.writing.services.locking import locked_post


class ChangedMeanwhile(Exception):
    """Somebody changed a post while somebody else, who had not seen that, was changing it."""


@transaction.atomic
@only_adding()
def start_topic(
    *,
    forum: Any,
    author: Any,
    subject: str,
    content: str,
    kind: int = Topic.TOPIC_POST,
    approved: bool = True,
    tags: Iterable[str] = (),
    files: Sequence[Attachment] = (),
) -> Any:
    """Open a topic with its first post, and the files of that."""
    topic = Topic.objects.create(
        forum=forum, poster=author, subject=subject, type=kind, status=Topic.TOPIC_UNLOCKED, approved=approved
    )
    post = Post.objects.create(topic=topic, poster=author, subject=subject, content=content, approved=approved)
    _add(files, to=post)
    set_tags(topic=topic, names=tags)
    if author is not None:
        Following.objects.create(user=author, topic=topic, level=Following.Level.FOLLOW)
    _appeared(post)
    return topic


@transaction.atomic
@only_adding()
def reply(*, topic: Any, author: Any, content: str, approved: bool = True, files: Sequence[Attachment] = ()) -> Any:
    """Answer in a topic, with files or without."""
    subject = topic.subject[: Post._meta.get_field("subject").max_length]
    post = Post.objects.create(topic=topic, poster=author, subject=subject, content=content, approved=approved)
    _add(files, to=post)
    _appeared(post)
    return post


def _add(files: Sequence[Attachment], *, to: Any) -> None:
    if files:
        attaching.attach(post=to, files=files)


@transaction.atomic
def edit_post(
    *,
    post: Any,
    editor: Any,
    content: str,
    subject: str = "",
    reason: str = "",
    tags: Iterable[str] | None = None,
    files: Sequence[Attachment] | None = None,
    seen: int | None = None,
) -> None:
    """Change what was said; the page then says that it was changed, and by whom if not by its author.

    What it said before is kept for the author and the moderators, but for slips put right at once. `tags` are the
    topic's and `files` the post's, from now on; None leaves them as they are. `seen` is how often the post had been
    changed when the editor last saw it: raises ChangedMeanwhile when other words stand there by now, and Overtaken when
    the post is elsewhere, or gone: what moderators took away comes back by nobody's late change.
    """
    if seen is not None:
        there = locked_post(post)
        post.topic = there.topic
        if there.updates_count != seen and there.content.raw.splitlines() != content.splitlines():
            raise ChangedMeanwhile
    if tags is not None:
        set_tags(topic=post.topic, names=tags)
    keep_version(post=post, editor=editor, subject=subject, content=content, reason=reason)
    post.content = content
    if subject:
        post.subject = subject
    post.update_reason = reason or None
    post.updated_by = editor
    post.updates_count = F("updates_count") + 1
    post.save()
    if files is not None:
        attaching.attach(post=post, files=files)
    post.refresh_from_db()
    if subject or tags is not None:
        live.topics_changed([post.topic_id])


@transaction.atomic
def delete_post(*, post: Any) -> bool:
    """Take a post away, and the topic with it when nothing else was said there. Says whether the topic is gone."""
    forget_post(post)
    whole_topic = bool(post.is_alone)
    post.delete()
    return whole_topic


@transaction.atomic
def approve_post(*, post: Any) -> None:
    """Let a waiting post appear, and its topic if it opens one.

    It was said now, as far as readers are concerned: it stands last, and counts as unread. What opens a topic that was
    answered meanwhile stays before its answers.
    """
    topic = post.topic
    opens = post.pk == topic.first_post_id
    if not (opens and topic.posts.exclude(pk=post.pk).exists()):
        post.created = now()
        if opens:
            Topic.objects.filter(pk=topic.pk).update(created=post.created)
    post.approved = post.just_approved = True
    post.save()
    _appeared(post)


def _appeared(post: Any) -> None:
    if post.approved:
        post_appeared.send(sender=Post, post=post)
