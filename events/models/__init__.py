"""What has a date, one file a noun: an event (one row, perhaps recurring), its dates, who comes, what is proposed."""

from events.models.attendance import Attendance, AttendanceQuerySet, AttendeeMessage
from events.models.calendars import CalendarText
from events.models.events import Event, EventQuerySet
from events.models.hosts import HostInvitation
from events.models.imports import ImportedEvent
from events.models.minutes import Minutes, MinutesVersion
from events.models.occurrences import Occurrence, OccurrenceQuerySet
from events.models.pages import EventPage
from events.models.proposals import Proposal, TrustedCollective

__all__ = [
    "Attendance",
    "AttendanceQuerySet",
    "AttendeeMessage",
    "CalendarText",
    "Event",
    "EventPage",
    "EventQuerySet",
    "HostInvitation",
    "ImportedEvent",
    "Minutes",
    "MinutesVersion",
    "Occurrence",
    "OccurrenceQuerySet",
    "Proposal",
    "TrustedCollective",
]
