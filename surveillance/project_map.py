"""Projects as a map that the server draws: where something watches, and how far it is. No tiles, no script."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.cartography import on_map, project
from campaign.drawn_map import SPOTS_AT_MOST, Drawn, Legend, Mark, draw, keep
from places.models import Commune
from surveillance import queries
from surveillance.models.projects import Status

# How a map shows how far a project is, by the shapes it has: whole, dashed, small, lozenge.
_MARKS = {
    Status.IN_USE: "active",
    Status.TRIAL: "active",
    Status.PLANNED: "wanted",
    Status.TENDER: "wanted",
    Status.CONTRACT: "wanted",
    Status.DROPPED: "ally",
    Status.UNLAWFUL: "ally",
    Status.SUSPENDED: "sleeping",
    "": "sleeping",
}


@dataclass
class Spot:
    """A commune, or a department, where projects are."""

    commune: Commune
    url: str
    whole: bool = False
    numbers: Counter[str] = field(default_factory=Counter)

    @property
    def label(self) -> str:
        """The commune with its department's number, or the department."""
        if self.whole:
            return self.commune.departement or self.commune.name
        return f"{self.commune.name} ({self.commune.departement_code})"

    @property
    def counted(self) -> str:
        """How many projects, in words."""
        number = self.numbers.total()
        return ngettext("%(number)s project", "%(number)s projects", number) % {"number": number}


def spots(filters: queries.Filters, kept: dict[str, str]) -> list[Spot]:
    """Return where projects of these filters are, by commune; by department when many. `kept` stands in the address."""
    placed = queries.placed(filters)
    communes = Commune.objects.select_related("parent").in_bulk({commune for commune, _status in placed})
    whole = len(communes) > SPOTS_AT_MOST
    found: dict[str, Spot] = {}
    for pk, status in placed:
        commune = communes[pk]
        key = commune.departement_code if whole else pk
        if key not in found:
            found[key] = Spot(commune, _address(kept, f"{commune.name} ({commune.departement_code})"), whole)
        found[key].numbers[_MARKS[status]] += 1
    return sorted(found.values(), key=lambda spot: (-spot.numbers.total(), spot.commune.search_name))


def _address(kept: dict[str, str], place: str) -> str:
    return f"{reverse('surveillance:projects')}?{urlencode(kept | {'lieu': place})}"


def drawing(found: list[Spot]) -> Drawn:
    """Return the map of these and its legend; places overseas stand in the list beside it alone."""
    marks = [_mark(spot) for spot in found if on_map(spot.commune.latitude, spot.commune.longitude)]
    legend = Legend(
        {
            "active": _("in use or under trial"),
            "wanted": _("planned"),
            "ally": _("dropped or ruled unlawful"),
            "sleeping": _("suspended, or status unknown"),
        },
        _("A number: several projects in the same commune, or close by."),
    )
    return keep(marks, lambda: draw(marks, legend))


def _mark(spot: Spot) -> Mark:
    commune = spot.commune
    place: dict[str, Any] = {"latitude": commune.latitude or 0.0, "longitude": commune.longitude or 0.0}
    return Mark(
        key=commune.pk,
        name=spot.label if spot.whole else (commune.parent or commune).name,
        place=project(**place),
        title=f"{spot.label} · {spot.counted}",
        url=spot.url,
        around=spot.url,
        people=commune.population or 0,
        numbers=spot.numbers,
    )
