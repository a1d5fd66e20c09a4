"""Reads of read marks: what somebody has seen, what is unread to them, where a post or a topic is now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from engine.prepared_queries import prepared
from forum.machina import Forum, ForumReadTrack, Topic, TopicReadTrack
from forum.models import Following, FormerTopic
from forum.queries import WORDS, visible_posts, visible_topics


def where_is(user: Any, *, post: str = "", former_topic: int = 0, handler: Any = None) -> Any:
    """The topic that holds a post now, or that a topic of this number was merged into; None where there is none."""
    if post.isdecimal() and len(post) < 10:
        found = visible_posts(user, handler).filter(pk=post).first()
        if found is not None:
            return found.topic
    if former_topic:
        merged = FormerTopic.objects.filter(former_id=former_topic).values("topic_id")
        return visible_topics(user, handler).filter(pk__in=merged).first()
    return None


@prepared
def _reading_marks(*, user: int, topic: int, forum: int) -> QuerySet[Any]:
    marks = TopicReadTrack.objects.filter(user=user, topic=topic).values_list("mark_time", flat=True)
    with_forum = ForumReadTrack.objects.filter(user=user, forum=forum).values_list("mark_time", flat=True)
    return marks.union(with_forum, all=True)


def seen_until(topic: Any, user: Any) -> datetime | None:
    """Until when this person has seen what is said in this topic, or marked its forum as read; None: never."""
    return max(_reading_marks(user=user.pk, topic=topic.pk, forum=topic.forum_id), default=None)


def first_since(topic: Any, moment: datetime, *, reader: Any) -> Any:
    """The first approved post of a topic that somebody else than its reader wrote after a moment; None when none is."""
    later = topic.posts.filter(position__isnull=False, created__gt=moment)
    if reader.is_authenticated:
        later = later.exclude(poster=reader)
    return later.defer(*WORDS).order_by("position").first()


def muted_by(user: Any) -> Q:
    """Condition on topics: this person wants to hear nothing of them, or of a forum they lie in."""
    return Q(Exists(Following.objects.filter(user=user).muting().over_each()))


def unread_by(user: Any) -> Q:
    """Condition on topics: something was said since this person looked at the topic, and marked its forum as read.

    What they muted is never unread.
    """
    seen = {"user": user, "mark_time__gte": OuterRef("last_post_on")}
    read_alone = Q(Exists(TopicReadTrack.objects.filter(topic=OuterRef("pk"), **seen)))
    read_with_forum = Q(Exists(ForumReadTrack.objects.filter(forum=OuterRef("forum_id"), **seen)))
    return ~read_alone & ~read_with_forum & ~muted_by(user)


@prepared
def _unread_topics(*, user: int, among: list[int]) -> QuerySet[Any]:
    return Topic.objects.filter(unread_by(user), pk__in=among).order_by().values_list("pk", flat=True)


@prepared
def _unread_forums(*, user: int, among: list[int]) -> QuerySet[Any]:
    seen = ForumReadTrack.objects.filter(user=user, forum=OuterRef("pk"), mark_time__gte=OuterRef("last_post_on"))
    muted = Following.objects.filter(user=user).muting().over_each_forum()
    unread = Forum.objects.filter(~Exists(seen), ~Exists(muted), pk__in=among)
    return unread.order_by().values_list("pk", flat=True)


def unread_topic_ids(user: Any, topics: list[Any]) -> set[int]:
    """Which of these topics hold something said since this person looked: their own mark, shown to nobody else."""
    if not (topics and user.is_authenticated):
        return set()
    return set(_unread_topics(user=user.pk, among=[topic.pk for topic in topics]))


def unread_forum_ids(user: Any, forums: list[Any]) -> set[int]:
    """Which of these forums hold something said since this person looked; not those they muted."""
    moving = [forum.pk for forum in forums if forum.last_post_on]
    if not (moving and user.is_authenticated):
        return set()
    return set(_unread_forums(user=user.pk, among=moving))
