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
        yield _next_of(pk, rows[first], run=pk in organises)
    undated = [pk for pk in organises if pk not in coming]
    for pk, slug in Collective.objects.filter(pk__in=undated).values_list("pk", "slug") if undated else ():
        url = reverse("events:announce", args=[slug])
        yield Next(pk, 20, gettext("Announce the next meeting"), url, act=gettext("Announce"))
    for pk, first in unwritten.items():
        row = rows[first]
        url = reverse("events:minutes", args=[row.event.slug, row.date])
        words = gettext("Write the minutes of %(title)s") % {"title": apart(row.title)}
        yield Next(pk, 30, words, url, row.local_start, act=gettext("Write"))


def _next_of(collective: int, row: Occurrence, *, run: bool = False) -> Next:
    """A date one can come to, with its doors for who runs it."""
    return Next(
        collective,
        20,
        row.title,
        row.get_absolute_url(),
        row.local_start,
        row.knows_hour,
        row.knows_day,
        picture=(row.event.kind, row.event_id),
        kind=str(row.event.get_kind_display()),
        place=row.place,
        doors=_doors_of(row) if run else (),
    )


def _doors_of(row: Occurrence) -> tuple[tuple[str, str], ...]:
    slug, day = row.event.slug, row.date
    return (
        (gettext("Poster"), reverse("events:poster_of_date", args=[slug, day, "a4"])),
        (gettext("Text to share"), reverse("events:share_date", args=[slug, day])),
        (gettext("Move"), reverse("events:change_date", args=[slug, day])),
    )


def coming_dates(until: datetime) -> dict[int, Next]:
    """The next listed date before a moment of each collective that hosts one, whoever hosts it too."""
    soon = Occurrence.objects.listed().exclude(status=Occurrence.Status.CANCELLED).coming()
    soon = soon.filter(starts_at__lt=until, event__cancelled_at=None, event__hosts__isnull=False)
    soon = soon.exclude(event__precision=Event.Precision.MONTH)  # no day to name yet
    first: dict[int, int] = {}
    for host, pk in soon.values_list("event__hosts", "pk"):
        first.setdefault(host, pk)
    rows = {row.pk: row for row in _dates(among=sorted(set(first.values())))} if first else {}
    return {host: _next_of(host, rows[pk]) for host, pk in first.items() if pk in rows}


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
    """For each collective the last day on which an event of its was made, changed or took place, or had its minutes."""
    now = timezone.now()
    hosts = Event.hosts.through.objects.filter(event__published_at__isnull=False)
    changed = dict(hosts.values_list("collective").annotate(last=Max("event__updated_at")))
    held = hosts.filter(event__occurrences__over_at__lte=now).exclude(event__occurrences__status="cancelled")
    last = {pk: timezone.localdate(moment) for pk, moment in changed.items()}
    # Those of members alone are no news for everybody: the directory would tell outsiders that there are some.
    told = held.filter(event__occurrences__minutes__audience=Minutes.Audience.ALL)
    for pk, moment in (
        *held.values_list("collective").annotate(last=Max("event__occurrences__over_at")),
        *told.values_list("collective").annotate(last=Max("event__occurrences__minutes__updated_at")),
    ):
        day = timezone.localdate(moment)
        last[pk] = max(day, last.get(pk, day))
    return last
