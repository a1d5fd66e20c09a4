"""Collectives that have fallen silent: asked after six months, marked a month later, awake again at the first act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone

from campaign.models import Act, Collective
from campaign.reports import last_signs_of_life
from campaign.services.log import log, wake

SILENT_MONTHS = 6
TIME_TO_ANSWER = timedelta(days=30)
Status = Collective.Status


@dataclass
class Night:
    """How many collectives were asked, marked and woken."""

    asked: int = 0
    marked: int = 0
    woken: int = 0


def _last_alive(collective: Collective, signs: dict[int, date]) -> date:
    began = timezone.localdate(collective.approved_at or collective.created_at)
    return max(filter(None, [began, collective.alive_on, signs.get(collective.pk)]))


@transaction.atomic
def look_for_sleepers(*, today: date | None = None) -> Night:
    """Every night: ask those that did nothing for six months, mark those that did not answer in a month."""
    today = today or timezone.localdate()
    signs, night = last_signs_of_life(), Night()
    run_here = Collective.objects.approved().filter(memberships__role="organiser").distinct()
    for collective in run_here.filter(status__in=[Status.ACTIVE, Status.FORMING, Status.SLEEPING]):
        # From the last sign on: a month's end lies six months after several days, and before one of them only.
        is_heard_of = _last_alive(collective, signs) + relativedelta(months=SILENT_MONTHS) >= today
        if collective.status == Status.SLEEPING:
            if collective.status_before_sleep and is_heard_of:
                wake(collective=collective)
                night.woken += 1
        elif is_heard_of:
            if collective.asked_if_alive_on is not None:
                Collective.objects.filter(pk=collective.pk).update(asked_if_alive_on=None)
        elif collective.asked_if_alive_on is None:
            Collective.objects.filter(pk=collective.pk).update(asked_if_alive_on=today)
            log(collective=collective, what=Act.What.ASKED_IF_ALIVE)
            night.asked += 1
        elif collective.asked_if_alive_on <= today - TIME_TO_ANSWER:
            Collective.objects.filter(pk=collective.pk).update(
                status=Status.SLEEPING,
                status_before_sleep=collective.status,
                status_as_of=today.strftime("%Y-%m"),
                asked_if_alive_on=None,
            )
            log(collective=collective, what=Act.What.ASLEEP)
            night.marked += 1
    return night
