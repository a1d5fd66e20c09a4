"""Verbs on the tags of topics."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from forum.models import TopicTag
from forum.tags.names import MOST_TAGS, tag_slug


@transaction.atomic
def set_tags(*, topic: Any, names: Iterable[str]) -> None:
    """Give a topic these tags and no others: at most five, each spelling of one once."""
    wanted: dict[str, str] = {}
    for name in names:
        if slug := tag_slug(name):
            wanted.setdefault(slug, name)
    wanted = dict(list(wanted.items())[:MOST_TAGS])
    topic.tags.exclude(slug__in=wanted).delete()
    for slug, name in wanted.items():
        TopicTag.objects.update_or_create(topic=topic, slug=slug, defaults={"name": name})


def share_tags(*, topic: Any, other: Any) -> None:
    """Give `topic` the tags of another besides its own, as far as there is room: its own come first."""
    own, more = ([tag.name for tag in one.tags.all()] for one in (topic, other))
    set_tags(topic=topic, names=[*own, *more])
