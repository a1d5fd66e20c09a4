"""What this room tells the campaign of collectives: first steps taken, dates announced, signs of life."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaign.models import Collective
from campaign.reports import News, Next, Step
from engine.prepared_queries import prepared
from events.models import Event, Minutes, Occurrence, OccurrenceQuerySet
from events.models.events import any_host
from events.times import when_words
from safety.words import apart


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


MINUTES_ASKED_DAYS = 30  # a meeting that is longer ago will have no minutes any more


def _one_of_each(collectives: list[int], dates: QuerySet[Occurrence]) -> QuerySet[Any]:
    """Of these dates, in their order, the first that each of the collectives hosts: both keys."""
    hosted = dates.filter(event__hosts=OuterRef("pk"), event__published_at__isnull=False, event__cancelled_at=None)
    asked = Collective.objects.filter(pk__in=collectives).annotate(first=Subquery(hosted.values("pk")[:1]))
    return asked.exclude(first=None).values_list("pk", "first")


def _held() -> OccurrenceQuerySet:
    return Occurrence.objects.exclude(status__in=[Occurrence.Status.SKIPPED, Occurrence.Status.CANCELLED])


@prepared
def _next_dates(*, collectives: list[int], now: datetime) -> QuerySet[Any]:
    return _one_of_each(collectives, _held().coming(now))


@prepared
def _meetings_without_minutes(*, collectives: list[int], now: datetime, since: datetime) -> QuerySet[Any]:
    meetings = _held().past(now).filter(event__kind=Event.Kind.MEETING, over_at__gt=since)
    without = meetings.exclude(Exists(Minutes.objects.filter(occurrence=OuterRef("pk"))))
    return _one_of_each(collectives, without)


@prepared
def _dates(*, among: list[int]) -> QuerySet[Occurrence]:
    return Occurrence.objects.filter(pk__in=among).select_related("event", "event__commune")


def what_is_next(belongs: list[int], organises: list[int]) -> Iterable[Next]:
    """The next date of each collective; for those who run it also the meeting without minutes, or a first meeting."""
    now = timezone.now()
    coming = dict(_next_dates(collectives=belongs, now=now))
    since = now - timedelta(days=MINUTES_ASKED_DAYS)
    unwritten = dict(_meetings_without_minutes(collectives=organises, now=now, since=since)) if organises else {}
    rows = {row.pk: row for row in _dates(among=[*coming.values(), *unwritten.values()])}
    for pk, first in coming.items():
        row = rows[first]
        yield Next(pk, 20, row.title, row.get_absolute_url(), row.local_start, row.knows_hour)
    undated = [pk for pk in organises if pk not in coming]
    for pk, slug in Collective.objects.filter(pk__in=undated).values_list("pk", "slug") if undated else ():
        yield Next(pk, 20, gettext("Announce the next meeting"), reverse("events:announce", args=[slug]))
    for pk, first in unwritten.items():
        row = rows[first]
        url = reverse("events:minutes", args=[row.event.slug, row.date])
        yield Next(
            pk, 30, gettext("Write the minutes of %(title)s") % {"title": apart(row.title)}, url, row.local_start
        )


STEPS = (
    Step("events.monthly", 20, _("Set a monthly meeting"), meets_regularly, _announce_url),
    Step("events.cartopartie", 50, _("Announce a first cartopartie"), has_had_cartopartie, _announce_url),
)


def announced_since(moment: datetime) -> Iterable[News]:
    """Listed events by collectives, published since then, with a date to come. A series is one piece of news."""
    events = Event.objects.listed().filter(any_host("pk"), published_at__gte=moment, cancelled_at=None)
    coming = Occurrence.objects.filter(over_at__gt=timezone.now())
    coming = coming.exclude(status__in=[Occurrence.Status.CANCELLED, Occurrence.Status.SKIPPED])
    firsts = (
        events.annotate(first=coming.first_of("pk").values("pk")).exclude(first=None).values_list("first", flat=True)
    )
    rows = Occurrence.objects.filter(pk__in=list(firsts)).select_related("event__commune")
    return [_news_of(row) for row in rows.order_by("starts_at", "pk")]


def _news_of(row: Occurrence) -> News:
    event = row.event
    assert event.published_at is not None  # noqa: S101  (the query asked for it)

    def words() -> str:
        values = {"title": apart(event.title), "commune": event.commune.label, "day": when_words(row, ends=False)}
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
