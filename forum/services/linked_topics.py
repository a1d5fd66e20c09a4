"""One topic about something of a room below (an event, a project, a commune), opened when somebody wants it.

What they share; event_topics.py, project_topics.py and near_topics.py say where such a topic stands and how it begins.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from campaign.models import Membership
from campaign.rules import may_moderate
from forum.machina import Topic
from forum.models import Space
from forum.queries import readable_forum_ids
from forum.services import start_topic


def space_among(collectives: QuerySet[Any], user: Any) -> Space | None:
    """The space of one of these approved collectives that the user organises; moderators take the first."""
    spaces = Space.objects.filter(collective__in=collectives, collective__approved_at__isnull=False)
    if not may_moderate(user):
        organised = Membership.objects.filter(user=user, role=Membership.Role.ORGANISER).values("collective")
        spaces = spaces.filter(collective__in=organised)
    return spaces.select_related("public_forum", "collective").order_by("pk").first()


def with_topic(links: QuerySet[Any]) -> QuerySet[Any]:
    """The first of these links, with the topic that it leads to."""
    return links.select_related("topic", "topic__forum").order_by("pk")[:1]


def readable_topic(links: Iterable[Any], user: Any, handler: Any = None) -> Any:
    """The topic that the first of these links leads to, where this person may read it; else None."""
    found = next(iter(links), None)
    if found is None or not found.topic.approved or found.topic.forum_id not in readable_forum_ids(user, handler):
        return None
    return found.topic


def open_linked(links: QuerySet[Any], *, subject: str, content: str, author: Any, forum: Any, **about: Any) -> Any:
    """The topic these links lead to, opened now unless it is there. Whoever calls holds a lock on what it is about."""
    existing = with_topic(links).first()
    if existing is not None:
        return existing.topic
    longest = Topic._meta.get_field("subject").max_length
    topic = start_topic(forum=forum, author=author, subject=subject[:longest], content=f"{subject}\n\n{content}")
    links.model.objects.create(topic=topic, **about)
    return topic
