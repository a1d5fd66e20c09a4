"""The verbs of events, the only writers: announce, change, skip, move, cancel, propose, decide."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Locale

from campaign.models import Collective
from events.exceptions import Overtaken
from events.models import Event, EventPage, Occurrence, Proposal
from events.recurrence import at_zone, local_starts
from events.validators import RESERVED_SLUGS

MONTHS_AHEAD = 18
ASSUMED_LENGTH = timedelta(hours=3)  # how long a meeting stays in the agenda when its end is not told
Status = Occurrence.Status


def free_slug(title: str) -> str:
    """A slug for this title that no event has and that is no address of the site."""
    base = slugify(title)[:140].strip("-") or "date"
    taken = set(Event.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED_SLUGS
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


# -- Dates as rows ----------------------------------------------------------------------------------------------------
def times_of(event: Event, local_start: datetime) -> tuple[datetime, datetime | None, datetime]:
    """Start, end and the moment it is over, for the date that begins at this wall time."""
    start = at_zone(local_start, event.zone)
    length = event.local_length
    end = at_zone(local_start + length, event.zone) if length is not None else None
    if event.precision == Event.Precision.MONTH:
        over = at_zone(datetime.combine(local_start.replace(day=1) + relativedelta(months=1), time.min), event.zone)
    elif event.precision == Event.Precision.DAY:
        last_day = (local_start + (length or timedelta())).date()
        over = at_zone(datetime.combine(last_day + timedelta(days=1), time.min), event.zone)
    else:
        over = end or start + ASSUMED_LENGTH
    return start, end, over


def write_occurrences(event: Event, *, now: datetime | None = None) -> int:
    """Make the rows agree with the rule, 18 months ahead; return how many were added, changed or removed.

    Idempotent. What happened stays: past rows are never touched in a series. What organisers changed by hand (moved,
    cancelled, skipped) stays as long as the rule still names its day.
    """
    now = now or timezone.now()
    horizon = (now + relativedelta(months=MONTHS_AHEAD)).astimezone(event.zone).replace(tzinfo=None)
    if not event.recurrence:
        horizon = datetime.max
    wanted = {start.date(): start for start in local_starts(event.rhythm, event.local_start, before=horizon)}
    rows = {row.date: row for row in event.occurrences.all()}
    if event.cancelled_at and rows:
        return 0

    new = []
    for day, local_start in wanted.items():
        if day in rows:
            continue
        start, end, over = times_of(event, local_start)
        if not rows or not event.recurrence or over > now:  # a changed rule does not rewrite the past
            new.append(Occurrence(event=event, date=day, starts_at=start, ends_at=end, over_at=over))
    stale = [row for day, row in rows.items() if day not in wanted and (not event.recurrence or row.over_at > now)]
    changed = []
    for day, row in rows.items():
        if day not in wanted or row.status == Status.MOVED or (event.recurrence and row.over_at <= now):
            continue
        times = times_of(event, wanted[day])
        if times != (row.starts_at, row.ends_at, row.over_at):
            row.starts_at, row.ends_at, row.over_at = times
            row.updated_at = now
            changed.append(row)
    with transaction.atomic():
        event.occurrences.filter(pk__in=[row.pk for row in stale]).delete()
        Occurrence.objects.bulk_create(new)
        Occurrence.objects.bulk_update(changed, ["starts_at", "ends_at", "over_at", "updated_at"])
    return len(new) + len(stale) + len(changed)


def extend_occurrences(*, now: datetime | None = None) -> int:
    """Every night: write the dates of every living series 18 months ahead."""
    series = Event.objects.exclude(recurrence="").filter(cancelled_at=None).prefetch_related("occurrences")
    return sum(write_occurrences(event, now=now) for event in series.iterator(chunk_size=200))


# -- Organisers -------------------------------------------------------------------------------------------------------
@transaction.atomic
def announce(*, hosts: Iterable[Collective], by: Any, publish: bool = True, **fields: Any) -> Event:
    """Make an event with its dates and, beneath its first host's page, its face in Wagtail."""
    event = Event(created_by=by, **fields)
    event.slug = event.slug or free_slug(event.title)
    event.published_at = timezone.now() if publish else None
    event.full_clean(exclude=["created_by", "commune"])
    event.save()
    hosts = list(hosts)
    event.hosts.set(hosts)
    write_occurrences(event)
    if publish:
        make_face(event)
    return event


@transaction.atomic
def change(event: Event, **fields: Any) -> Event:
    """Write the given fields, and the dates that follow from them. The address stays."""
    for name, value in fields.items():
        setattr(event, name, value)
    event.sequence += 1
    event.full_clean(exclude=["created_by", "commune"])
    event.save()
    write_occurrences(event)
    EventPage.objects.filter(event=event, locale=Locale.get_default()).update(title=event.title)
    return event


@transaction.atomic
def skip_date(occurrence: Occurrence) -> None:
    """Take one date out of a series, without a trace on the agenda (an EXDATE in calendars)."""
    occurrence.status = Status.SKIPPED
    occurrence.save()
    _touch(occurrence.event)


@transaction.atomic
def restore_date(occurrence: Occurrence) -> None:
    """Let a skipped, cancelled or moved date take place as the rule says."""
    event = occurrence.event
    occurrence.status, occurrence.reason = Status.CONFIRMED, ""
    occurrence.own_place = occurrence.own_address = ""
    local_start = datetime.combine(occurrence.date, event.local_start.time())
    occurrence.starts_at, occurrence.ends_at, occurrence.over_at = times_of(event, local_start)
    occurrence.save()
    _touch(event)


@transaction.atomic
def cancel_date(occurrence: Occurrence, *, reason: str) -> None:
    """Say that this date does not take place, and why; it stays visible."""
    occurrence.status, occurrence.reason = Status.CANCELLED, reason
    occurrence.save()
    _touch(occurrence.event)


@transaction.atomic
def move_date(
    occurrence: Occurrence, *, local_start: datetime, reason: str, place: str = "", address: str = ""
) -> None:
    """Give one date another day, hour or place. Its address, made of the first day, stays and says so."""
    occurrence.starts_at, occurrence.ends_at, occurrence.over_at = times_of(occurrence.event, local_start)
    occurrence.status, occurrence.reason = Status.MOVED, reason
    occurrence.own_place, occurrence.own_address = place, address
    occurrence.save()
    _touch(occurrence.event)


@transaction.atomic
def cancel_event(event: Event, *, reason: str) -> None:
    """Cancel all that is still to come. What took place stays as it was; calendars are told for 60 days."""
    now = timezone.now()
    event.occurrences.filter(over_at__gt=now).exclude(status=Status.SKIPPED).update(
        status=Status.CANCELLED, reason=reason, updated_at=now
    )
    event.cancelled_at, event.cancelled_because = now, reason
    _touch(event)


def _touch(event: Event) -> None:
    event.sequence += 1
    event.save()


def make_face(event: Event) -> EventPage | None:
    """The Wagtail page of an event beneath its first host's page; None when there is no such page (yet)."""
    host = event.hosts.order_by("pk").first()
    parent = host.pages.filter(locale=Locale.get_default()).first() if host else None
    if parent is None or event.pages.exists():
        return None
    page = EventPage(title=event.title, slug=event.slug, event=event, locale=parent.locale)
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


# -- Strangers --------------------------------------------------------------------------------------------------------
@transaction.atomic
def propose(*, collective: Collective | None, note: str, **fields: Any) -> Proposal:
    """Keep a stranger's event unpublished until an organiser or a moderator decides. Nothing of the person is kept."""
    event = announce(hosts=[collective] if collective else [], by=None, publish=False, **fields)
    return Proposal.objects.create(event=event, collective=collective, note=note)


@transaction.atomic
def approve_proposal(proposal: Proposal, *, by: Any) -> Event:
    """Publish the proposed event."""
    proposal = _decide(proposal, Proposal.State.APPROVED, by)
    event = proposal.event
    event.published_at = timezone.now()
    event.save()
    write_occurrences(event)
    make_face(event)
    return event


@transaction.atomic
def decline_proposal(proposal: Proposal, *, by: Any) -> None:
    """Leave the event unpublished; the nightly job erases both after 30 days."""
    _decide(proposal, Proposal.State.DECLINED, by)


def _decide(proposal: Proposal, state: str, by: Any) -> Proposal:
    locked = Proposal.objects.select_for_update().select_related("event").get(pk=proposal.pk)
    if locked.state != Proposal.State.WAITING:
        raise Overtaken
    locked.state, locked.decided_at, locked.decided_by = state, timezone.now(), by
    locked.save()
    return locked


def erase_declined_proposals(*, now: datetime | None = None) -> int:
    """Every night: erase what was declined more than 30 days ago."""
    before = (now or timezone.now()) - timedelta(days=30)
    old = Event.objects.filter(
        published_at=None, proposal__state=Proposal.State.DECLINED, proposal__decided_at__lt=before
    )
    number = old.count()
    old.delete()
    return number
