"""The log of acts, and what an act says besides: that the collective is alive."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from campaign.models import Act, Collective

# Said once a day each, however often it is done.
ONCE_A_DAY = frozenset({Act.What.EDITED, Act.What.POSTER})


def log(*, collective: Collective, what: Act.What, who: Any = None, whom: Any = None, words: str = "") -> Act:
    """Add a line to the collective's log; whatever one of its own people does wakes it."""
    today = timezone.localdate()
    if what in ONCE_A_DAY:
        said = Act.objects.filter(collective=collective, what=what, who=who, day=today).first()
        if said is not None:
            return said
    act = Act.objects.create(collective=collective, day=today, who=who, what=what, whom=whom, words=words[:1000])
    if who is not None and who.memberships.filter(collective=collective).exists():
        wake(collective=collective)
    return act


def wake(*, collective: Collective) -> None:
    """Note that somebody of the collective did something today; one that was marked as sleeping is awake again."""
    collective.alive_on, collective.asked_if_alive_on = timezone.localdate(), None
    fields = ["alive_on", "asked_if_alive_on"]
    # One that its organisers themselves marked so stays as they said.
    woken = collective.status == Collective.Status.SLEEPING and bool(collective.status_before_sleep)
    if woken:
        collective.status = collective.status_before_sleep
        collective.status_as_of = timezone.localdate().strftime("%Y-%m")
        collective.status_before_sleep = ""
        fields += ["status", "status_as_of", "status_before_sleep"]
    Collective.objects.filter(pk=collective.pk).update(**{name: getattr(collective, name) for name in fields})
    if woken:
        Act.objects.create(collective=collective, what=Act.What.WOKEN)
