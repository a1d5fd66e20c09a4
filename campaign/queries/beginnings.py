"""What the campaign itself reports of collectives: those that form, and the first steps that they have taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaign.models import Act, Collective, Membership, Watch
from campaign.reports import News, Step, steps
from places.models import Commune
from places.queries import measured_from
from safety.words import apart

COUNTED_FROM = 3  # people: fewer could be recognised


@dataclass(frozen=True)
class Line:
    """A line of a collective's checklist."""

    label: Any
    done: bool
    url: str


def checklist_of(collective: Collective) -> list[Line]:
    """The first steps of a collective, those taken ticked."""
    return [Line(step.label, step.done(collective), step.url(collective)) for step in steps()]


def formed_since(moment: datetime) -> Iterable[News]:
    """Collectives approved since then that one can join."""
    alive = [Collective.Status.ACTIVE, Collective.Status.FORMING]
    found = Collective.objects.filter(approved_at__gte=moment, status__in=alive).select_related("commune")
    return [_news_of(collective) for collective in found]


def _news_of(collective: Collective) -> News:
    assert collective.approved_at is not None  # noqa: S101  (the query asked for it)
    return News(
        what=f"collective:{collective.pk}",
        commune=collective.commune,
        since=collective.approved_at,
        words=lambda: (
            gettext("A collective forms: %(name)s (%(commune)s)")
            % {"name": apart(collective.name), "commune": collective.commune.label}
        ),
        path=collective.get_absolute_url,
    )


def people_watching(commune: Commune) -> int:
    """How many people wait for something to start where this commune is in their range; 0 below three."""
    around = measured_from(Watch.objects.confirmed(), commune).filter(distance_km__lte=F("radius_km"))
    number = around.values("email").distinct().count()
    return number if number >= COUNTED_FROM else 0


def _edit_url(collective: Collective) -> str:
    return reverse("campaign:edit_collective", args=[collective.slug])


def _invite_url(collective: Collective) -> str:
    return reverse("campaign:invite", args=[collective.slug])


def _has_second_organiser(collective: Collective) -> bool:
    return collective.memberships.filter(role=Membership.Role.ORGANISER).count() > 1


def _has_poster(collective: Collective) -> bool:
    return Act.objects.filter(collective=collective, what=Act.What.POSTER).exists()


OWN_STEPS = (
    Step(
        "campaign.introduction",
        10,
        _("Say who you are and how to join"),
        lambda one: bool(one.introduction and one.how_to_join),
        _edit_url,
    ),
    Step("campaign.poster", 30, _("Print a poster"), _has_poster, lambda one: one.get_absolute_url() + "#share"),
    Step("campaign.organiser", 40, _("Find a second organiser"), _has_second_organiser, _invite_url),
)
