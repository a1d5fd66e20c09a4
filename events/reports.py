"""What this room tells the campaign of collectives: first steps taken, dates announced, signs of life."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaign.reports import News, Step
from events.models import Event, Occurrence


def _announce_url(collective: Any) -> str:
    return reverse("events:announce", args=[collective.slug])


def meets_regularly(collective: Any) -> bool:
    """Whether a series of the collective goes on."""
    series = Event.objects.published().filter(hosts=collective, cancelled_at=None).exclude(recurrence="")
    return Occurrence.objects.filter(event__in=series, over_at__gt=timezone.now()).exists()


def has_had_cartopartie(collective: Any) -> bool:
    """Whether a cartopartie of the collective is announced or was held."""
    found = Event.objects.published().filter(hosts=collective, kind=Event.Kind.CARTOPARTIE, cancelled_at=None)
    return found.exists()


STEPS = (
    Step("events.monthly", 20, _("Set a monthly meeting"), meets_regularly, _announce_url),
    Step("events.cartopartie", 50, _("Announce a first cartopartie"), has_had_cartopartie, _announce_url),
)


def announced_since(moment: datetime) -> Iterable[News]:
    """Listed events by collectives, published since then, with a date to come. A series is one piece of news."""
    events = Event.objects.listed().filter(published_at__gte=moment, cancelled_at=None, hosts__isnull=False).distinct()
    coming = Occurrence.objects.filter(event__in=events).coming().exclude(status=Occurrence.Status.CANCELLED)
    coming = coming.exclude(status=Occurrence.Status.SKIPPED).select_related("event__commune")
    first: dict[int, Occurrence] = {}
    for row in coming:
        first.setdefault(row.event_id, row)
    return [_news_of(row) for row in first.values()]


def _news_of(row: Occurrence) -> News:
    event = row.event
    assert event.published_at is not None  # noqa: S101  (the query asked for it)

    def words() -> str:
        form = "l j F Y, H:i" if row.knows_hour else "l j F Y" if row.knows_day else "F Y"
        values = {"title": event.title, "commune": event.commune.label, "day": date_format(row.local_start, form)}
        return gettext("%(title)s, %(day)s (%(commune)s)") % values

    return News(
        what=f"event:{event.pk}",
        commune=event.commune,
        since=event.published_at,
        words=words,
        path=event.get_absolute_url,
    )


def last_events() -> dict[int, date]:
    """For each collective the last day on which an event of its was made, changed or took place."""
    now = timezone.now()
    hosts = Event.hosts.through.objects.filter(event__published_at__isnull=False)
    changed = dict(hosts.values_list("collective").annotate(last=Max("event__updated_at")))
    held = hosts.filter(event__occurrences__over_at__lte=now).exclude(event__occurrences__status="cancelled")
    last = {pk: timezone.localdate(moment) for pk, moment in changed.items()}
    for pk, moment in held.values_list("collective").annotate(last=Max("event__occurrences__over_at")):
        day = timezone.localdate(moment)
        last[pk] = max(day, last.get(pk, day))
    return last
