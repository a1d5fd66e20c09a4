"""Dates as rows: written from the rule, skipped, moved, cancelled, restored."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from events.models import Event, Occurrence
from events.recurrence import at_zone, local_starts
from events.services.attendance import spare_attended
from events.services.telling import News, note_news

MONTHS_AHEAD = 18
ASSUMED_LENGTH = timedelta(hours=3)  # how long a meeting stays in the agenda when its end is not told
WRITTEN = ["date", "starts_at", "ends_at", "over_at", "status", "reason", "updated_at"]
WRITTEN += ["own_place", "own_address", "own_secret_place"]
Status = Occurrence.Status


def times_of(
    event: Event, local_start: datetime, *, local_end: datetime | None = None
) -> tuple[datetime, datetime | None, datetime]:
    """Start, end and the moment it is over, for the date that begins at this wall time.

    It lasts as long as the event does, unless it has an end of its own.
    """
    start = at_zone(local_start, event.zone)
    length = local_end - local_start if local_end else event.local_length
    end = at_zone(local_start + length, event.zone) if length is not None else None
    if event.precision == Event.Precision.MONTH:
        over = at_zone(datetime.combine(local_start.replace(day=1) + relativedelta(months=1), time.min), event.zone)
    elif event.precision == Event.Precision.DAY:
        last_day = (local_start + (length or timedelta())).date()
        over = at_zone(datetime.combine(last_day + timedelta(days=1), time.min), event.zone)
    else:
        over = end or start + ASSUMED_LENGTH
    return start, end, over


def usual_start(occurrence: Occurrence) -> datetime:
    """The wall time at which this date begins when nobody changed it."""
    return datetime.combine(occurrence.date, occurrence.event.local_start.time())


def write_occurrences(event: Event, *, now: datetime | None = None) -> int:
    """Make the rows agree with the rule, 18 months ahead; return how many were added, changed or removed.

    Idempotent. What happened stays: past rows are never touched in a series. What organisers changed by hand (moved,
    cancelled, skipped) stays as long as the rule still names its day. The months an event rests in come as skipped.
    """
    now = now or timezone.now()
    horizon = (now + relativedelta(months=MONTHS_AHEAD)).astimezone(event.zone).replace(tzinfo=None)
    if not event.recurrence:
        horizon = datetime.max
    wanted = {start.date(): start for start in local_starts(event.rhythm, event.local_start, before=horizon)}
    rows = {row.date: row for row in event.occurrences.all()}
    if event.cancelled_at and rows:
        return 0
    kept = None if event.recurrence else _keep_the_one_row(rows, day=event.local_start.date())

    new, stale, changed = [], [], []
    for day, local_start in wanted.items():
        if day in rows:
            continue
        start, end, over = times_of(event, local_start)
        if not rows or not event.recurrence or over > now:  # a changed rule does not rewrite the past
            status = Status.SKIPPED if day.month in event.months_left_out and over > now else Status.CONFIRMED
            new.append(Occurrence(event=event, date=day, starts_at=start, ends_at=end, over_at=over, status=status))
    for day, row in rows.items():
        if event.recurrence and row.over_at <= now:
            continue
        if day not in wanted:
            stale.append(row)
        elif row.status != Status.MOVED:
            times = times_of(event, wanted[day])
            if row is kept or times != (row.starts_at, row.ends_at, row.over_at):
                row.starts_at, row.ends_at, row.over_at = times
                row.updated_at = now
                changed.append(row)
    with transaction.atomic():
        spared = spare_attended(stale)
        stale = [row for row in stale if row not in spared]
        written = len(new) + len(stale) + len(changed)
        event.occurrences.filter(pk__in=[row.pk for row in stale]).delete()
        Occurrence.objects.bulk_create(new)
        Occurrence.objects.bulk_update(changed, WRITTEN, batch_size=200)
        note_news([row.pk for row in changed], News.MOVED)
        if written:  # calendars ask when the event last changed; that covers its dates
            Event.objects.filter(pk=event.pk).update(updated_at=now)
    return written


def _keep_the_one_row(rows: dict[date, Occurrence], *, day: date) -> Occurrence | None:
    """A single event given another day keeps its row, and with it all that hangs on it; its address changes."""
    if len(rows) != 1 or day in rows:
        return None
    ((old, row),) = rows.items()
    del rows[old]
    rows[day], row.date = row, day
    row.status, row.reason, row.own_place, row.own_address = Status.CONFIRMED, "", "", ""
    row.own_secret_place = ""
    return row


def extend_occurrences(*, now: datetime | None = None) -> int:
    """Every night: write the dates of every living series 18 months ahead."""
    series = Event.objects.exclude(recurrence="").filter(cancelled_at=None).prefetch_related("occurrences")
    return sum(write_occurrences(event, now=now) for event in series.iterator(chunk_size=200))


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
        row.status = Status.CONFIRMED
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
    """Let a skipped, cancelled or changed date take place as the rule says."""
    event = occurrence.event
    news = News.RESTORED if occurrence.status in (Status.CANCELLED, Status.SKIPPED) else News.MOVED
    occurrence.status, occurrence.reason = Status.CONFIRMED, ""
    occurrence.own_place = occurrence.own_address = occurrence.own_secret_place = ""
    occurrence.own_title = occurrence.note = ""
    occurrence.starts_at, occurrence.ends_at, occurrence.over_at = times_of(event, usual_start(occurrence))
    occurrence.save()
    note_news([occurrence.pk], news)
    touch(event)


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

    It counts as moved only when somebody would go to the wrong place or come at the wrong time.
    """
    event = occurrence.event
    times = times_of(event, local_start, local_end=local_end)
    usual = times_of(event, usual_start(occurrence))
    occurrence.starts_at, occurrence.ends_at, occurrence.over_at = times
    occurrence.own_place, occurrence.own_address = place, address
    occurrence.own_title, occurrence.note = title, note
    if event.secret_place:
        keep_place_secret(occurrence)
    moved = times != usual or occurrence.is_elsewhere
    occurrence.status = Status.MOVED if moved else Status.CONFIRMED
    occurrence.reason = reason if moved else ""
    occurrence.save()
    note_news([occurrence.pk], News.MOVED if moved else News.CHANGED)
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
