"""Calendars to subscribe to, as RFC 5545: each event once with its rule, and what differs from the rule beside it.

What is known by its month alone stands as a banner over the whole month, TENTATIVE and TRANSPARENT: calendars cannot
say "some day of March", and this says no more than we know and keeps nobody's days busy.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db.models import Max, QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, vRecur
from icalendar import Event as VEvent

from campaign.models import Collective
from events.models import Event, Occurrence, Programme, Session
from events.queries import Filters, at_place, midnight
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
    found = found.exclude(cancelled_at__lt=now - KEEP_CANCELLED)
    since = Occurrence.objects.all()
    place = at_place(filters)
    if place is not None:
        since = since.filter(place)
    if filters.since:
        since = since.filter(over_at__gt=midnight(filters.since))
    elif not filters.past:
        since = since.filter(over_at__gt=now - KEEP_PAST)
    if filters.until:
        since = since.filter(starts_at__lt=midnight(filters.until + timedelta(days=1)))
    found = found.filter(pk__in=since.values("event"))
    if filters.collective:
        found = found.filter(hosts=filters.collective)
    if filters.kind:
        found = found.filter(kind=filters.kind)
    return found.select_related("commune").prefetch_related("hosts").order_by("pk")


def state_of(events: QuerySet[Event]) -> tuple[datetime, str]:
    """When a feed of these last changed, and a string that changes whenever one of them does (for ETag).

    The moment looks at all events, since one that leaves the filters leaves the feed; and it is never before today,
    when what is past or long cancelled dropped out. A change of a date counts as one of its event (services/dates.py).
    """
    bare = events.select_related(None).prefetch_related(None).order_by("pk")
    rows = list(bare.values_list("pk", "updated_at"))
    through = Event.hosts.through.objects.filter(event__in=bare.order_by().values("pk"))
    hosts = sorted(set(through.values_list("collective__slug", "collective__name")))
    changed = Event.objects.aggregate(changed=Max("updated_at"))["changed"]
    approved = Collective.objects.aggregate(approved=Max("approved_at"))["approved"]
    moments = [midnight(timezone.localdate()), *(moment for moment in (changed, approved) if moment)]
    return max(moments), repr((rows, hosts))


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
    events = list(events)
    keys = {event.pk: _key_of(event) for event in events}
    prefetch_related_objects([event for event in events if keys[event.pk] not in _written], "occurrences")
    written = [_text_of(event, keys[event.pk]) for event in events]
    zones = sorted({event.time_zone for event in events if event.precision == Event.Precision.HOUR})
    head, end, _rest = feed.to_ical().rpartition(b"END:VCALENDAR")
    return b"".join([head, *(vtimezone(zone).to_ical() for zone in zones), *written, end, b"\r\n"])


# The text of each event as it was last, in each language: a change of one is no reason to write two thousand again.
_written: dict[Hashable, bytes] = {}
MOST_WRITTEN = 6000


def _key_of(event: Event) -> Hashable:
    hosts = tuple(host.name for host in event.hosts.all())
    return event.pk, event.updated_at, event.sequence, event.commune.name, hosts, get_language()


def _text_of(event: Event, key: Hashable) -> bytes:
    text = _written.get(key)
    if text is None:
        text = b"".join(entry.to_ical() for entry in _entries(event))
        if len(_written) >= MOST_WRITTEN:
            _written.clear()
        _written[key] = text
    return text


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
        elif (
            row.status != Status.CONFIRMED
            or row.own_title
            or row.note
            or (row.local_start, row.local_end) != _times(event, start)
        ):
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
    return local.replace(tzinfo=event.zone) if event.precision == Event.Precision.HOUR else local.date()


def _parameters(event: Event) -> dict[str, str]:
    return {} if event.precision == Event.Precision.HOUR else {"VALUE": "DATE"}


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
    entry.add("summary", row.title if row else event.title)
    entry.add("dtstart", _value(event, start))
    if event.precision == Event.Precision.MONTH:
        entry.add("dtend", (start + relativedelta(months=1)).date())
        entry.add("transp", "TRANSPARENT")
    elif event.precision == Event.Precision.DAY:
        entry.add("dtend", (end or start).date() + timedelta(days=1))
    elif end:
        entry.add("dtend", _value(event, end))
    cancelled = bool(event.cancelled_at) if row is None else row.is_cancelled
    certain = "TENTATIVE" if event.precision == Event.Precision.MONTH else "CONFIRMED"
    entry.add("status", "CANCELLED" if cancelled else certain)
    place = row or event
    entry.add("location", ", ".join(filter(None, [place.place, place.address, event.commune.name])))
    if event.latitude is not None and event.longitude is not None and not (row and row.is_elsewhere):
        entry.add("geo", (event.latitude, event.longitude))
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
    elif row and row.reason:
        parts.append(row.reason)
    if event.precision == Event.Precision.DAY:
        parts.append(_("The hour is still to be told."))
    elif event.precision == Event.Precision.MONTH:
        parts.append(_("Some time in this month: the days are still to be told."))
    if row and row.note:
        parts.append(row.note)
    elsewhere = bool(row and row.is_elsewhere)
    if event.meeting_point and not elsewhere:
        parts.append(_("Meeting point: %(place)s") % {"place": event.meeting_point})
    access = [] if elsewhere else [event.transport, event.get_wheelchair_display()]
    access += [event.languages, event.childcare]
    parts.append(" · ".join(word for word in access if word))
    parts.append(" · ".join(filter(None, [event.get_admission_display(), event.price])))
    if event.no_photo:
        parts.append(_("Please take no photos."))
    parts += [event.summary, event.body, event.link]
    hosts = ", ".join(host.name for host in event.hosts.all())
    return "\n\n".join(part.strip() for part in [*parts, hosts] if part and part.strip())


def calendar_of_sessions(programme: Programme, sessions: Iterable[Session]) -> bytes:
    """The sessions of a programme, each an entry of its own."""
    event = programme.event
    feed = Calendar()
    feed.add("prodid", f"-//Contrechamp//programme//{(get_language() or 'fr').upper()}")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("name", event.title)
    feed.add("x-wr-calname", event.title)
    feed.add_component(vtimezone(event.time_zone))
    for session in sessions:
        entry = VEvent()
        entry.add("uid", f"session-{session.pk}-{event.uid}")
        entry.add("dtstamp", programme.changed_at)
        entry.add("last-modified", programme.changed_at)
        entry.add("sequence", event.sequence)
        entry.add("summary", session.title)
        entry.add("dtstart", session.starts_at.astimezone(event.zone))
        entry.add("dtend", session.ends_at.astimezone(event.zone))
        entry.add("location", ", ".join(filter(None, [session.room.name, event.place, event.commune.name])))
        people = ", ".join(person.name for person in session.people)
        quiet = _("Please take no photos.") if session.no_photo else ""
        entry.add("description", "\n\n".join(filter(None, [session.subtitle, people, session.abstract, quiet])))
        entry.add("url", settings.SITE_URL + session.get_absolute_url())
        entry.add("categories", [session.get_kind_display()])
        if event.cancelled_at:
            entry.add("status", "CANCELLED")
        feed.add_component(entry)
    return feed.to_ical()
