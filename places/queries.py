"""Finding communes: by what people type, by distance."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.db.models import ExpressionWrapper, F, FloatField, Q, QuerySet, Value
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt

from places.models import Commune
from places.names import search_key, split_departement

EARTH_RADIUS_KM = 6371.0088
_LONGEST_TYPED = 100
_CODE = re.compile(r"[0-9][0-9AB][0-9]{3}")


def commune_of_code(text: str) -> Commune | None:
    """The commune of an INSEE code; None when there is none, or when `text` has not the shape of one.

    PostgreSQL fails on a NUL in what it is asked: codes that come from an address or a form are looked up here.
    """
    return Commune.objects.filter(pk=text).first() if _CODE.fullmatch(text) else None


def matching(text: str) -> QuerySet[Commune]:
    """Communes whose name (today's or a former one) or postcode begins with `text`, the most populated first.

    Accents, hyphens, capitals, the article and « St » for « Saint » make no difference; « Saint-Denis (93) » keeps to
    a department.
    """
    name, departement = split_departement(text.strip()[:_LONGEST_TYPED])
    compact = re.sub(r"\s+", "", name)
    if compact.isascii() and compact.isdigit():
        # A subquery, not a join: a commune with six postcodes is still one row.
        found = Q(pk__in=Commune.objects.filter(postcodes__code__startswith=compact).values("pk"))
    else:
        key = search_key(name)
        if not key:
            return Commune.objects.none()
        found = Q(search_name__startswith=key) | Q(search_former_name__startswith=key)
    if departement:
        found &= Q(departement_code=departement)
    return Commune.objects.filter(found).order_by(F("population").desc(nulls_last=True), "insee")


def search_communes(text: str, limit: int = 10) -> list[Commune]:
    """The first `limit` communes that `text` may mean; those named exactly so come before longer names."""
    key = search_key(split_departement(text)[0])
    # Sorting an exact name to the front of the few rows read would miss one that is small: ask for those first.
    exact = [] if not key or key.isdigit() else list(matching(text).filter(search_name=key)[:limit])
    others = matching(text).exclude(pk__in=[commune.pk for commune in exact])[: limit - len(exact)]
    return [*exact, *others]


def the_one_meant(text: str) -> Commune | None:
    """The commune that `text` names beyond doubt: the only match, or the only one of exactly that name."""
    first = search_communes(text, limit=2)
    if len(first) == 1:
        return first[0]
    key = search_key(split_departement(text)[0])
    exact = [commune for commune in first if commune.search_name == key]
    return exact[0] if len(exact) == 1 else None


def distance_km(a: Commune, b: Commune) -> float | None:
    """Great-circle distance between two communes; None when the position of one is unknown."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    phi_a, phi_b = radians(a.latitude), radians(b.latitude)
    half_chord = (
        sin((phi_b - phi_a) / 2) ** 2 + cos(phi_a) * cos(phi_b) * sin(radians(b.longitude - a.longitude) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half_chord)))


def nearest(
    commune: Commune, *, among: Iterable[Commune] | None = None, limit: int = 5, within_km: float | None = None
) -> list[tuple[Commune, float]]:
    """The communes nearest to `commune` with their distance, itself left out.

    `among` narrows the choice (those that have a collective, say); without it, all communes within `within_km`
    (50 by default) compete.
    """
    if commune.latitude is None or commune.longitude is None:
        return []
    if among is None:
        within_km = within_km or 50.0
        latitudes = within_km / 111.0
        longitudes = latitudes / max(0.05, cos(radians(commune.latitude)))
        among = Commune.objects.filter(
            parent=None,
            latitude__range=(commune.latitude - latitudes, commune.latitude + latitudes),
            longitude__range=(commune.longitude - longitudes, commune.longitude + longitudes),
        )
    measured = [
        (other, distance)
        for other in among
        if other.pk != commune.pk and (distance := distance_km(commune, other)) is not None
    ]
    if within_km is not None:
        measured = [pair for pair in measured if pair[1] <= within_km]
    return sorted(measured, key=lambda pair: (pair[1], pair[0].pk))[:limit]


def measured_from(rows: QuerySet[Any], commune: Commune, *, through: str = "commune") -> QuerySet[Any]:
    """`rows` with `distance_km`, the great-circle distance of their commune from this one, reckoned by the database.

    `through` names the relation that leads from a row to its commune. The distance is None where a position is unknown.
    """
    if commune.latitude is None or commune.longitude is None:
        return rows.annotate(distance_km=Value(None, output_field=FloatField()))
    here, phi = Radians(Value(commune.latitude)), Radians(F(f"{through}__latitude"))
    turn = Radians(F(f"{through}__longitude") - Value(commune.longitude))
    half_chord = Power(Sin((phi - here) / 2.0), 2) + Cos(here) * Cos(phi) * Power(Sin(turn / 2.0), 2)
    distance = 2 * EARTH_RADIUS_KM * ASin(Least(Value(1.0), Sqrt(half_chord)))
    return rows.annotate(distance_km=ExpressionWrapper(distance, output_field=FloatField()))
