"""The agenda as a map that the server draws: where something comes, and how soon. No tiles, no script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.cartography import on_map, project
from campaign.drawn_map import SPOTS_AT_MOST, Drawn, Legend, Mark, draw, keep
from events.models import Event
from events.models.occurrences import NEAR_DAYS
from events.queries import Filters, midnight, next_starts
from places.models import Commune

_AROUND_KM = 50


@dataclass
class Spot:
    """A commune, or a `whole` department, where something comes; `around` leads to what comes near it too."""

    key: str
    name: str
    label: str
    url: str
    around: str
    whole: bool
    people: int
    number: int
    soon: int
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
        communes = Commune.objects.select_related("parent").in_bulk([place.commune for place in found])
        return [_spot_of(communes[place.commune], place, kept) for place in found]
    merged: dict[str, _Place] = {}
    for place in found:
        if place.departement in merged:
            merged[place.departement].number += place.number
            merged[place.departement].soon += place.soon
        else:
            merged[place.departement] = place
    communes = Commune.objects.select_related("parent").in_bulk([place.commune for place in merged.values()])
    return [_spot_of(communes[place.commune], place, kept, whole=True) for place in merged.values()]


@dataclass
class _Place:
    """How much comes in a commune, how much of it within days, and how soon."""

    commune: str
    departement: str
    soonest: datetime
    number: int = 0
    soon: int = 0


def _where(filters: Filters) -> list[_Place]:
    """The communes where something comes, the soonest first. One row is read for each event, whatever its dates."""
    end = midnight(filters.until + timedelta(days=1)) if filters.until else None
    soon = midnight(timezone.localdate() + timedelta(days=NEAR_DAYS))
    places: dict[str, _Place] = {}
    rows = next_starts(filters).order_by().values_list("commune", "commune__departement_code", "precision", "soonest")
    for commune, departement, precision, soonest in rows:
        if soonest is None or (end and soonest >= end):
            continue
        place = places.setdefault(commune, _Place(commune, departement, soonest))
        place.number += 1
        place.soon += soonest < soon and precision != Event.Precision.MONTH
        place.soonest = min(place.soonest, soonest)
    return sorted(places.values(), key=lambda place: (place.soonest, place.commune))


def _spot_of(commune: Commune, place: _Place, kept: dict[str, str], *, whole: bool = False) -> Spot:
    """A commune, or with `whole` its department, as the map shows it."""
    label = f"{commune.name} ({commune.departement_code})"
    around = _address(kept, label, radius_km=_AROUND_KM)
    name = commune.departement if whole else ""
    return Spot(
        key=commune.pk,
        name=name or (commune.parent or commune).name,
        label=name or label,
        url=around if whole else _address(kept, label),
        around=around,
        whole=whole,
        people=commune.population or 0,
        number=place.number,
        soon=place.soon,
        next_start=place.soonest,
        latitude=commune.latitude,
        longitude=commune.longitude,
    )


def _address(kept: dict[str, str], place: str, *, radius_km: int = 0) -> str:
    query = {name: value for name, value in kept.items() if name not in ("lieu", "rayon", "vue")} | {"lieu": place}
    if radius_km:
        query["rayon"] = str(radius_km)
    return f"{reverse('events:agenda')}?{urlencode(query)}"


def drawing(found: list[Spot], in_words: Callable[[datetime], str]) -> Drawn:
    """The map of these and its legend; places overseas stand in the list beside it alone."""
    marks = [_mark(spot, in_words) for spot in found if on_map(spot.latitude, spot.longitude)]
    if any(spot.whole for spot in found):
        numbered = _("A number: several events in the same department, or close by.")
    else:
        numbered = _("A number: several events in the same commune, or close by.")
    legend = Legend({"soon": _("within seven days"), "later": _("later")}, numbered)
    return keep(marks, lambda: draw(marks, legend))


def _mark(spot: Spot, in_words: Callable[[datetime], str]) -> Mark:
    numbers = {"soon": spot.soon, "later": spot.number - spot.soon}
    return Mark(
        key=spot.key,
        name=spot.name,
        place=project(latitude=spot.latitude or 0.0, longitude=spot.longitude or 0.0),
        title=f"{spot.label} · {spot.counted} · {in_words(spot.next_start)}",
        url=spot.url,
        around=spot.around,
        people=spot.people,
        numbers={kind: number for kind, number in numbers.items() if number},
    )
