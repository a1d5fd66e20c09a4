"""What a calendar holds of one event, as RFC 5545: the event once with its rule, and what differs from the rule beside.

What is known by its month alone stands as a banner over the whole month, TENTATIVE and TRANSPARENT: calendars cannot
say "some day of March", and this says no more than we know and keeps nobody's days busy.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from icalendar import Event as VEvent
from icalendar import vRecur

from events.models import Event, Occurrence
from events.recurrence import at_zone, is_plain, local_starts, span, wall_time
from safety.words import one_line, storable

Status = Occurrence.Status


def text_of(event: Event) -> str:
    """All entries of an event, in the language being read; its dates, hosts and commune are best read beforehand."""
    return b"".join(entry.to_ical() for entry in _entries(event)).decode()


def _entries(event: Event) -> Iterator[VEvent]:
    """The event, and one more entry for each date that differs from the rule (moved, cancelled, told otherwise)."""
    rows = {row.date: row for row in event.occurrences.all()}
    for row in rows.values():
        row.event = event  # spares a query for each date
    if not event.recurrence:
        row = next(iter(rows.values()), None)
        if row is not None and row.status != Status.SKIPPED:
            yield _entry(event, row.starts_at, row.ends_at, row)
        return

    master = _entry(event, *span(event.local_start, event.local_length, event.zone), None)
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
            or (row.starts_at, row.ends_at) != span(start, event.local_length, event.zone)
            or not is_plain(start, event.zone)
        ):
            override = _entry(event, row.starts_at, row.ends_at, row)
            override.add("recurrence-id", _value(event, start), parameters=_parameters(event))
            overrides.append(override)
    yield master
    yield from overrides


def clock(moment: datetime, zone: ZoneInfo) -> datetime:
    """A moment by the clocks of a zone; in UTC where they show it twice, which programs read differently."""
    local = moment.astimezone(zone)
    return local if is_plain(local.replace(tzinfo=None), zone) else moment.astimezone(UTC)


def _moment(event: Event, moment: datetime) -> datetime | date:
    """A moment as the event knows it: with its hour, or its day alone."""
    if event.precision == Event.Precision.HOUR:
        return clock(moment, event.zone)
    return wall_time(moment, event.zone).date()


def _value(event: Event, local: datetime) -> datetime | date:
    """The wall time by which the rule names a date."""
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
    """One entry, between two moments; `row` is the date it tells of, None for the series."""
    entry = VEvent()
    cancelled = bool(event.cancelled_at) if row is None else row.is_cancelled
    changed = max(event.updated_at, row.updated_at) if row else event.updated_at
    entry.add("uid", str(event.uid))
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("sequence", event.sequence)
    entry.add("summary", summary_of(row.title if row else event.title, cancelled=cancelled))
    # A series begins at the wall time that its rule repeats, whatever the clocks do on its first night.
    entry.add("dtstart", _moment(event, start) if row else _value(event, event.local_start))
    if event.precision == Event.Precision.MONTH:
        entry.add("dtend", (wall_time(start, event.zone) + relativedelta(months=1)).date())
        entry.add("transp", "TRANSPARENT")
    elif event.precision == Event.Precision.DAY:
        entry.add("dtend", wall_time(end or start, event.zone).date() + timedelta(days=1))
    elif end:
        entry.add("dtend", _moment(event, end))
    certain = "TENTATIVE" if event.precision == Event.Precision.MONTH else "CONFIRMED"
    entry.add("status", "CANCELLED" if cancelled else certain)
    place = row or event
    entry.add("location", one_line(", ".join(filter(None, [place.place, place.address, event.commune.name]))))
    if event.latitude is not None and event.longitude is not None and not (row and row.is_elsewhere):
        entry.add("geo", (event.latitude, event.longitude))
    entry.add("description", lines_of(_description(event, row)))
    entry.add("url", settings.SITE_URL + (row or event).get_absolute_url())
    entry.add("categories", [event.get_kind_display()])
    return entry


def summary_of(title: str, *, cancelled: bool) -> str:
    """The title; what is cancelled begins with it, because many programs pass over STATUS."""
    title = one_line(title)
    return _("CANCELLED: %(title)s") % {"title": title} if cancelled else title


def lines_of(text: str) -> str:
    """A text whose lines end as iCalendar knows it."""
    return "\n".join(storable(text).splitlines())


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
