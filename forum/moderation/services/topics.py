"""Verbs on whole topics: closing, pinning, moving, splitting, merging, deleting."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from forum.live import services as live
from forum.machina import Post, Topic, TopicPoll
from forum.models import Decision, Draft, FormerTopic, TopicAbout
from forum.notices.services.following import copy_followings
from forum.notices.services.telling import move_notices
from forum.order import put_in_order
from forum.tags.services import share_tags


@transaction.atomic
def set_locked(*, topic: Any, locked: bool) -> None:
    """Close a topic to further replies, or open it again."""
    topic.status = Topic.TOPIC_LOCKED if locked else Topic.TOPIC_UNLOCKED
    topic.save()
    live.topics_changed([topic.pk])


@transaction.atomic
def set_kind(*, topic: Any, kind: int) -> None:
    """Make a topic an ordinary one, pinned, or an announcement."""
    topic.type = kind
    topic.save()
    live.topics_changed([topic.pk])


@transaction.atomic
def move_topic(*, topic: Any, forum: Any) -> None:
    """Put a topic into another forum. Its old address leads there."""
    topic.forum = forum
    topic.save()
    live.topics_changed([topic.pk])


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
    share_tags(topic=new, other=topic)
    copy_followings(topic=topic, to=new)
    return new


@transaction.atomic
def merge_topics(*, topic: Any, into: Any) -> Any:
    """Put everything said in one topic into another, by date; the first one's address leads there from now on.

    Raises ValueError, with a sentence for the person, for a topic and itself, and when a question is open in both, or
    both have a poll: a topic has one at a time.
    """
    if topic.pk == into.pk:
        raise ValueError(gettext("A topic is not merged with itself. Choose another one."))
    if Decision.objects.filter(topic__in=[topic, into], outcome="").count() > 1:
        raise ValueError(gettext("A question is open in both. Wait until one is decided."))
    polls = TopicPoll.objects.filter(topic__in=[topic, into])
    if len(polls) > 1:
        raise ValueError(gettext("Both have a poll, and a topic has one. Delete one of them first."))
    polls.update(topic=into)
    Decision.objects.filter(topic=topic).update(topic=into)
    topic.posts.update(topic=into, position=None)
    share_tags(topic=into, other=topic)
    copy_followings(topic=topic, to=into)
    move_notices(topic=topic, into=into)
    FormerTopic.objects.filter(topic=topic).update(topic=into)
    writers = Draft.objects.filter(topic=into).values("user")
    Draft.objects.filter(topic=topic).exclude(user__in=writers).update(topic=into, forum=into.forum)
    FormerTopic.objects.create(former_id=topic.pk, topic=into)
    _carry_over(topic, into)
    topic.refresh_from_db()
    topic.delete()
    _settle(into)
    return into


def _carry_over(topic: Any, into: Any) -> None:
    """What a topic is about is what the other is about, unless that has an event or a project of its own."""
    links = TopicAbout.objects.filter(topic=topic)
    for kind in TopicAbout.ONCE_A_TOPIC:
        if TopicAbout.objects.filter(topic=into, **{f"{kind}__isnull": False}).exists():
            links = links.filter(**{kind: None})
    links.update(topic=into)


def _settle(*topics: Any) -> None:
    """Number and count what moved between topics."""
    for topic in topics:
        put_in_order(topic.pk)
        topic.refresh_from_db()
        topic.update_trackers()
    live.topics_changed(topic.pk for topic in topics)


@transaction.atomic
def delete_topic(*, topic: Any) -> None:
    """Delete a topic with everything said in it."""
    topic.delete()
