"""Reads of drafts: a person's own, and nobody else's."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from engine.prepared_queries import prepared
from forum.models import Draft, HiddenPost
from forum.queries import WORDS


@prepared
def _drafts(*, user: int, **place: int) -> QuerySet[Draft]:
    whole = Draft.place(forum=place.get("forum"), topic=place.get("topic"), post=place.get("post"))
    return Draft.objects.filter(user=user, **whole)


def draft_for(user: Any, *, forum: Any, topic: Any = None, post: Any = None) -> Draft | None:
    """What this person has begun to write: as a change to a post, in a topic, or as a new topic of a forum."""
    if post is not None:
        place = {"post": post.pk}
    else:
        place = {"topic": topic.pk} if topic is not None else {"forum": forum.pk}
    return next(iter(_drafts(user=user.pk, **place)), None)


def mark_open(drafts: Iterable[Any], readable: Container[int]) -> None:
    """Say of each of `drafts_of` in which topic it is (`in_topic`), and whether its writer may read it (`is_open`)."""
    for draft in drafts:
        draft.in_topic = draft.post.topic if draft.post else draft.topic
        shown = draft.in_topic is None or draft.in_topic.approved
        draft.is_open = shown and (draft.in_topic or draft).forum_id in readable and not draft.is_hidden


def drafts_of(user: Any) -> QuerySet[Draft]:
    """Everything this person has begun to write, the latest first. The places may be closed to them meanwhile."""
    places = Draft.objects.filter(user=user).select_related("forum", "topic__forum", "post__topic__forum")
    hidden = HiddenPost.objects.filter(post=OuterRef("post"))
    return (
        places.defer(*(f"post__{name}" for name in WORDS)).annotate(is_hidden=Exists(hidden)).prefetch_related("files")
    )
