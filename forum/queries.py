"""What may be read. Every list starts from `visible_topics` or `visible_posts`: permission and approval inside."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.utils.timezone import make_aware

from accounts.validators import name_key
from engine.part_cache import remembered_rows
from engine.prepared_queries import prepared
from forum.full_text import forms_of, holds, holds_forms, words_of
from forum.machina import Forum, ForumReadTrack, PermissionHandler, Post, Topic, TopicReadTrack
from forum.models import (
    Following,
    FormerTopic,
    Space,
    TopicTag,
)
from forum.tag_names import tag_slug

FOUND_AT_MOST = 10  # by the site's search
# A list says who wrote last and when: the words themselves may be long and stay where they are.
WORDS = ["content", "_content_rendered", "search_text"]
MOVING = sorted(settings.MOVING_COLUMNS["forum_forum"])  # engine/sql_tables.py
UNSEEN = [f"last_post__{name}" for name in WORDS]


def handler_for(request: Any = None) -> Any:
    """machina's permission handler of this request, else a fresh one."""
    if request is not None and hasattr(request, "forum_permission_handler"):
        return request.forum_permission_handler
    return PermissionHandler()


def readable_forum_ids(user: Any, handler: Any = None) -> frozenset[int]:
    """Every forum that this person may read."""
    ids: frozenset[int] = (handler or handler_for()).readable_forum_ids(user)
    return ids


def visible_topics(user: Any, handler: Any = None) -> QuerySet[Any]:
    """Approved topics of readable forums, with what a list shows."""
    return _visible_in(readable_forum_ids(user, handler))


def _visible_in(forum_ids: Collection[int]) -> QuerySet[Any]:
    return _with_faces(Topic.objects.filter(forum_id__in=forum_ids, approved=True))


def topics_in(forum: int) -> QuerySet[Any]:
    """The same of one forum, for who was let in."""
    return _with_faces(Topic.objects.filter(forum=forum, approved=True))


def moving_topics(user: Any, handler: Any = None) -> QuerySet[Any]:
    """The same of the whole site, to be read from the latest word backwards.

    The sum keeps databases from collecting and sorting every readable topic where walking down the dates finds a page.
    """
    return _moving_in(readable_forum_ids(user, handler))


def _moving_in(forum_ids: Collection[int]) -> QuerySet[Any]:
    topics = Topic.objects.alias(somewhere=F("forum_id") + 0)
    return _with_faces(topics.filter(somewhere__in=forum_ids, approved=True))


def _with_faces(topics: QuerySet[Any]) -> QuerySet[Any]:
    return topics.select_related("forum", "poster", "last_post", "last_post__poster").defer(*UNSEEN)


def forums_with_faces() -> list[Any]:
    """Every forum with who wrote there last, in the order of the tree, for whoever then picks what may be read.

    A reply is no reason to read the forums themselves again: what it moves is read apart.
    """
    forums = {forum.pk: forum for forum in remembered_rows("forum:still", _still_forums)}
    moved = _moved_forums()
    posts = {post.pk: post for post in _last_posts(posts=[row["last_post_id"] for row in moved if row["last_post_id"]])}
    for row in moved:
        if (forum := forums.get(row.pop("pk"))) is not None:
            forum.__dict__.update(row)
            forum.last_post = posts.get(forum.last_post_id)
    return list(forums.values())


@prepared
def _still_forums() -> QuerySet[Any]:
    return Forum.objects.order_by("tree_id", "lft").defer(*MOVING)


@prepared
def _moved_forums() -> QuerySet[Any]:
    return Forum.objects.order_by().values("pk", *MOVING)


@prepared
def _last_posts(*, posts: list[int]) -> QuerySet[Any]:
    return Post.objects.filter(pk__in=posts).select_related("poster").defer(*WORDS)


def visible_posts(user: Any, handler: Any = None) -> QuerySet[Any]:
    """Approved posts of those topics."""
    ids = readable_forum_ids(user, handler)
    return (
        Post.objects.filter(topic__forum_id__in=ids, topic__approved=True, approved=True)
        .select_related("topic", "topic__forum", "poster")
        .defer("search_text")
    )


def visible_tags(user: Any, handler: Any = None) -> QuerySet[TopicTag]:
    """The tags on those topics."""
    return TopicTag.objects.filter(topic__forum_id__in=readable_forum_ids(user, handler), topic__approved=True)


@prepared
def _tags(*, topics: list[int]) -> QuerySet[TopicTag]:
    return TopicTag.objects.filter(topic__in=topics)


def give_tags(topics: list[Any]) -> None:
    """Give topics of a list their `shown_tags`, those that have none yet."""
    bare = {topic.pk: topic for topic in topics if not hasattr(topic, "shown_tags")}
    for topic in bare.values():
        topic.shown_tags = []
    for tag in _tags(topics=list(bare)) if bare else ():
        bare[tag.topic_id].shown_tags.append(tag)


def name_of_tag(slug: str, user: Any, handler: Any = None) -> str | None:
    """How a tag was spelt last where this person may read; None for a tag that does not exist for them."""
    spelt = visible_tags(user, handler).filter(slug=slug)
    return spelt.order_by("-pk").values_list("name", flat=True).first()


def count_tags(tags: QuerySet[TopicTag], *, limit: int) -> list[dict[str, Any]]:
    """The `slug`, one spelling (`name`) and the `number` of topics of each of these tags, the most used first."""
    counted = tags.order_by().values("slug").annotate(number=Count("pk"), name=Max("name"))
    return [dict(row) for row in counted.order_by("-number", "slug")[:limit]]


def latest_topics(user: Any, *, limit: int = 5, forum_ids: set[int] | None = None, handler: Any = None) -> list[Any]:
    """The topics where something was said last."""
    readable = readable_forum_ids(user, handler)
    name = ("forum:latest", limit, readable, None if forum_ids is None else frozenset(forum_ids))

    def read() -> list[Any]:
        """For all who may read the same: of nobody's rights but those in the name."""
        if forum_ids is None:
            return _latest(limit, _moving_in)(forums=sorted(readable))
        return _latest(limit, _visible_in)(forums=sorted(readable & forum_ids))

    return remembered_rows(name, read)


@cache
def _latest(limit: int, topics_in: Callable[[Collection[int]], QuerySet[Any]]) -> Callable[..., list[Any]]:
    @prepared
    def ask(*, forums: list[int]) -> QuerySet[Any]:
        return topics_in(forums).order_by("-last_post_on")[:limit]

    return ask


def search_posts(
    user: Any,
    *,
    text: str,
    author: str = "",
    forum: Any = None,
    since: date | None = None,
    until: date | None = None,
    tag: str = "",
    handler: Any = None,
) -> QuerySet[Any]:
    """Posts that hold every word, of this author, in this forum, between these days, in topics with this tag.

    None when nothing is asked.
    """
    words = words_of(text)
    posts = visible_posts(user, handler)
    if not words and (text.strip() or not (author or forum or since or until or tag)):
        return posts.none()
    if words:
        readable = readable_forum_ids(user, handler)
        if forum is not None:
            readable &= {forum.pk}
        posts = posts.filter(holds(words, newest_in=None if author or since or until or tag else readable))
    if author:
        if name_key(author) is None:  # signs only: nobody is called so
            return posts.none()
        people = get_user_model().objects.named(author).values("pk")
        posts = posts.filter(Q(poster__in=people) | Q(poster=None, username__iexact=author))
    if forum is not None:
        posts = posts.filter(topic__forum=forum)
    if tag:
        posts = posts.filter(topic__in=TopicTag.objects.filter(slug=tag_slug(tag)).values("topic"))
    if since:
        posts = posts.filter(created__gte=make_aware(datetime.combine(since, time.min)))
    if until:
        posts = posts.filter(created__lt=make_aware(datetime.combine(until + timedelta(days=1), time.min)))
    return posts


def latest_holding(user: Any, text: str, handler: Any = None) -> list[Any]:
    """The latest posts that this person may read and that hold every word of `text`, with what names their place."""
    words, readable = words_of(text), sorted(readable_forum_ids(user, handler))
    return _latest_holding(forms=forms_of(words), forums=readable) if words and readable else []


@prepared
def _latest_holding(*, forms: list[str], forums: list[int]) -> QuerySet[Any]:
    where = holds_forms(forms, newest_in=forums, most=10 * FOUND_AT_MOST)
    posts = Post.objects.filter(where, topic__forum_id__in=forums, topic__approved=True, approved=True)
    shown = [f"topic__{name}" for name in ("subject", "slug", "forum__name", "forum__slug")]
    posts = posts.select_related("topic", "topic__forum").only("content", "_content_rendered", *shown)
    return posts.order_by("-created", "-pk")[:FOUND_AT_MOST]


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


def private_forum_ids(handler: Any = None) -> frozenset[int]:
    """The forums that guests cannot read: those where we say that private is not secret."""
    ids: frozenset[int] = (handler or handler_for()).private_forum_ids()
    return ids


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


def space_of(forum: Any) -> Space | None:
    """The spaces that a forum is part of; None for a forum of the whole campaign."""
    return next(iter(remembered_rows(("forum:space", forum.pk), lambda: _spaces(forum=forum.pk))), None)


@prepared
def _spaces(*, forum: int) -> QuerySet[Space]:
    around = Q(public_forum=forum) | Q(private_forum=forum) | Q(category=forum)
    return Space.objects.filter(around).select_related("collective").order_by("pk")[:1]
