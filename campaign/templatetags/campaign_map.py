"""The map of collectives, drawn by the server."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from django import template
from django.core.cache import caches
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext

from campaign.cartography import HEIGHT, WIDTH, face_each_other, on_map, outline, project
from campaign.models import Collective
from places.models import Commune

register = template.Library()

SPOTS_AT_MOST = 150  # beyond, the points would hide each other and weigh on every page: one a department then
_KEPT = 24 * 3600


class Pin(NamedTuple):
    """What the map needs of a collective and its commune."""

    name: str
    slug: str
    status: str
    insee: str
    commune: str
    commune_slug: str
    departement: str
    departement_code: str
    latitude: float | None
    longitude: float | None


_COLUMNS = [
    "name",
    "slug",
    "status",
    "commune_id",
    *(f"commune__{name}" for name in ("name", "slug", "departement", "departement_code", "latitude", "longitude")),
]


@register.simple_tag
def collectives_map(among: Any = None) -> SafeString:
    """Approved collectives on the outline of the country: one point a commune, or a department when they are many.

    `among` (a queryset) narrows them to those of a directory's answer.

    The drawing is kept by what it shows, so that it is made anew only when that has changed.
    """
    shown = Collective.objects.approved() if among is None else among
    pins = [Pin(*row) for row in shown.order_by("name", "pk").values_list(*_COLUMNS)]
    digest = hashlib.sha256(repr((get_language(), pins)).encode()).hexdigest()
    drawn = caches["fragments"].get(f"campaign:map:{digest}")
    if drawn is None:
        drawn = render_to_string("components/map.html", _map_of(pins))
        caches["fragments"].set(f"campaign:map:{digest}", str(drawn), _KEPT)
    # Out of our own template, escaped there; the cache gives back a bare string.
    return mark_safe(drawn)  # noqa: S308


def _map_of(pins: Iterable[Pin]) -> dict[str, Any]:
    by_commune: dict[str, list[Pin]] = {}
    for pin in pins:
        if on_map(pin.latitude, pin.longitude):
            by_commune.setdefault(pin.insee, []).append(pin)
    groups, describe = list(by_commune.values()), _commune_spot
    if len(groups) > SPOTS_AT_MOST:
        by_departement: dict[str, list[Pin]] = {}
        for group in groups:
            by_departement.setdefault(group[0].departement_code, []).extend(group)
        groups, describe = list(by_departement.values()), _departement_spot
    places = [
        project(
            latitude=sum(pin.latitude or 0.0 for pin in group) / len(group),
            longitude=sum(pin.longitude or 0.0 for pin in group) / len(group),
        )
        for group in groups
    ]
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "outline": outline(),
        "spots": [
            {"point": point, **describe(group)} for point, group in zip(face_each_other(places), groups, strict=True)
        ],
    }


def _commune_spot(group: list[Pin]) -> dict[str, str]:
    first = group[0]
    if len(group) == 1:
        url = reverse("campaign:collective", kwargs={"slug": first.slug})
    else:
        url = Commune(insee=first.insee, slug=first.commune_slug).get_absolute_url()
    return {"url": url, "label": " · ".join(pin.name for pin in group), "status": first.status}


def _departement_spot(group: list[Pin]) -> dict[str, str]:
    """Leads to the directory sorted around the commune of the department that has most collectives."""
    number, first = len(group), group[0]
    (name, code), _often = Counter((pin.commune, pin.departement_code) for pin in group).most_common(1)[0]
    counted = ngettext("%(number)s collective", "%(number)s collectives", number) % {"number": number}
    return {
        "url": f"{reverse('campaign:collectives')}?{urlencode({'q': f'{name} ({code})'})}",
        "label": f"{first.departement} · {counted}",
        "status": Counter(pin.status for pin in group).most_common(1)[0][0],
    }
