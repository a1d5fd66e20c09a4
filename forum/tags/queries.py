"""Reads of tags, where the reader may read the topics that bear them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max, QuerySet

from engine.prepared_queries import prepared
from forum.models import TopicTag
from forum.queries import readable_forum_ids


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
