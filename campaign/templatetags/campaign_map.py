"""The map of collectives, drawn by the server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from django import template
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.cartography import on_map, project
from campaign.drawn_map import SPOTS_AT_MOST, Drawn, Legend, Mark, draw, keep
from campaign.models import Collective
from places.models import Commune

register = template.Library()


class Pin(NamedTuple):
    """What the map needs of a collective and its commune."""

    name: str
    slug: str
    status: str
    insee: str
    commune: str
    commune_slug: str
    city: str | None
    population: int | None
    departement: str
    departement_code: str
    latitude: float | None
    longitude: float | None


_COLUMNS = [
    "name",
    "slug",
    "status",
    "commune_id",
    "commune__name",
    "commune__slug",
    "commune__parent__name",
    "commune__population",
    "commune__departement",
    "commune__departement_code",
    "commune__latitude",
    "commune__longitude",
]


@register.simple_tag
def collectives_map(among: Any = None) -> Drawn:
    """Approved collectives on the outline of the country, and the legend: one mark a commune, or a department.

    `among` (a queryset) narrows them to those of a directory's answer. `{% collectives_map as drawn %}` lets a page
    put `drawn.map` and `drawn.legend` each in its place.

    The drawing is kept by what it shows, so that it is made anew only when that has changed.
    """
    shown = Collective.objects.approved() if among is None else among
    pins = [Pin(*row) for row in shown.order_by("name", "pk").values_list(*_COLUMNS)]
    return keep(pins, lambda: _draw(pins))


def _draw(pins: Iterable[Pin]) -> dict[str, Any]:
    """Marks of communes, or of departments when communes are many, and the legend that says which."""
    by_commune: dict[str, list[Pin]] = {}
    for pin in pins:
        if on_map(pin.latitude, pin.longitude):
            by_commune.setdefault(pin.insee, []).append(pin)
    groups = list(by_commune.values())
    if len(groups) <= SPOTS_AT_MOST:
        in_communes = _("A number: several collectives in the same commune, or close by.")
        return draw([_commune_mark(group) for group in groups], _legend(in_communes))
    by_departement: dict[str, list[Pin]] = {}
    for group in groups:
        by_departement.setdefault(group[0].departement_code, []).extend(group)
    in_departements = _("A number: several collectives in the same department, or close by.")
    return draw([_departement_mark(group) for group in by_departement.values()], _legend(in_departements))


def _legend(numbered: str) -> Legend:
    status = Collective.Status
    kinds = (status.ACTIVE, status.FORMING, status.WANTED, status.ALLY, status.SLEEPING)
    return Legend({str(kind): str(kind.label) for kind in kinds}, numbered)


def _commune_mark(group: list[Pin]) -> Mark:
    first = group[0]
    if len(group) == 1:
        url = reverse("campaign:collective", kwargs={"slug": first.slug})
    else:
        url = Commune(insee=first.insee, slug=first.commune_slug).get_absolute_url()
    return Mark(
        key=first.insee,
        name=first.city or first.commune,
        people=first.population or 0,
        place=_middle(group),
        title=" · ".join(pin.name for pin in group),
        url=url,
        around=_directory_around(group),
        numbers=Counter(pin.status for pin in group),
    )


def _departement_mark(group: list[Pin]) -> Mark:
    number, first = len(group), group[0]
    counted = ngettext("%(number)s collective", "%(number)s collectives", number) % {"number": number}
    return Mark(
        key=first.departement_code,
        name=first.departement,
        people=0,
        place=_middle(group),
        title=f"{first.departement} · {counted}",
        url=_directory_around(group),
        around=_directory_around(group),
        numbers=Counter(pin.status for pin in group),
    )


def _middle(group: list[Pin]) -> tuple[float, float]:
    """Where a group lies on the map."""
    return project(
        latitude=sum(pin.latitude or 0.0 for pin in group) / len(group),
        longitude=sum(pin.longitude or 0.0 for pin in group) / len(group),
    )


def _directory_around(group: list[Pin]) -> str:
    """The directory sorted around the commune that has most of these collectives."""
    (name, code), _often = Counter((pin.commune, pin.departement_code) for pin in group).most_common(1)[0]
    return f"{reverse('campaign:collectives')}?{urlencode({'q': f'{name} ({code})'})}"
