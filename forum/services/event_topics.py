"""One topic about an event, opened when one of its organisers wants it. Reads and the one writer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaign.rules import may_moderate, organised_by
from engine.part_cache import remembered
from engine.prepared_queries import prepared
from events.models import Event
from forum.models import EventTopic, Space
from forum.services.linked_topics import open_linked, readable_topic, with_topic

_MOVING = [
    f"{place}__{name}"
    for place, table in (("topic", "forum_conversation_topic"), ("topic__forum", "forum_forum"))
    for name in sorted(settings.MOVING_COLUMNS[table])
]


def space_for(event: Event, user: Any) -> Space | None:
    """Where a topic about this event would stand: with a host that the user organises; moderators take the first."""
    moderates, organised = may_moderate(user), organised_by(user)
    hosts = [host.pk for host in event.hosts.all() if host.approved_at and (moderates or host.pk in organised)]
    return next(iter(_spaces(collectives=sorted(hosts))), None) if hosts else None


@prepared
def _spaces(*, collectives: list[int]) -> QuerySet[Space]:
    return Space.objects.filter(collective__in=collectives).select_related("public_forum", "collective").order_by("pk")


def topic_about(event: Event, user: Any, handler: Any = None) -> Any:
    """The topic about an event, where this person may read it; else None."""
    links = remembered(("forum:event", event.pk), lambda: _links(event=event.pk))
    return readable_topic(links, user, handler)


@prepared
def _links(*, event: int) -> QuerySet[EventTopic]:
    """Without what every reply moves: whoever reads them again has the same."""
    return with_topic(EventTopic.objects.filter(event=event)).defer(*_MOVING)


def event_of(topic: Any, user: Any) -> Event | None:
    """The event that a topic is about, where this person may see it."""
    return Event.objects.visible_to(user).filter(pk__in=EventTopic.objects.filter(topic=topic).values("event")).first()


@transaction.atomic
def open_topic(event: Event, *, author: Any, space: Space) -> Any:
    """The topic about this event, opened now unless it is there already."""
    Event.objects.select_for_update().get(pk=event.pk)  # two organisers may ask at the same moment
    content = _("We talk here about this date: %(address)s") % {"address": settings.SITE_URL + event.get_absolute_url()}
    links = EventTopic.objects.filter(event=event)
    return open_linked(
        links, subject=event.title, content=content, author=author, forum=space.public_forum, event=event
    )
