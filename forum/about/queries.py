"""The topic about an event, a project or a commune, what a topic is about, and where such a topic may be opened."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from campaign.models import Collective, Membership
from campaign.rules import may_moderate, organised_by
from engine.part_cache import cached
from engine.prepared_queries import prepared
from events.models import Event
from forum.models import Space, TopicAbout
from forum.queries import readable_forum_ids
from surveillance.models import Project

_MOVING = [
    f"{place}__{name}"
    for place, table in (("topic", "forum_conversation_topic"), ("topic__forum", "forum_forum"))
    for name in sorted(settings.MOVING_COLUMNS[table])
]


def topic_about(thing: Any, user: Any, handler: Any = None) -> Any:
    """The topic about something, where this person may read it; else None."""
    kind = TopicAbout.kind_of(thing)
    found = next(iter(cached(("forum:about", kind, thing.pk), lambda: _links(**{kind: thing.pk}))), None)
    if found is None or not found.topic.approved or found.topic.forum_id not in readable_forum_ids(user, handler):
        return None
    return found.topic


@prepared
def _links(**thing: Any) -> QuerySet[TopicAbout]:
    """Without what every reply moves: whoever reads them again has the same."""
    return TopicAbout.objects.filter(**thing).select_related("topic", "topic__forum").defer(*_MOVING)


def is_out_of_sight(thing: Any, user: Any, handler: Any = None) -> bool:
    """Whether there is a topic that moderators keep from this person: another one would undo what they did."""
    return TopicAbout.objects.of(thing).exists() and topic_about(thing, user, handler) is None


def event_of(topic: Any, user: Any) -> Event | None:
    """The event that a topic is about, where this person may see it."""
    linked = TopicAbout.objects.filter(topic=topic).values("event")
    return Event.objects.visible_to(user).filter(pk__in=linked).first()


def project_of(topic: Any, user: Any) -> Project | None:
    """The surveillance project that a topic is about, where this person may see it."""
    linked = TopicAbout.objects.filter(topic=topic).values("project")
    return Project.objects.visible_to(user).filter(pk__in=linked).first()


def space_for_event(event: Event, user: Any) -> Space | None:
    """Where a topic about this event would stand: with a host that the user organises; moderators take the first."""
    moderates, organised = may_moderate(user), organised_by(user)
    hosts = [host.pk for host in event.hosts.all() if host.approved_at and (moderates or host.pk in organised)]
    return next(iter(_spaces(collectives=sorted(hosts))), None) if hosts else None


@prepared
def _spaces(*, collectives: list[int]) -> QuerySet[Space]:
    return Space.objects.filter(collective__in=collectives).select_related("public_forum", "collective").order_by("pk")


def space_for_project(project: Project, user: Any) -> Space | None:
    """Where a topic about this project would stand: with a collective of its communes that the user organises;
    moderators take the first."""
    communes = project.communes.values("pk")
    collectives = Collective.objects.approved()
    around = (
        collectives.filter(commune__in=communes)
        | collectives.filter(commune__parent__in=communes)
        | collectives.filter(commune__arrondissements__in=communes)
    )
    spaces = Space.objects.filter(collective__in=around, collective__approved_at__isnull=False)
    if not may_moderate(user):
        organised = Membership.objects.filter(user=user, role=Membership.Role.ORGANISER).values("collective")
        spaces = spaces.filter(collective__in=organised)
    return spaces.select_related("public_forum", "collective").order_by("pk").first()
