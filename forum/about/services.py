"""Opening the one topic about an event, a project or a commune."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from forum.machina import Topic
from forum.models import TopicAbout
from forum.writing.services.posts import start_topic


@transaction.atomic
def open_topic(thing: Any, *, author: Any, forum: Any) -> Any:
    """The topic about something, opened now unless it is there already."""
    kind = TopicAbout.kind_of(thing)
    type(thing).objects.select_for_update().get(pk=thing.pk)  # two people may ask at the same moment
    existing = TopicAbout.objects.of(thing).select_related("topic", "topic__forum").first()
    if existing is not None:
        return existing.topic
    subject, content = _OPENINGS[kind](thing, settings.SITE_URL + thing.get_absolute_url())
    longest = Topic._meta.get_field("subject").max_length
    topic = start_topic(forum=forum, author=author, subject=subject[:longest], content=f"{subject}\n\n{content}")
    TopicAbout.objects.create(topic=topic, **{kind: thing})
    return topic


def _of_event(event: Any, address: str) -> tuple[str, str]:
    return event.title, _("We talk here about this date: %(address)s") % {"address": address}


def _of_project(project: Any, address: str) -> tuple[str, str]:
    return project.name, _("We talk here about this surveillance project: %(address)s") % {"address": address}


def _of_commune(commune: Any, address: str) -> tuple[str, str]:
    """The words are ours, in French, and neutral."""
    with override("fr"):  # stored once, like what people write
        return _("Who is near %(place)s?") % {"place": commune.of_words}, _(
            "Here people who live around find each other, to begin something against video surveillance. Say what you "
            "would like to do; where you live exactly, keep to yourself. What we know of the commune: %(address)s"
        ) % {"address": address}


_OPENINGS = {"event": _of_event, "project": _of_project, "commune": _of_commune}
