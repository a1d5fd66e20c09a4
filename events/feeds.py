"""Calendars to subscribe to, as RFC 5545: each event once with its rule, and what differs from the rule beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, vRecur
from icalendar import Event as VEvent

from events.models import Event, Occurrence
from events.queries import Filters, in_place, midnight
from events.recurrence import at_zone, local_starts
from events.vtimezone import vtimezone

KEEP_CANCELLED = timedelta(days=60)
KEEP_PAST = timedelta(days=365)
Status = Occurrence.Status


def events_of(filters: Filters, *, unlisted: bool = False) -> QuerySet[Event]:
    """The events a feed holds: listed, touching the filters, with a date of the last year or to come.

    `unlisted` lets a collective that waits for approval have its feed at its own address.
    """
    now = timezone.now()
    found = Event.objects.published() if unlisted else Event.objects.listed()
    found = found.exclude(precision=Event.Precision.MONTH).exclude(cancelled_at__lt=now - KEEP_CANCELLED)
    since = Occurrence.objects.all()
    if filters.place:
        since = since.filter(in_place(filters.place))
    if filters.since:
        since = since.filter(over_at__gt=midnight(filters.since))
    elif not filters.past:
        since = since.filter(over_at__gt=now - KEEP_PAST)
    found = found.filter(pk__in=since.values("event"))
    if filters.collective:
        found = found.filter(hosts=filters.collective)
    if filters.kind:
        found = found.filter(kind=filters.kind)
    return found.select_related("commune").prefetch_related("hosts", "occurrences").order_by("pk")


def state_of(events: QuerySet[Event]) -> tuple[datetime | None, str]:
    """When any of these last changed, and a string that changes whenever one of them does (for ETag)."""
    bare = events.select_related(None).prefetch_related(None).order_by()
    state = bare.aggregate(
        changed=Max("updated_at"),
        number=Count("pk", distinct=True),
        sequence=Max("sequence"),
        date_changed=Max("occurrences__updated_at"),
        dates=Count("occurrences", filter=~Q(occurrences__status=Status.SKIPPED)),
    )
    moments = [moment for moment in (state["changed"], state["date_changed"]) if moment]
    return max(moments, default=None), "|".join(str(value) for value in state.values())


def calendar_of(events: Iterable[Event], *, name: str, description: str = "") -> bytes:
    """The feed itself."""
    feed = Calendar()
    feed.add("prodid", f"-//Contrechamp//agenda//{(get_language() or 'fr').upper()}")
    feed.add("version", "2.0")
    feed.add("calscale", "GREGORIAN")
    feed.add("method", "PUBLISH")
    feed.add("name", name)
    feed.add("x-wr-calname", name)
    if description:
        feed.add("x-wr-caldesc", description)
    feed.add("x-wr-timezone", settings.TIME_ZONE)
    feed.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    feed.add("x-published-ttl", "PT6H")
    zones: set[str] = set()
    entries: list[VEvent] = []
    for event in events:
        if event.precision == Event.Precision.HOUR:
            zones.add(event.time_zone)
        entries.extend(_entries(event))
    for zone in sorted(zones):
        feed.add_component(vtimezone(zone))
    for entry in entries:
        feed.add_component(entry)
    return feed.to_ical()


def _entries(event: Event) -> Iterator[VEvent]:
    """The event, and one more entry for each date that differs from the rule (moved, cancelled, told otherwise)."""
    rows = {row.date: row for row in event.occurrences.all()}
    for row in rows.values():
        row.event = event  # spares a query for each date
    if not event.recurrence:
        row = next(iter(rows.values()), None)
        if row is not None and row.status != Status.SKIPPED:
            yield _entry(event, row.local_start, row.local_end, row)
        return

    master = _entry(event, event.local_start, _end(event, event.local_start), None)
    master.add("rrule", _rule(event))
    known_until = max(rows, default=None)
    overrides = []
    for start in local_starts(
        event.rhythm, event.local_start, before=datetime.combine(known_until, time.max) if known_until else datetime.min
    ):
        row = rows.get(start.date())
        if row is None or row.status == Status.SKIPPED:
            master.add("exdate", _value(event, start), parameters=_parameters(event))
        elif row.status != Status.CONFIRMED or (row.local_start, row.local_end) != _times(event, start):
            override = _entry(event, row.local_start, row.local_end, row)
            override.add("recurrence-id", _value(event, start), parameters=_parameters(event))
            overrides.append(override)
    yield master
    yield from overrides


def _times(event: Event, start: datetime) -> tuple[datetime, datetime | None]:
    """A rule's date as a row of it would show it: through UTC, so that a skipped hour looks the same on both sides."""
    length = event.local_length
    begin = at_zone(start, event.zone).astimezone(event.zone).replace(tzinfo=None)
    if length is None:
        return begin, None
    return begin, at_zone(start + length, event.zone).astimezone(event.zone).replace(tzinfo=None)


def _end(event: Event, start: datetime) -> datetime | None:
    return start + event.local_length if event.local_length is not None else None


def _value(event: Event, local: datetime) -> datetime | date:
    return local.date() if event.precision == Event.Precision.DAY else local.replace(tzinfo=event.zone)


def _parameters(event: Event) -> dict[str, str]:
    return {"VALUE": "DATE"} if event.precision == Event.Precision.DAY else {}


def _rule(event: Event) -> vRecur:
    rule = vRecur.from_ical(event.recurrence)
    if event.count:
        rule["COUNT"] = [event.count]
    elif event.ends_on and event.precision == Event.Precision.DAY:
        rule["UNTIL"] = [event.ends_on]
    elif event.ends_on:
        rule["UNTIL"] = [at_zone(datetime.combine(event.ends_on, time(23, 59, 59)), event.zone)]
    return rule


def _entry(event: Event, start: datetime, end: datetime | None, row: Occurrence | None) -> VEvent:
    entry = VEvent()
    changed = max(event.updated_at, row.updated_at) if row else event.updated_at
    entry.add("uid", str(event.uid))
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("sequence", event.sequence)
    entry.add("summary", event.title)
    entry.add("dtstart", _value(event, start))
    if event.precision == Event.Precision.DAY:
        entry.add("dtend", (end or start).date() + timedelta(days=1))
    elif end:
        entry.add("dtend", _value(event, end))
    cancelled = bool(event.cancelled_at) if row is None else row.is_cancelled
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    place = row or event
    entry.add("location", ", ".join(filter(None, [place.place, place.address, event.commune.name])))
    entry.add("description", _description(event, row))
    entry.add("url", settings.SITE_URL + (row or event).get_absolute_url())
    entry.add("categories", [event.get_kind_display()])
    return entry


def _description(event: Event, row: Occurrence | None) -> str:
    parts = []
    if row and row.is_cancelled:
        parts.append(_("Cancelled: %(reason)s") % {"reason": row.reason} if row.reason else _("Cancelled."))
    elif row and row.is_moved:
        day = date_format(row.date, "DATE_FORMAT")
        parts.append(_("Moved; it was to be on %(date)s. %(reason)s") % {"date": day, "reason": row.reason})
    elif event.cancelled_at and event.cancelled_because:
        parts.append(_("Cancelled: %(reason)s") % {"reason": event.cancelled_because})
    if event.precision == Event.Precision.DAY:
        parts.append(_("The hour is still to be told."))
    if event.meeting_point:
        parts.append(_("Meeting point: %(place)s") % {"place": event.meeting_point})
    if event.no_photo:
        parts.append(_("Please take no photos."))
    parts += [event.summary, event.link]
    hosts = ", ".join(host.name for host in event.hosts.all())
    return "\n\n".join(part.strip() for part in [*parts, hosts] if part and part.strip())
