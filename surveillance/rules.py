"""Who may document what watches us."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from campaign.rules import may_moderate

if TYPE_CHECKING:
    from places.models import Commune
    from surveillance.models import Project

# What the upkeep of one camera costs a year, from the city of Paris' own programme: rental, upkeep and maintenance
# together. The range of monthly rentals (290 to 870 €) is already inside and is never added.
PARIS_CAMERA_EUR_A_YEAR = 4600
PARIS_PRICE_YEAR = 2022


def may_document(user: Any, communes: Iterable[Commune]) -> bool:
    """Organisers of an approved collective of one of these communes (or of its city), and campaign moderators."""
    if not user.is_authenticated or not user.is_active:
        return False
    if may_moderate(user):
        return True
    keys = [commune.pk for commune in communes]
    family = (
        Q(collective__commune__in=keys)
        | Q(collective__commune__parent__in=keys)
        | Q(collective__commune__arrondissements__in=keys)
    )
    organised = user.memberships.filter(role="organiser", collective__approved_at__isnull=False)
    return bool(organised.filter(family).exists())


def may_change(user: Any, project: Project) -> bool:
    """Whoever may document one of its communes; a project without commune belongs to the campaign's moderators."""
    return may_document(user, project.communes.all())
