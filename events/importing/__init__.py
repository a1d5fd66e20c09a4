"""Somebody's .ics becomes drafts: text to entries (lines), clocks (zones), entries to drafts (reading).

Nothing is fetched, and only what an event needs is looked at: organisers, attendees, alarms and attachments of a
calendar are other people's, and are never read. Whatever is broken is told in a sentence, and the rest goes on.
"""

from events.importing.reading import Change, Draft, Reading, read_calendar

__all__ = ["Change", "Draft", "Reading", "read_calendar"]
