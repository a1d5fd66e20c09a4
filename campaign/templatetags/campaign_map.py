"""The map of collectives, drawn by the server."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template

from campaign.cartography import HEIGHT, WIDTH, face_each_other, on_map, outline, project
from campaign.models import Collective

register = template.Library()


@register.inclusion_tag("components/map.html")
def collectives_map(collectives: Iterable[Collective] | None = None, **options: Any) -> dict[str, Any]:
    """Collectives (all approved ones by default) on the outline of the country, one point a commune."""
    if collectives is None:
        collectives = Collective.objects.approved().select_related("commune")
    by_place: dict[tuple[float, float], list[Collective]] = {}
    for collective in collectives:
        commune = collective.commune
        if on_map(commune.latitude, commune.longitude):
            place = project(latitude=commune.latitude, longitude=commune.longitude)
            by_place.setdefault(place, []).append(collective)
    points = face_each_other(list(by_place))
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "outline": outline(),
        "spots": [
            {
                "point": point,
                "url": (group[0] if len(group) == 1 else group[0].commune).get_absolute_url(),
                "label": " · ".join(collective.name for collective in group),
                "status": group[0].status,
            }
            for point, group in zip(points, by_place.values(), strict=True)
        ],
        **options,
    }
