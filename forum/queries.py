"""What may be read. Every list starts from `visible_topics` or `visible_posts`: permission and approval inside."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet

from engine.part_cache import cached_rows
from engine.prepared_queries import prepared
from forum.machina import Forum, PermissionHandler, Post, Topic
from forum.models import Space
from forum.reading.excerpts import beginning_of

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
    """Rows of a list, with what `excerpt` reads; what the message says beyond stays where it is."""
    topics = topics.select_related("forum", "poster", "last_post", "last_post__poster").defer(*UNSEEN)
    return topics.annotate(last_words=beginning_of("last_post"))


def every_forum() -> list[Any]:
    """Every forum with what moves there, in the order of the tree, for whoever then picks what may be read.

    A reply is no reason to read the forums themselves again: what it moves is read apart.
    """
    forums = {forum.pk: forum for forum in cached_rows("forum:still", _still_forums)}
    for row in _moved_forums():
        if (forum := forums.get(row.pop("pk"))) is not None:
            forum.__dict__.update(row)
    return list(forums.values())


@prepared
def _still_forums() -> QuerySet[Any]:
    return Forum.objects.order_by("tree_id", "lft").defer(*MOVING)


@prepared
def _moved_forums() -> QuerySet[Any]:
    return Forum.objects.order_by().values("pk", *MOVING)


def visible_posts(user: Any, handler: Any = None) -> QuerySet[Any]:
    """Approved posts of those topics."""
    ids = readable_forum_ids(user, handler)
    return (
        Post.objects.filter(topic__forum_id__in=ids, topic__approved=True, approved=True)
        .select_related("topic", "topic__forum", "poster")
        .defer("search_text")
    )


def latest_topics(user: Any, *, limit: int = 5, forum_ids: set[int] | None = None, handler: Any = None) -> list[Any]:
    """The topics where something was said last."""
    readable = readable_forum_ids(user, handler)
    name = ("forum:latest", limit, readable, None if forum_ids is None else frozenset(forum_ids))

    def read() -> list[Any]:
        """For all who may read the same: of nobody's rights but those in the name."""
        if forum_ids is None:
            return _latest(limit, _moving_in)(forums=sorted(readable))
        return _latest(limit, _visible_in)(forums=sorted(readable & forum_ids))

    return cached_rows(name, read)


@cache
def _latest(limit: int, topics_in: Callable[[Collection[int]], QuerySet[Any]]) -> Callable[..., list[Any]]:
    @prepared
    def ask(*, forums: list[int]) -> QuerySet[Any]:
        return topics_in(forums).order_by("-last_post_on")[:limit]

    return ask


def private_forum_ids(handler: Any = None) -> frozenset[int]:
    """The forums that guests cannot read: those where we say that private is not secret."""
    ids: frozenset[int] = (handler or handler_for()).private_forum_ids()
    return ids


def space_of(forum: Any) -> Space | None:
    """The spaces that a forum is part of; None for a forum of the whole campaign."""
    return next(iter(cached_rows(("forum:space", forum.pk), lambda: _spaces(forum=forum.pk))), None)


@prepared
def _spaces(*, forum: int) -> QuerySet[Space]:
    around = Q(public_forum=forum) | Q(private_forum=forum) | Q(category=forum)
    return Space.objects.filter(around).select_related("collective").order_by("pk")[:1]
