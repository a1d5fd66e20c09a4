"""What may be read. Every list starts from `visible_topics` or `visible_posts`: permission and approval inside."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from machina.core.db.models import get_model
from machina.core.loading import get_class

from places.names import plain_letters

Forum = get_model("forum", "Forum")
Topic = get_model("forum_conversation", "Topic")
Post = get_model("forum_conversation", "Post")

# A list says who wrote last and when: the words themselves may be long and stay where they are.
UNSEEN = ["last_post__content", "last_post___content_rendered", "last_post__search_text"]


def handler_for(request: Any = None) -> Any:
    """machina's permission handler of this request, else a fresh one."""
    if request is not None and hasattr(request, "forum_permission_handler"):
        return request.forum_permission_handler
    return get_class("forum_permission.handler", "PermissionHandler")()


def readable_forum_ids(user: Any, handler: Any = None) -> set[int]:
    """Every forum that this person may read."""
    ids: set[int] = (handler or handler_for()).readable_forum_ids(user)
    return ids


def visible_topics(user: Any, handler: Any = None) -> QuerySet[Any]:
    """Approved topics of readable forums, with what a list shows."""
    topics = Topic.objects.filter(forum_id__in=readable_forum_ids(user, handler), approved=True)
    return topics.select_related("forum", "poster", "last_post", "last_post__poster").defer(*UNSEEN)


def visible_posts(user: Any, handler: Any = None) -> QuerySet[Any]:
    """Approved posts of those topics."""
    ids = readable_forum_ids(user, handler)
    return Post.objects.filter(topic__forum_id__in=ids, topic__approved=True, approved=True).select_related(
        "topic", "topic__forum", "poster"
    )


def latest_topics(user: Any, *, limit: int = 5, forum_ids: set[int] | None = None, handler: Any = None) -> list[Any]:
    """The topics where something was said last."""
    topics = visible_topics(user, handler)
    if forum_ids is not None:
        topics = topics.filter(forum_id__in=forum_ids)
    return list(topics.order_by("-last_post_on")[:limit])


def search_topics(query: str, user: Any, *, handler: Any = None) -> QuerySet[Any]:
    """Topics where every word of the query stands in an approved post or its subject, however it is written."""
    words = plain_letters(query).split()[:8]
    topics = visible_topics(user, handler)
    if not words:
        return topics.none()
    for word in words:
        topics = topics.filter(
            Exists(Post.objects.filter(topic=OuterRef("pk"), approved=True, search_text__contains=word))
        )
    return topics.order_by("-last_post_on")


def private_forum_ids(handler: Any = None) -> set[int]:
    """The forums that guests cannot read: those where we say that private is not secret."""
    ids: set[int] = (handler or handler_for()).private_forum_ids()
    return ids


def unread_forum_ids(user: Any, forums: list[Any]) -> set[int]:
    """Which of these forums hold something said since this person looked."""
    if not user.is_authenticated:
        return set()
    tracks = get_model("forum_tracking", "ForumReadTrack").objects.filter(user=user, forum__in=forums)
    seen = dict(tracks.values_list("forum_id", "mark_time"))
    return {
        forum.pk
        for forum in forums
        if forum.last_post_on and (forum.pk not in seen or seen[forum.pk] < forum.last_post_on)
    }
