"""What an event's page shows of its programme, without importing this folder; and words of its own pages."""

from __future__ import annotations

from typing import Any

from django import template

from events.models import Event
from events.programme import timetable
from events.programme.models import Session

register = template.Library()


@register.inclusion_tag("events/programme/door.html")
def programme_door(event: Event) -> dict[str, Any]:
    """The way to the programme, where there is one: {% programme_door event %}."""
    return {"event": event, "has_programme": Session.objects.filter(programme__event=event).exists()}


@register.simple_tag
def clash_words(clash: Any) -> str:
    """A clash of a programme as a sentence."""
    return timetable.words_of(clash)
