"""Calendars to subscribe to: which events, whether anything changed, the whole.

No horizon bounds them: a series is one entry with its rule, however far its dates reach. What stands of each event is
kept beside it in the database (models/calendars.py), written anew once the event, its commune or its hosts changed; so
neither the answer that nothing changed nor the calendar itself reads dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import CharField, Max, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import get_language, override
from icalendar import Calendar

from campaign.models import Collective
from events.calendar_entries import text_of
from events.models import CalendarText, Event, Occurrence
from events.queries import Filters, midnight, narrowed
from events.recurrence import wall_time
from events.services.calendars import keep_texts
from events.validators import zone_named
from events.vtimezone import vtimezone_text
from safety.words import one_line

KEEP_CANCELLED = timedelta(days=60)
KEEP_PAST = timedelta(days=365)
FEW = 500  # events that are asked for by name; of more, all are read


def events_of(filters: Filters, *, unlisted: bool = False) -> QuerySet[Event]:
    """The events a feed holds: listed, touching the filters, with a date of the last year or to come.

    `unlisted` lets a collective that waits for approval have its feed at its own address.
    """
    now = timezone.now()
    found = narrowed(Event.objects.published() if unlisted else Event.objects.listed(), filters)
    found = found.exclude(cancelled_at__lt=now - KEEP_CANCELLED)
    dates = Occurrence.objects.all()
    if filters.since:
        dates = dates.filter(over_at__gt=midnight(filters.since))
    elif not filters.past:
        dates = dates.filter(over_at__gt=now - KEEP_PAST)
    found = found.alias(first=dates.first_of("pk").values("starts_at"))
    if filters.until:
        found = found.filter(first__lt=midnight(filters.until + timedelta(days=1)))
    else:
        found = found.filter(first__isnull=False)
    return found.order_by("pk")


@dataclass(frozen=True)
class Known:
    """An event as its calendars know it without reading it."""

    event: int
    stamp: str  # another one once anything that its text says differs
    zone: str  # empty when it is told by days
    starts_at: str  # as the database writes moments, in UTC: thousands are compared, one a zone is read


@dataclass(frozen=True)
class State:
    """What a feed holds, and when it last changed."""

    changed: datetime
    known: list[Known]

    @property
    def mark(self) -> str:
        """A string that changes whenever the feed does (for ETag)."""
        return repr([(one.event, one.stamp) for one in self.known])


def state_of(events: QuerySet[Event]) -> State:
    """What a feed of these holds now, in a fixed number of queries that read no date.

    The moment looks at all events, since one that leaves the filters leaves the feed; and it is never before today,
    when what is past or long cancelled dropped out. A change of a date counts as one of its event (services/dates.py).
    """
    changed = Event.objects.aggregate(changed=Max("updated_at"))["changed"]
    approved = Collective.objects.aggregate(approved=Max("approved_at"))["approved"]
    moments = [midnight(timezone.localdate()), *(moment for moment in (changed, approved) if moment)]
    return State(max(moments), _known(events))


def _known(events: QuerySet[Event]) -> list[Known]:
    """These events, with the stamps of their texts."""
    names = ("pk", "changed", "sequence", "commune__name", "precision", "time_zone", "begins")
    told = events.annotate(changed=Cast("updated_at", CharField()), begins=Cast("starts_at", CharField()))
    rows = list(told.order_by("pk").values_list(*names))
    hosts = _hosts([row[0] for row in rows])
    return [
        Known(
            pk,
            f"{settings.SITE_URL} {changed} {sequence} {commune} · {', '.join(hosts.get(pk, ()))}",
            zone if precision == Event.Precision.HOUR else "",
            starts_at,
        )
        for pk, changed, sequence, commune, precision, zone, starts_at in rows
    ]


def _hosts(events: list[int]) -> dict[int, list[str]]:
    """The names of the hosts of each of these events."""
    found = Event.hosts.through.objects.order_by("event", "collective__name", "collective")
    if len(events) <= FEW:
        found = found.filter(event__in=events)
    hosts: dict[int, list[str]] = {}
    for event, name in found.values_list("event", "collective__name"):
        hosts.setdefault(event, []).append(name)
    return hosts


def calendar_of(state: State, *, name: str) -> bytes:
    """The feed itself."""
    known = state.known
    language = get_language() or "fr"
    feed = Calendar()
    feed.add("prodid", f"-//Contrechamp//agenda//{language.upper()}")
    feed.add("version", "2.0")
    feed.add("calscale", "GREGORIAN")
    feed.add("method", "PUBLISH")
    feed.add("name", one_line(name))
    feed.add("x-wr-calname", one_line(name))
    feed.add("x-wr-timezone", settings.TIME_ZONE)
    feed.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    feed.add("x-published-ttl", "PT6H")
    since: dict[str, str] = {}
    for one in known:
        if one.zone:
            since[one.zone] = min(since.get(one.zone, one.starts_at), one.starts_at)
    zones = (vtimezone_text(zone, _year(begins, zone)) for zone, begins in sorted(since.items()))
    head, end, _rest = feed.to_ical().decode().rpartition("END:VCALENDAR")
    return "".join([head, *zones, *texts_of(known, language), end, "\r\n"]).encode()


def _year(begins: str, zone: str) -> int:
    """The year that clocks of a zone show at a moment as the database writes it; SQLite does not say that it is UTC."""
    moment = datetime.fromisoformat(begins)
    return wall_time(moment if moment.tzinfo else moment.replace(tzinfo=UTC), zone_named(zone)).year


def write_ahead() -> None:
    """Write what every calendar holds, in each language, so that no reader waits for it."""
    listed = _known(Event.objects.listed())
    for language, _name in settings.LANGUAGES:
        with override(language):
            texts_of(listed, language)


def texts_of(known: list[Known], language: str) -> list[str]:
    """The entries of these events, in their order; those that changed since they were written are written anew."""
    found = CalendarText.objects.filter(language=language)
    if len(known) <= FEW:
        found = found.filter(event__in=[one.event for one in known])
    stamps, texts = {}, {}
    for event, stamp, text in found.values_list("event", "stamp", "text"):
        stamps[event], texts[event] = stamp, text
    stale = {one.event: one.stamp for one in known if stamps.get(one.event) != one.stamp}
    if stale:
        changed = Event.objects.filter(pk__in=list(stale)).select_related("commune")
        written = {event.pk: text_of(event) for event in changed.prefetch_related("hosts", "occurrences").iterator(FEW)}
        keep_texts(language, {event: (stale[event], text) for event, text in written.items()})
        texts |= written
    return [texts[one.event] for one in known if one.event in texts]
