"""The agenda as a map that the server draws: where something comes, and how soon. No tiles, no script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext

from campaign.cartography import HEIGHT, WIDTH, face_each_other, on_map, outline, project
from events.queries import Filters, dates

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
    commune = "event__commune__"
    names = [commune + name for name in ("name", "departement", "departement_code", "latitude", "longitude")]
    found = dates(filters).coming().order_by()
    rows = list(
        found.values_list(*names)
        .annotate(number=Count("event", distinct=True), soonest=Min("starts_at"))
        .order_by("soonest")
    )
    if len(rows) <= SPOTS_AT_MOST:
        return [
            Spot(f"{name} ({code})", _address(kept, f"{name} ({code})"), number, soonest, latitude, longitude)
            for name, _departement, code, latitude, longitude, number, soonest in rows
        ]
    merged: dict[str, Spot] = {}
    for name, departement, code, latitude, longitude, number, soonest in rows:
        if code in merged:
            merged[code].number += number
        else:
            url = _address(kept, f"{name} ({code})", radius_km=_DEPARTEMENT_RADIUS_KM)
            merged[code] = Spot(departement or name, url, number, soonest, latitude, longitude)
    return list(merged.values())


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
