"""Reads over events, their dates and their places: the agenda's list and month, search, what others show."""

from __future__ import annotations

import calendar
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import cos, radians
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from campaign.models import Collective, Membership
from campaign.rules import may_moderate
from events import links
from events.models import (
    Attendance,
    Event,
    EventPage,
    HostInvitation,
    Minutes,
    Occurrence,
    OccurrenceQuerySet,
    Proposal,
    TrustedCollective,
)
from places.models import Commune
from places.names import plain_letters
from places.queries import distance_km, matching

SHOWN_A_DAY = 6  # in the month; the day's own list has them all
DATES_LOOKED_THROUGH = 40  # for each date shown elsewhere, so that a daily event does not hide the others


@dataclass(frozen=True)
class Filters:
    """What the address of an agenda narrows it to."""

    collective: Collective | None = None
    kind: str = ""
    place: str = ""
    around: Commune | None = None  # with a radius: what the place was understood as
    radius_km: int = 0
    since: date | None = None
    until: date | None = None
    past: bool = False


def midnight(day: date) -> datetime:
    """The moment that day begins, in the site's zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def in_place(text: str) -> Q:
    """Events in a commune that `text` may mean by name or postcode, its arrondissements included."""
    communes = matching(text).values("pk")
    return Q(event__commune__in=communes) | Q(event__commune__parent__in=communes)


def within(commune: Commune, radius_km: int) -> list[str]:
    """The keys of the communes that have events and lie within a radius, the commune itself included."""
    degrees = radius_km / 110.0
    latitude, longitude = commune.latitude or 0.0, commune.longitude or 0.0
    wide = degrees / max(0.05, cos(radians(latitude)))
    near = Commune.objects.filter(
        latitude__range=(latitude - degrees, latitude + degrees), longitude__range=(longitude - wide, longitude + wide)
    ).filter(Exists(Event.objects.filter(commune=OuterRef("pk"))))
    return [one.pk for one in near if (distance_km(commune, one) or 0.0) <= radius_km]


def at_place(filters: Filters) -> Q | None:
    """Where the filters keep events, for a query over dates; None when everywhere."""
    if filters.around and filters.radius_km:
        return Q(event__commune__in=within(filters.around, filters.radius_km)) | in_commune(filters.around)
    return in_place(filters.place) if filters.place else None


def in_commune(commune: Commune) -> Q:
    """Events in this very commune or one of its arrondissements."""
    return Q(event__commune=commune) | Q(event__commune__parent=commune)


def dates(filters: Filters) -> OccurrenceQuerySet:
    """The listed dates these filters keep, past and coming, in no order."""
    found = Occurrence.objects.listed()
    if filters.collective:
        found = found.filter(
            event__in=Event.hosts.through.objects.filter(collective=filters.collective).values("event")
        )
    if filters.kind:
        found = found.filter(event__kind=filters.kind)
    place = at_place(filters)
    if place is not None:
        found = found.filter(place)
    if filters.since:
        found = found.filter(over_at__gt=midnight(filters.since))
    if filters.until:
        found = found.filter(starts_at__lt=midnight(filters.until + timedelta(days=1)))
    return found


def agenda(filters: Filters) -> QuerySet[Occurrence]:
    """The agenda's list: what comes (or, in the archive, what was), all that a line shows included."""
    found = dates(filters)
    found = found.past() if filters.past else found.coming()
    return found.with_events()


@dataclass
class Day:
    """A cell of the month."""

    date: date
    in_month: bool
    is_today: bool
    dates: list[Occurrence] = field(default_factory=list)
    more: int = 0  # dates beyond those shown


@dataclass
class Month:
    """A month as weeks of days, and what has no day in it."""

    first: date
    weeks: list[list[Day]]
    undated: list[Occurrence]

    @property
    def is_empty(self) -> bool:
        return not self.undated and not any(day.dates for week in self.weeks for day in week if day.in_month)

    @property
    def previous(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def next(self) -> date:
        return (self.first + timedelta(days=32)).replace(day=1)


def month(filters: Filters, first: date) -> Month:
    """The month that begins on `first`, each day with its dates; a festival stands in each of its days."""
    today = timezone.localdate()
    weeks = [
        [Day(day, day.month == first.month, day == today) for day in week]
        for week in calendar.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    ]
    by_day = {day.date: day for week in weeks for day in week}
    start, end = weeks[0][0].date, weeks[-1][-1].date
    undated = []
    # A day of margin on both sides: an event's own zone may lie hours away from the site's.
    found = dates(filters).between(midnight(start - timedelta(days=1)), midnight(end + timedelta(days=2)))
    # First what tells the days, of all; then whole rows, of those that are shown.
    light = found.select_related("event").only("starts_at", "ends_at", "event__precision", "event__time_zone")
    for occurrence in light:
        if not occurrence.knows_day:
            if occurrence.local_start.date() == first:
                undated.append(occurrence)
            continue
        day = occurrence.local_start.date()
        last = min(occurrence.last_day if occurrence.lasts_days else day, end)
        while day <= last:
            if cell := by_day.get(day):
                if len(cell.dates) < SHOWN_A_DAY:
                    cell.dates.append(occurrence)
                else:
                    cell.more += 1
            day += timedelta(days=1)
    shown = {row.pk for cell in by_day.values() for row in cell.dates} | {row.pk for row in undated}
    whole = Occurrence.objects.filter(pk__in=shown).with_events().in_bulk()
    for cell in by_day.values():
        cell.dates = [whole[row.pk] for row in cell.dates if row.pk in whole]
    return Month(first, weeks, [whole[row.pk] for row in undated if row.pk in whole])


def next_dates(
    *, commune: Commune | None = None, collective: Collective | None = None, limit: int = 5
) -> list[Occurrence]:
    """The next dates for a page about something else; of each series only the next one, so that none fills the list.

    A collective's own page shows its dates though it still waits for approval: who has the address may see them.
    """
    if collective:
        found = Occurrence.objects.exclude(status=Occurrence.Status.SKIPPED).filter(
            event__published_at__isnull=False, event__hosts=collective
        )
    else:
        found = Occurrence.objects.listed()
    if commune:
        found = found.filter(in_commune(commune))
    found = found.coming()
    if collective:
        return list(found.with_events()[:limit])
    # The first of each series, picked from the nearest dates: ranking every date to come would read the whole agenda.
    nearest: dict[int, int] = {}
    for pk, event in found.values_list("pk", "event")[: limit * DATES_LOOKED_THROUGH]:
        nearest.setdefault(event, pk)
    return list(found.filter(pk__in=list(nearest.values())[:limit]).with_events())


def stamp_of(dates: Iterable[Occurrence]) -> str:
    """A name for what a list of these dates shows in the language being read: another one once any of it differs."""
    shown = [
        (
            *(row.pk, row.date, row.starts_at, row.ends_at, row.status, row.reason, row.place, row.own_title),
            *(row.event.title, row.event.slug, row.event.kind, row.event.precision, row.event.time_zone),
            *(row.event.recurrence, row.event.months_off, row.event.ends_on, row.event.count, row.event.commune.name),
            *(host.name for host in row.event.hosts.all()),
        )
        for row in dates
    ]
    return hashlib.sha256(repr((get_language(), shown)).encode()).hexdigest()


def hosted_by(word: str) -> Exists:
    """Whether a host's address holds this word in plain letters: its name, near enough, on every database alike."""
    hosts = Event.hosts.through.objects.filter(event=OuterRef("pk"), collective__slug__contains=word)
    return Exists(hosts)


def search_events(text: str, user: Any) -> QuerySet[Event]:
    """Events whose words hold every word of `text`; drafts and unlisted ones only for those who run them."""
    found = Event.objects.listed()
    if user.is_authenticated:
        found = Event.objects.filter(Q(pk__in=found.values("pk")) | Q(pk__in=Event.objects.changeable_by(user)))
    for word in plain_letters(text[:200]).split()[:8]:
        found = found.filter(Q(search_text__contains=word) | Q(commune__search_name__contains=word) | hosted_by(word))
    return found.select_related("commune").order_by("-starts_at", "pk")


def face_of(event: Event, language: str) -> EventPage | None:
    """The event's published Wagtail page in this language, unless its part of the tree is not for everybody."""
    return EventPage.objects.live().public().filter(event=event, locale__language_code=language).first()


def minutes_of(dates: Iterable[Occurrence], user: Any) -> dict[int, Minutes]:
    """The minutes of these dates that this person may read, by the key of the date, in one query."""
    visible = Minutes.objects.visible_to(user).filter(occurrence__in=[row.pk for row in dates])
    return {minutes.occurrence_id: minutes for minutes in visible}


def decides_something(user: Any) -> bool:
    """Whether proposals can come to this person at all."""
    return may_moderate(user) or user.memberships.filter(role=Membership.Role.ORGANISER).exists()


def count_proposals(user: Any) -> int | None:
    """How many proposals wait for this person; None when none can ever come to them."""
    return proposals_for(user).count() if decides_something(user) else None


def hosts_run_by(event: Event, user: Any) -> QuerySet[Collective]:
    """The hosts of an event for which this person may speak."""
    if may_moderate(user):
        return event.hosts.all()
    return event.hosts.filter(memberships__user=user, memberships__role=Membership.Role.ORGANISER)


def invitations_for(user: Any) -> QuerySet[HostInvitation]:
    """What collectives of this person are asked to host, the oldest first. Nobody else answers for a collective."""
    organised = user.memberships.filter(role=Membership.Role.ORGANISER).values("collective")
    waiting = HostInvitation.objects.filter(declined_at=None, collective__in=organised)
    return waiting.select_related("event", "event__commune", "collective").prefetch_related("event__hosts")


def count_invitations(user: Any) -> int | None:
    """How many invitations wait for this person; None when none can ever come to them."""
    organises = user.memberships.filter(role=Membership.Role.ORGANISER).exists()
    return invitations_for(user).count() if organises else None


def proposals_for(user: Any) -> QuerySet[Proposal]:
    """What waits for this person, the oldest first."""
    waiting = Proposal.objects.filter(state=Proposal.State.WAITING)
    if not may_moderate(user):
        organised = user.memberships.filter(role=Membership.Role.ORGANISER).values("collective")
        waiting = waiting.filter(collective__in=organised)
    return waiting.select_related("event", "event__commune", "collective").order_by("created_at")


def published_at_once(user: Any) -> QuerySet[Proposal]:
    """What appeared without having been read, of this person's collectives or of all; the latest first, coming ones."""
    shown = Proposal.objects.filter(
        state=Proposal.State.APPROVED, decided_by=None, event__occurrences__over_at__gt=timezone.now()
    ).distinct()
    if not may_moderate(user):
        organised = user.memberships.filter(role=Membership.Role.ORGANISER).values("collective")
        shown = shown.filter(collective__in=organised)
    return shown.select_related("event", "event__commune", "collective").order_by("-decided_at")[:20]


def trusted_collectives() -> QuerySet[TrustedCollective]:
    """Those whose proposals appear at once, by name."""
    return TrustedCollective.objects.select_related("collective").order_by("collective__name")


def attendance_of(token: str) -> Attendance | None:
    """The registration that this private link opens, with its date and its event."""
    found = _attendance_with(token)
    return found if found and links.opens(token, links.ATTENDANCE, found.key) else None


def attendance_to_confirm(token: str) -> Attendance | None:
    """The registration whose address this link from a mail confirms; none once the address was changed."""
    found = _attendance_with(token)
    fits = found and found.email and links.opens(token, links.CONFIRMATION, found.key, found.email)
    return found if fits else None


def _attendance_with(token: str) -> Attendance | None:
    key = links.key_of(token)
    rows = Attendance.objects.select_related("occurrence__event__commune")
    return rows.filter(key=key).first() if key else None


def proposal_of(token: str) -> Proposal | None:
    """The proposal that this private link opens, with its event."""
    key = links.key_of(token)
    rows = Proposal.objects.select_related("event", "event__commune", "collective")
    found = rows.filter(key=key).first() if key else None
    return found if found and links.opens(token, links.PROPOSAL, found.key) else None


def drafts_of(collective: Collective) -> QuerySet[Event]:
    """What a collective has not published yet; what strangers proposed to it has a queue of its own."""
    waiting = Event.objects.filter(hosts=collective, published_at=None, proposal=None)
    return waiting.select_related("commune").order_by("starts_at", "pk")
