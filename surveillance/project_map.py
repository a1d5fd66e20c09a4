"""Projects as a map that the server draws: where something watches, and how far it is. No tiles, no script."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

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
    """A commune, or a department, where projects are; `around` leads to those of the whole department."""

    communes: list[Commune]
    url: str
    around: str
    whole: bool = False
    numbers: Counter[str] = field(default_factory=Counter)

    @property
    def commune(self) -> Commune:
        """The commune, or the first that was met of a department."""
        return self.communes[0]

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
            around = _address(kept, _postcodes(commune.departement_code))
            alone = _address(kept, f"{commune.name} ({commune.departement_code})")
            found[key] = Spot([], around if whole else alone, around, whole)
        found[key].communes.append(commune)
        found[key].numbers[_MARKS[status]] += 1
    return sorted(found.values(), key=lambda spot: (-spot.numbers.total(), spot.commune.search_name))


def _postcodes(departement: str) -> str:
    """How the postcodes of a department begin: what the filter of places takes for all of it."""
    return "20" if departement in ("2A", "2B") else departement


def _address(kept: dict[str, str], place: str) -> str:
    return f"{reverse('surveillance:projects')}?{urlencode(kept | {'lieu': place})}"


def drawing(found: list[Spot]) -> Drawn:
    """Return the map of these and its legend; places overseas stand in the list beside it alone."""
    marks = [mark for spot in found if (mark := _mark(spot))]
    departments = any(spot.whole for spot in found)
    legend = Legend(
        {
            "active": _("in use or under trial"),
            "wanted": _("planned"),
            "ally": _("dropped or ruled unlawful"),
            "sleeping": _("suspended, or status unknown"),
        },
        _("A number: several projects in the same department, or close by.")
        if departments
        else _("A number: several projects in the same commune, or close by."),
    )
    return keep(marks, lambda: draw(marks, legend))


def _mark(spot: Spot) -> Mark | None:
    """The mark in the middle of a spot's communes; None where none of them is on the map."""
    commune = spot.commune
    shown = [one for one in spot.communes if on_map(one.latitude, one.longitude)]
    if not shown:
        return None
    return Mark(
        key=commune.pk,
        name=spot.label if spot.whole else (commune.parent or commune).name,
        place=project(
            latitude=sum(one.latitude or 0.0 for one in shown) / len(shown),
            longitude=sum(one.longitude or 0.0 for one in shown) / len(shown),
        ),
        title=f"{spot.label} · {spot.counted}",
        url=spot.url,
        around=spot.around,
        people=commune.population or 0,
        numbers=spot.numbers,
    )
