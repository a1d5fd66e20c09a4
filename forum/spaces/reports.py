"""What the forum tells the campaign of collectives: the last topic of each, and what waits for one in one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone

from forum.machina import Topic
from forum.models import Decision, Draft, Space
from forum.queries import latest_topics, readable_forum_ids
from forum.reading.queries import unread_topic_ids
from forum.writing.queries.drafts import drafts_of, mark_open

LOOKED_THROUGH = 20  # topics, for those that hold something new
DECISIONS_SHOWN = 3
DRAFTS_SHOWN = 3


@dataclass(frozen=True)
class OwnNews:
    """What the forum has for somebody in their own collectives."""

    topics: list[Any]
    decisions: list[Decision]
    drafts: list[Draft]

    def __bool__(self) -> bool:
        return bool(self.topics or self.decisions or self.drafts)


def last_topics() -> dict[int, date]:
    """For each collective the last day on which a topic was opened in its space for everybody.

    The members' own says nothing here, and replies neither: the directory would be read anew with each of them.
    """
    opened = Topic.objects.filter(approved=True).order_by().values_list("forum").annotate(last=Max("created"))
    last = dict(opened)
    spaces = Space.objects.values_list("collective", "public_forum")
    return {pk: timezone.localdate(last[forum]) for pk, forum in spaces if forum in last}


def own_news(user: Any, *, limit: int, handler: Any) -> OwnNews:
    """Topics of one's own collectives with something new, their decisions that lack one's voice, and drafts one began.

    Of what one may no longer read nothing is told.
    """
    readable = readable_forum_ids(user, handler)
    spaces = Space.objects.filter(collective__memberships__user=user)
    pairs = spaces.values_list("public_forum", "private_forum")
    forums = {pk for pair in pairs for pk in pair if pk in readable}
    topics = latest_topics(user, limit=LOOKED_THROUGH, forum_ids=forums, handler=handler) if forums else []
    new = unread_topic_ids(user, topics)
    open_ones = Decision.objects.filter(outcome="", closes_at__gt=timezone.now(), topic__approved=True)
    lacking = open_ones.filter(topic__forum__in=forums).exclude(voices__voter=user).select_related("topic__forum")
    drafts = list(drafts_of(user)[:LOOKED_THROUGH])
    mark_open(drafts, readable)
    return OwnNews(
        [topic for topic in topics if topic.pk in new][:limit],
        list(lacking.order_by("closes_at")[:DECISIONS_SHOWN]) if forums else [],
        [draft for draft in drafts if draft.is_open][:DRAFTS_SHOWN],
    )
