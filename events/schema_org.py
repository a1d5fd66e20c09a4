"""What search engines and calendars read in a page of an event: schema.org's Event, as data, never executed."""

from __future__ import annotations

import json

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from events.models import Event, Occurrence

_STATUS = {
    Occurrence.Status.CONFIRMED: "EventScheduled",
    Occurrence.Status.MOVED: "EventRescheduled",
    Occurrence.Status.CANCELLED: "EventCancelled",
}
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def event_data(occurrence: Occurrence) -> SafeString:
    """One date as JSON-LD, safe inside a script element of type application/ld+json."""
    event = occurrence.event
    place = {
        "@type": "Place",
        "name": occurrence.place or event.commune.name,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": occurrence.address,
            "addressLocality": event.commune.name,
            "addressCountry": "FR",
        },
    }
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "startDate": _moment(occurrence, "starts_at"),
        "eventStatus": f"https://schema.org/{_STATUS[Occurrence.Status(occurrence.status)]}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": place,
        "url": settings.SITE_URL + occurrence.get_absolute_url(),
        "organizer": [
            {"@type": "Organization", "name": host.name, "url": settings.SITE_URL + host.get_absolute_url()}
            for host in event.hosts.all()
        ],
    }
    if occurrence.ends_at:
        data["endDate"] = _moment(occurrence, "ends_at")
    if event.summary:
        data["description"] = event.summary
    if occurrence.is_moved:
        data["previousStartDate"] = occurrence.date.isoformat()
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308  (escaped just before)


def _moment(occurrence: Occurrence, name: str) -> str:
    local = getattr(occurrence, name).astimezone(occurrence.event.zone)
    if occurrence.event.precision == Event.Precision.HOUR:
        return local.isoformat()
    return local.date().isoformat() if occurrence.knows_day else local.strftime("%Y-%m")
