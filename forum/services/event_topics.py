"""One topic about an event, opened when one of its organisers wants it. Reads and the one writer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from events.models import Event
from forum.models import EventTopic, Space
from forum.services.linked_topics import open_linked, readable_topic, space_among, with_topic
from safety.prepared import prepared


def space_for(event: Event, user: Any) -> Space | None:
    """Where a topic about this event would stand: with a host that the user organises; moderators take the first."""
    return space_among(event.hosts.all(), user)


def topic_about(event: Event, user: Any, handler: Any = None) -> Any:
    """The topic about an event, where this person may read it; else None."""
    return readable_topic(_links(event=event.pk), user, handler)


@prepared
def _links(*, event: int) -> QuerySet[EventTopic]:
    return with_topic(EventTopic.objects.filter(event=event))


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
