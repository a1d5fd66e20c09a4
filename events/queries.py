"""Reads over events, their dates and their places: the agenda's list and month, search, what others show."""

from __future__ import annotations

import calendar
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from campaign.models import Collective, Membership
from campaign.rules import is_campaign_moderator
from events.models import Event, EventPage, Occurrence, OccurrenceQuerySet, Proposal
from places.models import Commune
from places.queries import matching

DATES_LOOKED_THROUGH = 40  # for each date shown elsewhere, so that a daily event does not hide the others


@dataclass(frozen=True)
class Filters:
    """What the address of an agenda narrows it to."""

    collective: Collective | None = None
    kind: str = ""
    place: str = ""
    since: date | None = None
    past: bool = False


def midnight(day: date) -> datetime:
    """The moment that day begins, in the site's zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def in_place(text: str) -> Q:
    """Events in a commune that `text` may mean by name or postcode, its arrondissements included."""
    communes = matching(text).values("pk")
    return Q(event__commune__in=communes) | Q(event__commune__parent__in=communes)


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
    if filters.place:
        found = found.filter(in_place(filters.place))
    if filters.since:
        found = found.filter(over_at__gt=midnight(filters.since))
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
    for occurrence in found.with_events():
        if not occurrence.knows_day:
            if occurrence.local_start.date() == first:
                undated.append(occurrence)
            continue
        day = occurrence.local_start.date()
        last = occurrence.last_day if occurrence.lasts_days else day
        while day <= last:
            if day in by_day:
                by_day[day].dates.append(occurrence)
            day += timedelta(days=1)
    return Month(first, weeks, undated)


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
            *(row.pk, row.date, row.starts_at, row.ends_at, row.status, row.reason, row.place),
            *(row.event.title, row.event.slug, row.event.kind, row.event.precision, row.event.time_zone),
            *(row.event.recurrence, row.event.commune.name),
            *(host.name for host in row.event.hosts.all()),
        )
        for row in dates
    ]
    return hashlib.sha256(repr((get_language(), shown)).encode()).hexdigest()


def search_events(text: str, user: Any) -> QuerySet[Event]:
    """Events whose words hold every word of `text`; drafts and unlisted ones only for those who run them."""
    found = Event.objects.listed()
    if user.is_authenticated:
        found = Event.objects.filter(Q(pk__in=found.values("pk")) | Q(pk__in=Event.objects.changeable_by(user)))
    for word in text.split()[:8]:
        found = found.filter(
            Q(title__icontains=word)
            | Q(summary__icontains=word)
            | Q(place__icontains=word)
            | Q(commune__name__icontains=word)
        )
    return found.select_related("commune").order_by("-starts_at", "pk")


def face_of(event: Event, language: str) -> EventPage | None:
    """The event's published Wagtail page in this language."""
    return EventPage.objects.live().filter(event=event, locale__language_code=language).first()


def decides_something(user: Any) -> bool:
    """Whether proposals can come to this person at all."""
    return is_campaign_moderator(user) or user.memberships.filter(role=Membership.Role.ORGANISER).exists()


def proposals_for(user: Any) -> QuerySet[Proposal]:
    """What waits for this person, the oldest first."""
    waiting = Proposal.objects.filter(state=Proposal.State.WAITING)
    if not is_campaign_moderator(user):
        organised = user.memberships.filter(role=Membership.Role.ORGANISER).values("collective")
        waiting = waiting.filter(collective__in=organised)
    return waiting.select_related("event", "event__commune", "collective").order_by("created_at")
