"""A programme as a calendar: each session an entry of its own."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as VEvent

from events.calendar_entries import clock, lines_of, summary_of
from events.programme.models import Programme, Session
from events.recurrence import wall_time
from events.vtimezone import vtimezone
from safety.words import one_line


def calendar_of_sessions(programme: Programme, sessions: Iterable[Session]) -> bytes:
    """The sessions of a programme, each an entry of its own."""
    event = programme.event
    feed = Calendar()
    feed.add("prodid", f"-//Contrechamp//programme//{(get_language() or 'fr').upper()}")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("name", one_line(event.title))
    feed.add("x-wr-calname", one_line(event.title))
    sessions = list(sessions)
    first = min((wall_time(session.starts_at, event.zone).year for session in sessions), default=event.local_start.year)
    feed.add_component(vtimezone(event.time_zone, first))
    changed = max(programme.changed_at, event.updated_at)
    for session in sessions:
        entry = VEvent()
        entry.add("uid", f"session-{session.pk}-{event.uid}")
        entry.add("dtstamp", changed)
        entry.add("last-modified", changed)
        entry.add("sequence", event.sequence + programme.sequence)
        entry.add("summary", summary_of(session.title, cancelled=bool(event.cancelled_at)))
        entry.add("dtstart", clock(session.starts_at, event.zone))
        entry.add("dtend", clock(session.ends_at, event.zone))
        entry.add("location", one_line(", ".join(filter(None, [session.room.name, event.place, event.commune.name]))))
        people = ", ".join(person.name for person in session.people)
        quiet = _("Please take no photos.") if session.no_photo else ""
        words = filter(None, [session.subtitle, people, session.abstract, quiet])
        entry.add("description", lines_of("\n\n".join(words)))
        entry.add("url", settings.SITE_URL + session.get_absolute_url())
        entry.add("categories", [session.get_kind_display()])
        if event.cancelled_at:
            entry.add("status", "CANCELLED")
        feed.add_component(entry)
    return feed.to_ical()
