"""What search engines and calendars read in a page of an event: schema.org's Event, as data, never executed."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

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
    place: dict[str, Any] = {
        "@type": "Place",
        "name": occurrence.place or event.commune.name,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": occurrence.address,
            "addressLocality": event.commune.name,
            "addressCountry": "FR",
        },
    }
    if occurrence.position:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": occurrence.position[0],
            "longitude": occurrence.position[1],
        }
    if event.wheelchair and not occurrence.is_elsewhere:
        accessible = event.wheelchair == Event.Wheelchair.YES
        place["amenityFeature"] = {
            "@type": "LocationFeatureSpecification",
            "name": "Wheelchair accessible",
            "value": accessible,
        }
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": occurrence.title,
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
    description = "\n\n".join(filter(None, [occurrence.note, event.summary]))
    if description:
        data["description"] = description
    if event.picture:
        data["image"] = settings.SITE_URL + event.picture.get_rendition("fill-1200x630").url
    if event.admission in (Event.Admission.FREE, Event.Admission.CHOICE):
        data["isAccessibleForFree"] = True
        data["offers"] = {"@type": "Offer", "price": "0", "priceCurrency": "EUR", "url": data["url"]}
    if occurrence.is_moved:
        usual = datetime.combine(occurrence.date, event.local_start.time(), tzinfo=event.zone)
        data["previousStartDate"] = usual.isoformat() if occurrence.knows_hour else usual.date().isoformat()
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308  (escaped just before)


def _moment(occurrence: Occurrence, name: str) -> str:
    local = getattr(occurrence, name).astimezone(occurrence.event.zone)
    if occurrence.event.precision == Event.Precision.HOUR:
        return local.isoformat()
    return local.date().isoformat() if occurrence.knows_day else local.strftime("%Y-%m")
