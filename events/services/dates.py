"""Dates as rows: written from the rule, skipped, moved, cancelled, restored.

What is arranged for one date is kept part by part (models/occurrences.py); a row's times follow from it and
the rule.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from events.models import Event, Occurrence
from events.recurrence import at_zone, local_starts, span
from events.services.attendance import spare_attended
from events.services.telling import News, note_news

MONTHS_AHEAD = 18
ASSUMED_LENGTH = timedelta(hours=3)  # how long a meeting stays in the agenda when its end is not told
WRITTEN = [
    "date",
    "own_day",
    "own_hour",
    "own_end",
    "starts_at",
    "ends_at",
    "over_at",
    "status",
    "reason",
    "updated_at",
]
Status = Occurrence.Status


def times_of(
    event: Event, local_start: datetime, *, local_end: datetime | None = None
) -> tuple[datetime, datetime | None, datetime]:
    """Start, end and the moment it is over, for the date that begins at this wall time.

    It lasts as long as the event does, unless it has an end of its own.
    """
    length = local_end - local_start if local_end else event.local_length
    start, end = span(local_start, length, event.zone)
    if event.precision == Event.Precision.MONTH:
        over = at_zone(datetime.combine(local_start.replace(day=1) + relativedelta(months=1), time.min), event.zone)
    elif event.precision == Event.Precision.DAY:
        last_day = (local_start + (length or timedelta())).date()
        over = at_zone(datetime.combine(last_day + timedelta(days=1), time.min), event.zone)
    else:
        over = end or start + ASSUMED_LENGTH
    return start, end, over


def arrange(occurrence: Occurrence) -> None:
    """Set when this date is, and whether that is moved, by what was arranged for it. Writes nothing to the database.

    It counts as moved only when somebody would go to the wrong place or come at the wrong time; what is cancelled or
    left out stays so.
    """
    event = occurrence.event
    times = times_of(event, occurrence.planned_start, local_end=occurrence.planned_end)
    moved = occurrence.is_elsewhere or times != times_of(event, occurrence.usual_start)
    occurrence.starts_at, occurrence.ends_at, occurrence.over_at = times
    if occurrence.is_taking_place:
        occurrence.status = Status.MOVED if moved else Status.CONFIRMED
        occurrence.reason = occurrence.reason if moved else ""


def take_place(occurrence: Occurrence) -> None:
    """Take back that a date is cancelled or left out; what was arranged for it stays. Writes nothing."""
    occurrence.status, occurrence.reason = Status.CONFIRMED, ""
    arrange(occurrence)


def write_occurrences(event: Event, *, now: datetime | None = None) -> int:
    """Make the rows agree with the rule, 18 months ahead; return how many were added, changed or removed.

    Idempotent. What happened stays: past rows are never touched in a series. What organisers changed by hand (moved,
    cancelled, skipped) stays as long as the rule still names its day. The months an event rests in come as skipped.
    """
    now = now or timezone.now()
    wanted = wanted_days(event, now=now)
    rows = {row.date: row for row in event.occurrences.all()}
    if event.cancelled_at and rows:
        return 0
    kept = None if event.recurrence else _keep_the_one_row(rows, day=event.local_start.date())

    new, stale, changed, told = [], [], [], []
    for day, local_start in wanted.items():
        if day in rows:
            continue
        start, end, over = times_of(event, local_start)
        if not rows or not event.recurrence or over > now:  # a changed rule does not rewrite the past
            status = Status.SKIPPED if day.month in event.months_left_out and over > now else Status.CONFIRMED
            new.append(Occurrence(event=event, date=day, starts_at=start, ends_at=end, over_at=over, status=status))
    for day, row in rows.items():
        if row.over_at <= now and (event.recurrence or len(rows) > 1):
            continue
        if day not in wanted:
            if row.starts_at > now or len(rows) == 1:  # what has begun stays, as what happened does
                stale.append(row)
            continue
        row.event = event
        times, state = (row.starts_at, row.ends_at, row.over_at), (row.status, row.reason)
        arrange(row)
        if times != (row.starts_at, row.ends_at, row.over_at) or row is kept:
            told += [row.pk] if row.is_taking_place else []
        elif state == (row.status, row.reason):
            continue
        row.updated_at = now
        changed.append(row)
    if not (new or stale or changed):
        return 0
    with transaction.atomic():
        spared = spare_attended(stale)
        stale = [row for row in stale if row not in spared]
        written = len(new) + len(stale) + len(changed)
        event.occurrences.filter(pk__in=[row.pk for row in stale]).delete()
        Occurrence.objects.bulk_create(new)
        Occurrence.objects.bulk_update(changed, WRITTEN, batch_size=200)
        note_news(told, News.MOVED)
        if written:  # calendars ask when the event last changed; that covers its dates
            Event.objects.filter(pk=event.pk).update(updated_at=now)
    return written


def wanted_days(event: Event, *, now: datetime) -> dict[date, datetime]:
    """The days that the rule names, 18 months ahead, with the wall time at which each begins."""
    horizon = (now + relativedelta(months=MONTHS_AHEAD)).astimezone(event.zone).replace(tzinfo=None)
    horizon = horizon if event.recurrence else datetime.max
    return {start.date(): start for start in local_starts(event.rhythm, event.local_start, before=horizon)}


def _keep_the_one_row(rows: dict[date, Occurrence], *, day: date) -> Occurrence | None:
    """A single event given another day keeps its row, and with it all that hangs on it; its address changes."""
    if len(rows) != 1 or day in rows:
        return None
    ((old, row),) = rows.items()
    del rows[old]
    rows[day], row.date = row, day
    row.own_day = None
    return row


def extend_occurrences(*, now: datetime | None = None) -> int:
    """Every night: write the dates of every living series 18 months ahead.

    Of those that have their dates so far only the last one is read; what else may disagree with the rule (clocks that
    a new time-zone database has changed) is put right with the next date that is due.
    """
    now = now or timezone.now()
    last = Occurrence.objects.filter(event=OuterRef("pk")).order_by("-date").values("date")[:1]
    series = Event.objects.exclude(recurrence="").filter(cancelled_at=None).annotate(last_date=Subquery(last))
    due = [event.pk for event in series.iterator(chunk_size=200) if _lacks_dates(event, event.last_date, now=now)]
    written = 0
    for begin in range(0, len(due), 200):
        events = Event.objects.filter(pk__in=due[begin : begin + 200]).prefetch_related("occurrences")
        written += sum(write_occurrences(event, now=now) for event in events)
    return written


def _lacks_dates(event: Event, last: date | None, *, now: datetime) -> bool:
    """Whether the rule names a day after the last one written, 18 months ahead."""
    return last is None or any(day > last for day in wanted_days(event, now=now))


@transaction.atomic
def skip_date(occurrence: Occurrence) -> None:
    """Take one date out of a series, without a trace on the agenda (an EXDATE in calendars)."""
    occurrence.status = Status.SKIPPED
    occurrence.save()
    note_news([occurrence.pk], News.CANCELLED)
    touch(occurrence.event)


@transaction.atomic
def skip_month(event: Event, *, month: int) -> int:
    """Let a series rest in this month (1 to 12), this year and every other; return how many dates it takes out.

    Dates that were moved or cancelled by hand stay as they are: people were told.
    """
    skipped = 0
    for row in event.occurrences.filter(over_at__gt=timezone.now(), status=Status.CONFIRMED, date__month=month):
        row.status = Status.SKIPPED
        row.save()
        note_news([row.pk], News.CANCELLED)
        skipped += 1
    _rest_in(event, event.months_left_out | {month})
    return skipped


@transaction.atomic
def restore_month(event: Event, *, month: int) -> int:
    """Let the dates of this month (1 to 12) take place again; return how many come back."""
    restored = 0
    for row in event.occurrences.filter(over_at__gt=timezone.now(), status=Status.SKIPPED, date__month=month):
        row.event = event
        take_place(row)
        row.save()
        note_news([row.pk], News.RESTORED)
        restored += 1
    _rest_in(event, event.months_left_out - {month})
    return restored


def _rest_in(event: Event, months: frozenset[int]) -> None:
    event.months_off = ",".join(str(month) for month in sorted(months))
    event.full_clean(exclude=["created_by", "commune"])
    touch(event, "months_off")


@transaction.atomic
def restore_date(occurrence: Occurrence) -> None:
    """Let a skipped, cancelled or changed date take place as the rule says: nothing of its own is left."""
    _let_take_place(occurrence, as_the_rule_says=True)


@transaction.atomic
def lift_date(occurrence: Occurrence) -> None:
    """Let a skipped or cancelled date take place after all, with what was arranged for it."""
    _let_take_place(occurrence)


def _let_take_place(occurrence: Occurrence, *, as_the_rule_says: bool = False) -> None:
    news = News.MOVED if occurrence.is_taking_place else News.RESTORED
    if as_the_rule_says:
        occurrence.own_day = occurrence.own_hour = occurrence.own_end = None
        occurrence.own_place = occurrence.own_address = occurrence.own_secret_place = ""
        occurrence.own_title = occurrence.note = ""
    take_place(occurrence)
    occurrence.save()
    note_news([occurrence.pk], news)
    touch(occurrence.event)


@transaction.atomic
def cancel_date(occurrence: Occurrence, *, reason: str) -> None:
    """Say that this date does not take place, and why; it stays visible."""
    occurrence.status, occurrence.reason = Status.CANCELLED, reason
    occurrence.save()
    note_news([occurrence.pk], News.CANCELLED)
    touch(occurrence.event)


@transaction.atomic
def move_date(
    occurrence: Occurrence,
    *,
    local_start: datetime,
    local_end: datetime | None = None,
    reason: str,
    place: str = "",
    address: str = "",
    title: str = "",
    note: str = "",
) -> None:
    """Give one date another day, hour or place, or words of its own. Its address, made of the first day, stays.

    What is as the event has it follows the event from then on.
    """
    event = occurrence.event
    usual = occurrence.usual_start
    occurrence.own_day = local_start.date() if local_start.date() != occurrence.date else None
    hour = local_start.time() if event.precision == Event.Precision.HOUR else usual.time()
    occurrence.own_hour = hour if hour != usual.time() else None
    own_end = local_end if local_end and local_end - local_start != event.local_length else None
    occurrence.own_end = own_end - datetime.combine(local_start.date(), time.min) if own_end else None
    occurrence.own_place, occurrence.own_address = place, address
    occurrence.own_title, occurrence.note = title, note
    occurrence.own_secret_place = ""
    if event.secret_place:
        keep_place_secret(occurrence)
    occurrence.status, occurrence.reason = Status.MOVED, reason
    arrange(occurrence)
    occurrence.save()
    note_news([occurrence.pk], News.MOVED if occurrence.is_moved else News.CHANGED)
    touch(event)


def keep_place_secret(occurrence: Occurrence) -> None:
    """Take this date's own place out of what is public. Writes nothing to the database."""
    occurrence.own_secret_place = ", ".join(filter(None, [occurrence.own_place, occurrence.own_address]))
    occurrence.own_place = occurrence.own_address = ""


def touch(event: Event, *changed: str) -> None:
    """Count a change, for calendars, and write the named columns; what others change meanwhile stays theirs."""
    event.sequence = F("sequence") + 1
    event.save(update_fields=["sequence", "updated_at", *changed])
    event.refresh_from_db(fields=["sequence"])
