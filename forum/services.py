"""Verbs on topics and posts, the only writers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils.timezone import now
from django.utils.translation import gettext
from machina.core.db.models import get_model

from forum.models import Decision, EventTopic, FormerTopic, HiddenPost, ProjectTopic
from forum.order import put_in_order
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
def split_topic(*, topic: Any, posts: Iterable[Any], subject: str, forum: Any = None) -> Any:
    """Make some posts a topic of their own, in the same forum or another; each keeps its address.

    Raises ValueError for posts of other topics, and when nothing would stay: that is what moving a topic is for.
    """
    numbers = {post.pk for post in posts}
    chosen = topic.posts.filter(pk__in=numbers).order_by("created", "pk")
    first = chosen.first()
    if first is None or chosen.count() != len(numbers) or not topic.posts.exclude(pk__in=numbers).exists():
        raise ValueError("Some posts of one topic, and not all of them.")
    new = Topic.objects.create(
        forum=forum or topic.forum,
        poster=first.poster,
        subject=subject,
        type=Topic.TOPIC_POST,
        status=Topic.TOPIC_UNLOCKED,
        approved=first.approved,
    )
    chosen.update(topic=new, position=None)
    _settle(new, topic)
    opening = Post.objects.get(pk=first.pk)
    opening.subject = subject
    opening.save()
    new.subscribers.set(topic.subscribers.all())
    return new


@transaction.atomic
def merge_topics(*, topic: Any, into: Any) -> Any:
    """Put everything said in one topic into another, by date; the first one's address leads there from now on.

    Raises ValueError for a topic and itself, and when a question is open in both: a topic has one at a time.
    """
    if topic.pk == into.pk:
        raise ValueError("A topic is not merged with itself.")
    if Decision.objects.filter(topic__in=[topic, into], outcome="").count() > 1:
        raise ValueError("A question is open in both.")
    Decision.objects.filter(topic=topic).update(topic=into)
    topic.posts.update(topic=into, position=None)
    into.subscribers.add(*topic.subscribers.all())
    FormerTopic.objects.filter(topic=topic).update(topic=into)
    FormerTopic.objects.create(former_id=topic.pk, topic=into)
    for subject in (EventTopic, ProjectTopic):
        if not subject.objects.filter(topic=into).exists():
            subject.objects.filter(topic=topic).update(topic=into)
    topic.refresh_from_db()
    topic.delete()
    _settle(into)
    return into


def _settle(*topics: Any) -> None:
    """Number and count what moved between topics."""
    for topic in topics:
        put_in_order(topic.pk)
        topic.refresh_from_db()
        topic.update_trackers()


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


@transaction.atomic
def erase_words(*, user: Any) -> None:
    """Take away what a person said: topics where nobody else spoke go, elsewhere a mark remains in its place."""
    for topic in Topic.objects.filter(poster=user):
        if not topic.posts.exclude(poster=user).exists():
            delete_topic(topic=topic)
    HiddenPost.objects.filter(post__poster=user).delete()
    mark = gettext("Erased by its author.")
    for post in Post.objects.filter(poster=user):
        subject = post.subject if post.is_topic_head else post.topic.subject
        post.content, post.subject = mark, subject[: Post._meta.get_field("subject").max_length]
        post.update_reason = None
        post.save()


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
    """Number every post, count every topic and forum afresh, only writing what was wrong; how much that was.

    Rows that are written past the services, by the administration's bulk actions say, leave gaps.
    """
    wrong = put_in_order()
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
