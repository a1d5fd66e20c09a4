"""Who takes part in a topic: how many, and the names of those who wrote most. They stand on its posts already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.db.models import Count

from engine.part_cache import cached
from forum.reading.fragments import KEPT

NAMED = 8


@dataclass(frozen=True)
class Participants:
    """How many people wrote, those who left under their name included, and some of those who are here."""

    number: int
    people: list[Any]

    @property
    def others(self) -> int:
        """How many are not named."""
        return self.number - len(self.people)


def participants_of(topic: Any, shown: list[Any]) -> Participants:
    """Who takes part in a topic, of which a page shows these posts, with their authors.

    A topic of one page asks nothing of the database. Of longer ones the counting is kept as long as their last post
    and their number of posts are what they were, the names never; those that stand on no post shown are asked for.
    """
    if len(shown) == topic.posts_count:
        written: dict[Any, int] = {}
        people = {}
        for post in shown:
            who = (post.poster_id, None if post.poster_id else post.username)
            if any(who):
                written[who] = written.get(who, 0) + 1
                people[post.poster_id] = post.poster
        return _named(len(written), [who for who, _name in sorted(written, key=lambda one: -written[one])], people)
    cache, key = caches["fragments"], f"forum:participants:{topic.pk}:{topic.posts_count}:{topic.last_post_id}"
    counted = cache.get(key)
    if counted is None:
        counted = _count(topic)
        cache.set(key, counted, KEPT)
    number, most = counted
    people = {post.poster_id: post.poster for post in shown}
    if elsewhere := [pk for pk in most if pk not in people]:
        people |= cached(("forum:people", tuple(elsewhere)), lambda: get_user_model().objects.in_bulk(elsewhere))
    return _named(number, most, people)


def _named(number: int, most: list[int | None], people: dict[Any, Any]) -> Participants:
    """The first few of these who are still here."""
    return Participants(number, [people[pk] for pk in most if pk and pk in people][:NAMED])


def _count(topic: Any) -> tuple[int, list[int]]:
    """How many people wrote in a topic, and who wrote most."""
    posts = topic.posts.filter(position__isnull=False).order_by()
    rows = posts.values("poster", "username").annotate(number=Count("pk"))
    wrote: dict[Any, int] = {}
    for row in rows:  # a name is kept in the post only when its author's account goes
        who = (row["poster"], None if row["poster"] else row["username"])
        if any(who):
            wrote[who] = wrote.get(who, 0) + row["number"]
    most = sorted(wrote, key=lambda one: -wrote[one])
    return len(wrote), [pk for pk, _name in most if pk][:NAMED]
