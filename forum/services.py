"""Verbs on topics and posts, the only writers."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from machina.core.db.models import get_model

from places.names import plain_letters
from safety.html import render_markdown

Forum = get_model("forum", "Forum")
Topic = get_model("forum_conversation", "Topic")
Post = get_model("forum_conversation", "Post")


@transaction.atomic
def start_topic(
    *, forum: Any, author: Any, subject: str, content: str, kind: int = Topic.TOPIC_POST, approved: bool = True
) -> Any:
    """Open a topic with its first post."""
    topic = Topic.objects.create(
        forum=forum, poster=author, subject=subject, type=kind, status=Topic.TOPIC_UNLOCKED, approved=approved
    )
    Post.objects.create(topic=topic, poster=author, subject=subject, content=content, approved=approved)
    topic.subscribers.add(author)
    return topic


@transaction.atomic
def reply(*, topic: Any, author: Any, content: str, approved: bool = True) -> Any:
    """Answer in a topic."""
    subject = topic.subject[: Post._meta.get_field("subject").max_length]
    return Post.objects.create(topic=topic, poster=author, subject=subject, content=content, approved=approved)


@transaction.atomic
def edit_post(*, post: Any, editor: Any, content: str, subject: str = "", reason: str = "") -> None:
    """Change what was said; the page then says that it was changed, and by whom if not by its author."""
    post.content = content
    if subject:
        post.subject = subject
    post.update_reason = reason or None
    post.updated_by = editor
    post.updates_count = F("updates_count") + 1
    post.save()
    post.refresh_from_db()


@transaction.atomic
def delete_post(*, post: Any) -> bool:
    """Take a post away, and the topic with it when nothing else was said there. Says whether the topic is gone."""
    whole_topic = bool(post.is_alone)
    post.delete()
    return whole_topic


def approve_post(*, post: Any) -> None:
    """Let a waiting post appear, and its topic if it opens one."""
    post.approved = post.just_approved = True
    post.save()


def set_locked(*, topic: Any, locked: bool) -> None:
    """Close a topic to further replies, or open it again."""
    topic.status = Topic.TOPIC_LOCKED if locked else Topic.TOPIC_UNLOCKED
    topic.save()


def set_kind(*, topic: Any, kind: int) -> None:
    """Make a topic an ordinary one, pinned, or an announcement."""
    topic.type = kind
    topic.save()


@transaction.atomic
def move_topic(*, topic: Any, forum: Any) -> None:
    """Put a topic into another forum. Its old address leads there."""
    topic.forum = forum
    topic.save()


@transaction.atomic
def delete_topic(*, topic: Any) -> None:
    """Delete a topic with everything said in it."""
    topic.delete()


@transaction.atomic
def keep_name_of(*, user: Any) -> None:
    """Write the public name into the posts of an account that is about to be deleted, so that replies make sense."""
    Post.objects.filter(poster=user).update(username=user.get_full_name())


@transaction.atomic
def erase_name(*, user: Any) -> None:
    """Leave no trace of who wrote these posts; they stay, under a tombstone."""
    Post.objects.filter(updated_by=user).update(updated_by=None)
    Post.objects.filter(poster=user).update(poster=None, username=None)
    Topic.objects.filter(poster=user).update(poster=None)


def render_again() -> int:
    """Render every post with the present pipeline; how many there were."""
    count = 0
    for post in Post.objects.order_by("pk").iterator(chunk_size=500):
        Post.objects.filter(pk=post.pk).update(
            _content_rendered=render_markdown(post.content.raw),
            search_text=plain_letters(f"{post.subject}\n{post.content.raw}"),
        )
        count += 1
    return count


def recount() -> int:
    """Count every topic and forum afresh, only writing those whose numbers were wrong; how many these were.

    Replies are counted one by one as they come, and two at the same moment may go astray.
    """
    wrong = 0
    for topic in Topic.objects.order_by("pk").iterator(chunk_size=500):
        posts = topic.posts.filter(approved=True)
        last = posts.order_by("-created", "-pk").first()
        first = topic.posts.order_by("created", "pk").first()
        wrong += _correct(
            topic,
            posts_count=posts.count(),
            first_post_id=first and first.pk,
            last_post_id=last and last.pk,
            last_post_on=last and last.created,
        )
    for forum in Forum.objects.order_by("pk"):
        topics = Topic.objects.filter(forum=forum, approved=True)
        latest = topics.exclude(last_post=None).order_by("-last_post_on").first()
        wrong += _correct(
            forum,
            direct_topics_count=topics.count(),
            direct_posts_count=topics.aggregate(total=Sum("posts_count"))["total"] or 0,
            last_post_id=latest and latest.last_post_id,
            last_post_on=latest and latest.last_post_on,
        )
    return wrong


def _correct(row: Any, **truth: Any) -> bool:
    """Write what is true of a topic or forum, if it says otherwise."""
    if all(getattr(row, name) == value for name, value in truth.items()):
        return False
    type(row).objects.filter(pk=row.pk).update(**truth)
    return True
