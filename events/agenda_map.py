"""The agenda as a map that the server draws: where something comes, and how soon. No tiles, no script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext

from campaign.cartography import HEIGHT, WIDTH, face_each_other, on_map, outline, project
from events.queries import Filters, midnight, next_starts
from places.models import Commune

SPOTS_AT_MOST = 150  # beyond, the points would hide each other: one a department then
_DEPARTEMENT_RADIUS_KM = 50


@dataclass
class Spot:
    """A commune, or a department, where something comes."""

    label: str
    url: str
    number: int
    next_start: datetime
    latitude: float | None
    longitude: float | None

    @property
    def counted(self) -> str:
        return ngettext("%(number)s event", "%(number)s events", self.number) % {"number": self.number}


def spots(filters: Filters, kept: dict[str, str]) -> list[Spot]:
    """Where dates of these filters come, the soonest first; `kept` are the filters as the address has them."""
    found = _where(filters)
    if len(found) <= SPOTS_AT_MOST:
        communes = Commune.objects.in_bulk([place.commune for place in found])
        return [_spot_of(communes[place.commune], place, kept) for place in found]
    merged: dict[str, _Place] = {}
    for place in found:
        if place.departement in merged:
            merged[place.departement].number += place.number
        else:
            merged[place.departement] = place
    communes = Commune.objects.in_bulk([place.commune for place in merged.values()])
    return [_spot_of(communes[place.commune], place, kept, whole=True) for place in merged.values()]


@dataclass
class _Place:
    """How much comes in a commune, and how soon."""

    commune: str
    departement: str
    soonest: datetime
    number: int = 0


def _where(filters: Filters) -> list[_Place]:
    """The communes where something comes, the soonest first. One row is read for each event, whatever its dates."""
    end = midnight(filters.until + timedelta(days=1)) if filters.until else None
    places: dict[str, _Place] = {}
    rows = next_starts(filters).order_by().values_list("commune", "commune__departement_code", "soonest")
    for commune, departement, soonest in rows:
        if soonest is None or (end and soonest >= end):
            continue
        place = places.setdefault(commune, _Place(commune, departement, soonest))
        place.number += 1
        place.soonest = min(place.soonest, soonest)
    return sorted(places.values(), key=lambda place: (place.soonest, place.commune))


def _spot_of(commune: Commune, place: _Place, kept: dict[str, str], *, whole: bool = False) -> Spot:
    """A commune, or with `whole` its department, as the map shows it."""
    name = f"{commune.name} ({commune.departement_code})"
    url = _address(kept, name, radius_km=_DEPARTEMENT_RADIUS_KM if whole else 0)
    label = (commune.departement or commune.name) if whole else name
    return Spot(label, url, place.number, place.soonest, commune.latitude, commune.longitude)


def _address(kept: dict[str, str], place: str, *, radius_km: int = 0) -> str:
    query = {name: value for name, value in kept.items() if name not in ("lieu", "rayon", "vue")} | {"lieu": place}
    if radius_km:
        query["rayon"] = str(radius_km)
    return f"{reverse('events:agenda')}?{urlencode(query)}"


def drawing(found: list[Spot], in_words: Callable[[datetime], str]) -> dict[str, Any]:
    """What components/map.html draws of these; places overseas stand in the list beside it alone."""
    drawn = [spot for spot in found if on_map(spot.latitude, spot.longitude)]
    places = [project(latitude=spot.latitude or 0.0, longitude=spot.longitude or 0.0) for spot in drawn]
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "outline": outline(),
        "spots": [
            {
                "point": point,
                "url": spot.url,
                "label": f"{spot.label} · {spot.counted} · {in_words(spot.next_start)}",
                "status": "active",
            }
            for spot, point in zip(drawn, face_each_other(places), strict=True)
        ],
    }
