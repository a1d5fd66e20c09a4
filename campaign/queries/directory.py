"""The directory: which collectives there are, around which commune, by which words. The database sorts and counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from accounts.validators import name_key
from campaign.models import Collective
from engine.prepared_queries import prepared
from places.models import Commune
from places.queries import measured_from, search_communes, the_one_meant
from safety.letters import plain_letters

LONGEST_QUESTION = 100
WORDS_AT_MOST = 8
FOUND_AT_MOST = 10  # by the site's search


@dataclass(frozen=True)
class Directory:
    """What the directory answers: the collectives, and how the question was understood.

    Around a commune each collective carries its `distance_km`.
    """

    entries: QuerySet[Collective]
    near: Commune | None = None
    communes: tuple[Commune, ...] = ()


def _awake_first() -> Case:
    asleep = When(status=Collective.Status.SLEEPING, then=Value(1))
    return Case(asleep, default=Value(0), output_field=IntegerField())


def words_asked(text: str) -> list[str]:
    """The words of a question as they are compared."""
    return plain_letters(text.replace("\x00", "")).split()[:WORDS_AT_MOST]


def holding(rows: QuerySet[Any], words: list[str]) -> QuerySet[Any]:
    """Those collectives, or communiqués, that hold every one of these words."""
    for word in words:
        rows = rows.filter(search_text__contains=word)
    return rows


def directory(*, text: str = "", status: str = "") -> Directory:
    """Approved collectives: all by name; around a commune when `text` names one; else those whose words hold it."""
    collectives = Collective.objects.approved().select_related("commune")
    if status in Collective.Status.values:
        collectives = collectives.filter(status=status)
    text = text.strip()[:LONGEST_QUESTION].replace("\x00", "")
    by_name = collectives.order_by(_awake_first(), "name", "pk")
    if not text:
        return Directory(by_name)
    commune = the_one_meant(text)
    if commune is not None:
        around = measured_from(collectives, commune)
        return Directory(around.order_by(F("distance_km").asc(nulls_last=True), "name", "pk"), near=commune)
    return Directory(holding(by_name, words_asked(text)), communes=tuple(search_communes(text, limit=12)))


def statuses_listed() -> list[tuple[str, Any, int]]:
    """Each status that a listed collective has: value, label and how many there are."""
    rows = Collective.objects.approved().order_by().values_list("status").annotate(number=Count("pk"))
    numbers = dict(rows)
    return [(value, label, numbers[value]) for value, label in Collective.Status.choices if value in numbers]


def collectives_of(commune: Commune) -> QuerySet[Collective]:
    """Approved collectives of a commune; those of a city with all its arrondissements, and the other way round."""
    family = Q(commune=commune) | Q(commune__parent=commune)
    if commune.parent_id:
        family |= Q(commune_id=commune.parent_id)
    return Collective.objects.approved().filter(family).select_related("commune")


def nearest_collectives(commune: Commune, *, limit: int = 5) -> QuerySet[Collective]:
    """Approved collectives of other communes that one can go to, the nearest first, each with its `distance_km`."""
    others = Collective.objects.approved().exclude(pk__in=collectives_of(commune).values("pk"))
    measured = measured_from(others.select_related("commune"), commune).filter(distance_km__isnull=False)
    return measured.order_by("distance_km", "name", "pk")[:limit]


def search_collectives(text: str) -> list[Collective]:
    """The first approved collectives whose name, words or commune hold every word of `text`."""
    words = words_asked(text)
    return _collectives_holding(words=words) if words else []


@prepared
def _collectives_holding(*, words: list[str]) -> QuerySet[Collective]:
    found = holding(Collective.objects.approved().select_related("commune"), words)
    return found.order_by("name", "pk")[:FOUND_AT_MOST]


def names_of_collectives() -> list[str]:
    """The names of approved collectives, which no person writes under."""
    return list(Collective.objects.approved().values_list("name", flat=True))


def bears_name_of_another(name: str, *, but: int | None = None) -> bool:
    """Whether an approved collective other than `but` (its key) has a name that a reader could take for this one."""
    key = name_key(name)
    others = Collective.objects.approved().exclude(pk=but).values_list("name", flat=True)
    return key is not None and any(name_key(other) == key for other in others)
