"""What the address of an agenda narrows it to: by whom, what, where and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from math import cos, radians

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from campaign.models import Collective
from events.models import Event
from places.models import Commune
from places.queries import distance_km, matching


@dataclass(frozen=True)
class Filters:
    """What the address of an agenda narrows it to."""

    collective: Collective | None = None
    kind: str = ""
    place: str = ""
    around: Commune | None = None  # with a radius: what the place was understood as
    radius_km: int = 0
    since: date | None = None
    until: date | None = None
    past: bool = False
    event: Event | None = None  # one series, with all its dates

    @property
    def is_folded(self) -> bool:
        """Whether a list tells each series in one line: of a span, of the archive and of one series all dates stand."""
        return not (self.past or self.since or self.until or self.event)


def midnight(day: date) -> datetime:
    """The moment that day begins, in the site's zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def in_place(text: str) -> Q:
    """Events in a commune that `text` may mean by name or postcode, its arrondissements included."""
    communes = matching(text).order_by().values("pk")
    return Q(commune__in=communes) | Q(commune__parent__in=communes)


def within(commune: Commune, radius_km: int) -> list[str]:
    """The keys of the communes that have events and lie within a radius, the commune itself included."""
    degrees = radius_km / 110.0
    latitude, longitude = commune.latitude or 0.0, commune.longitude or 0.0
    wide = degrees / max(0.05, cos(radians(latitude)))
    near = Commune.objects.filter(
        latitude__range=(latitude - degrees, latitude + degrees), longitude__range=(longitude - wide, longitude + wide)
    ).filter(Exists(Event.objects.filter(commune=OuterRef("pk"))))
    return [one.pk for one in near if (distance_km(commune, one) or 0.0) <= radius_km]


def at_place(filters: Filters) -> Q | None:
    """Where the filters keep events; None when everywhere."""
    if filters.around and filters.radius_km:
        return Q(commune__in=within(filters.around, filters.radius_km)) | in_commune(filters.around)
    return in_place(filters.place) if filters.place else None


def in_commune(commune: Commune) -> Q:
    """Events in this very commune or one of its arrondissements."""
    return Q(commune=commune) | Q(commune__parent=commune)


def narrowed(events: QuerySet[Event], filters: Filters) -> QuerySet[Event]:
    """Those of these events that the filters keep, whenever they are."""
    if filters.collective:
        events = events.filter(hosts=filters.collective)
    if filters.kind:
        events = events.filter(kind=filters.kind)
    if filters.event:
        events = events.filter(pk=filters.event.pk)
    place = at_place(filters)
    return events if place is None else events.filter(place)
