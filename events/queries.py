"""Reads over events, their dates and their places: the agenda's list and month, search, what others show."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from accounts.waiting import number_for
from campaign.models import Collective, Membership
from campaign.rules import is_member, may_moderate, organised_by
from engine.part_cache import cached_rows
from engine.prepared_queries import prepared
from events import links
from events.filters import Filters, at_place, in_commune, midnight, narrowed
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
from safety.letters import plain_letters

DATES_SHOWN = 6  # on the page of a collective; before and after now on that of an event
FOUND_AT_MOST = 10  # by the site's search
DATES_LOOKED_THROUGH = 40  # for each date shown elsewhere, so that a daily event does not hide the others


def dates(filters: Filters) -> OccurrenceQuerySet:
    """The listed dates these filters keep, past and coming, in no order."""
    found = Occurrence.objects.listed()
    if filters.collective:
        found = found.filter(
            event__in=Event.hosts.through.objects.filter(collective=filters.collective).values("event")
        )
    if filters.kind:
        # Asked of each date in turn: SQLite would take every date of that kind before it knows which come first.
        found = found.filter(Exists(Event.objects.filter(pk=OuterRef("event_id"), kind=filters.kind)))
    if filters.event:
        found = found.filter(event=filters.event)
    place = at_place(filters)
    if place is not None:
        # Their keys, not a condition: a database that is told how few they are reads their dates alone.
        found = found.filter(event__in=list(Event.objects.filter(place).values_list("pk", flat=True)))
    if filters.since:
        found = found.filter(over_at__gt=midnight(filters.since))
    if filters.until:
        found = found.filter(starts_at__lt=midnight(filters.until + timedelta(days=1)))
    return found


def next_starts(filters: Filters) -> QuerySet[Any]:
    """The listed events these filters keep, each with `soonest`: when its next date of their span begins, if ever."""
    moment = max(timezone.now(), midnight(filters.since)) if filters.since else timezone.now()
    coming = Occurrence.objects.exclude(status=Occurrence.Status.SKIPPED).filter(over_at__gt=moment)
    return narrowed(Event.objects.listed(), filters).annotate(soonest=coming.first_of("pk").values("starts_at"))


def agenda(filters: Filters) -> QuerySet[Occurrence]:
    """The agenda's list: what comes (or, in the archive, what was), all that a line shows included."""
    found = dates(filters)
    found = found.past() if filters.past else found.coming()
    return found.with_events()


def next_dates(
    *, commune: Commune | None = None, collective: Collective | None = None, limit: int = 5
) -> list[Occurrence]:
    """The next dates for a page about something else; of each series only the next one, so that none fills the list.

    A collective's own page shows its dates though it still waits for approval: who has the address may see them.
    """
    if collective:
        return _next_hosted(collective.pk)[:limit]
    found = Occurrence.objects.listed()
    if commune:
        found = found.filter(event__in=list(Event.objects.filter(in_commune(commune)).values_list("pk", flat=True)))
    found = found.coming()
    # The first of each series, picked from the nearest dates: ranking every date to come would read the whole agenda.
    nearest: dict[int, int] = {}
    for pk, event in found.values_list("pk", "event")[: limit * DATES_LOOKED_THROUGH]:
        nearest.setdefault(event, pk)
    return list(found.filter(pk__in=list(nearest.values())[:limit]).with_events())


def comes_to(commune: Commune) -> bool:
    """Whether a listed date is to come in a commune or its arrondissements."""
    events = list(Event.objects.filter(in_commune(commune)).values_list("pk", flat=True))
    return bool(events) and Occurrence.objects.listed().filter(event__in=events, over_at__gt=timezone.now()).exists()


def _next_hosted(collective: int) -> list[Occurrence]:
    """Its next dates, as long as none of them is over: each time one is, another takes its place."""

    def read() -> list[Occurrence]:
        return _dates_hosted(collective=collective, now=timezone.now())

    known = cached_rows(("events:hosted", collective), read, weight=DATES_SHOWN)
    return read() if any(row.is_over for row in known) else known


@prepared
def _dates_hosted(*, collective: int, now: datetime) -> QuerySet[Occurrence]:
    hosted = Occurrence.objects.filter(event__published_at__isnull=False, event__hosts=collective)
    return hosted.exclude(status=Occurrence.Status.SKIPPED).coming(now).with_events()[:DATES_SHOWN]


def stamp_of(dates: Iterable[Occurrence]) -> str:
    """A name for what a list of these dates shows in the language being read: another one once any of it differs."""
    shown = [
        (
            *(row.pk, row.date, row.starts_at, row.ends_at, row.status, row.reason, row.place, row.own_title),
            *(row.event.title, row.event.slug, row.event.kind, row.event.precision, row.event.time_zone),
            *(row.event.recurrence, row.event.months_off, row.event.ends_on, row.event.count, row.event.commune.name),
            *(host.name for host in row.event.hosts.all()),
            *(
                (then.pk, then.date, then.starts_at, then.status, then.reason, then.own_title)
                for then in getattr(row, "then", ())
            ),
            *(getattr(row, "more", 0), row.is_over),
        )
        for row in dates
    ]
    # The day is part of it: what is near has another colour, what is far its year.
    return hashlib.sha256(repr((get_language(), timezone.localdate(), shown)).encode()).hexdigest()


def hosted_by(word: str) -> Exists:
    """Whether a host's address holds this word in plain letters: its name, near enough, on every database alike."""
    hosts = Event.hosts.through.objects.filter(event=OuterRef("pk"), collective__slug__contains=word)
    return Exists(hosts)


def search_events(text: str, user: Any) -> list[Event]:
    """The latest events whose words hold every word of `text`; drafts and unlisted ones only for who runs them."""
    words = plain_letters(text[:200]).split()[:8]
    if not words:
        return []
    if user.is_authenticated and may_moderate(user):
        return _all_holding(words=words)
    found = _listed_holding(words=words)
    if organised := organised_by(user):
        found = sorted({*found, *_own_holding(words=words, organised=organised)}, key=lambda event: event.pk)
        found.sort(key=lambda event: event.starts_at, reverse=True)
    return found[:FOUND_AT_MOST]


@prepared
def _all_holding(*, words: list[str]) -> QuerySet[Event]:
    return _latest(_holding(Event.objects.all(), words))


@prepared
def _listed_holding(*, words: list[str]) -> QuerySet[Event]:
    return _latest(_holding(Event.objects.listed(), words))


@prepared
def _own_holding(*, words: list[str], organised: list[int]) -> QuerySet[Event]:
    own = Event.hosts.through.objects.filter(event=OuterRef("pk"), collective__in=organised)
    return _latest(_holding(Event.objects.filter(Exists(own)), words))


def _holding(events: QuerySet[Event], words: list[str]) -> QuerySet[Event]:
    for word in words:
        held = Q(search_text__contains=word) | Q(commune__search_name__contains=word) | hosted_by(word)
        events = events.filter(held)
    return events


def _latest(events: QuerySet[Event]) -> QuerySet[Event]:
    return events.select_related("commune").order_by("-starts_at", "pk")[:FOUND_AT_MOST]


def face_of(event: Event, language: str) -> EventPage | None:
    """The event's published Wagtail page in this language, unless its part of the tree is not for everybody."""
    face = next(iter(_faces(event=event.pk, language=language)), None)
    return face if face is not None and EventPage.objects.public().filter(pk=face.pk).exists() else None


@prepared
def _faces(*, event: int, language: str) -> QuerySet[EventPage]:
    return EventPage.objects.live().filter(event=event, locale__language_code=language).order_by("pk")[:1]


def event_answering_at(slug: str) -> Event | None:
    """The event that anybody finds at this address, with what its page shows of it."""
    return next(iter(_answering_at(slug=slug)), None)


def draft_seen_by(user: Any, slug: str) -> Event | None:
    """The same of one that only some may see, this person among them."""
    return _whole(Event.objects.visible_to(user)).filter(slug=slug).first()


@prepared
def _answering_at(*, slug: str) -> QuerySet[Event]:
    return _whole(Event.objects.answering()).filter(slug=slug)


def _whole(events: QuerySet[Event]) -> QuerySet[Event]:
    """With hosts and picture."""
    return events.select_related("commune", "picture").prefetch_related("hosts")


def date_of(event: Event, day: date) -> Occurrence | None:
    """One of the dates of an event."""
    return Occurrence.objects.exclude(status=Occurrence.Status.SKIPPED).filter(event=event, date=day).first()


def dates_around(event: Event, now: datetime) -> tuple[list[Occurrence], list[Occurrence]]:
    """The next dates of an event and its last ones, as many as its page shows."""
    coming, past = _coming_of(event=event.pk, now=now), _past_of(event=event.pk, now=now)
    for occurrence in (*coming, *past):
        occurrence.event = event
    return coming, past


@prepared
def _coming_of(*, event: int, now: datetime) -> QuerySet[Occurrence]:
    return Occurrence.objects.filter(event=event).exclude(status=Occurrence.Status.SKIPPED).coming(now)[:DATES_SHOWN]


@prepared
def _past_of(*, event: int, now: datetime) -> QuerySet[Occurrence]:
    return Occurrence.objects.filter(event=event).exclude(status=Occurrence.Status.SKIPPED).past(now)[:DATES_SHOWN]


def audiences_of(dates: list[int]) -> dict[int, str]:
    """For whom the minutes of these dates are, by the key of the date; none for a date that has none."""
    return dict(_audiences(dates=sorted(dates)))


@prepared
def _audiences(*, dates: list[int]) -> QuerySet[Any]:
    return Minutes.objects.filter(occurrence__in=dates).values_list("occurrence_id", "audience")


def minutes_of(occurrence: Occurrence) -> Minutes | None:
    """The minutes of a date, whoever they are for."""
    return next(iter(_minutes(occurrence=occurrence.pk)), None)


@prepared
def _minutes(*, occurrence: int) -> QuerySet[Minutes]:
    return Minutes.objects.filter(occurrence=occurrence)


def reads_all_minutes(user: Any, event: Event) -> bool:
    """Whether this person reads the minutes for members too: those of a host, and the campaign's moderators."""
    if not user.is_authenticated:
        return False
    return may_moderate(user) or any(is_member(user, host) for host in event.hosts.all())


def decides_something(user: Any) -> bool:
    """Whether proposals can come to this person at all."""
    return may_moderate(user) or bool(organised_by(user))


def count_proposals(user: Any) -> int | None:
    """How many proposals wait for this person; None when none can ever come to them."""
    return number_for(user, proposals_for) if decides_something(user) else None


def hosts_run_by(event: Event, user: Any) -> QuerySet[Collective]:
    """The hosts of an event for which this person may speak."""
    if may_moderate(user):
        return event.hosts.all()
    return event.hosts.filter(memberships__user=user, memberships__role=Membership.Role.ORGANISER)


def invitations_for(user: Any) -> QuerySet[HostInvitation]:
    """What collectives of this person are asked to host, the oldest first. Nobody else answers for a collective."""
    waiting = HostInvitation.objects.filter(declined_at=None, collective__in=organised_by(user))
    return waiting.select_related("event", "event__commune", "collective").prefetch_related("event__hosts")


def count_invitations(user: Any) -> int | None:
    """How many invitations wait for this person; None when none can ever come to them."""
    return number_for(user, invitations_for) if organised_by(user) else None


def proposals_for(user: Any) -> QuerySet[Proposal]:
    """What waits for this person, the oldest first."""
    waiting = Proposal.objects.filter(state=Proposal.State.WAITING)
    if not may_moderate(user):
        waiting = waiting.filter(collective__in=organised_by(user))
    return waiting.select_related("event", "event__commune", "collective").order_by("created_at", "pk")


def published_at_once(user: Any) -> QuerySet[Proposal]:
    """What appeared without having been read, of this person's collectives or of all; the latest first, coming ones."""
    shown = Proposal.objects.filter(
        state=Proposal.State.ACCEPTED, decided_by=None, event__occurrences__over_at__gt=timezone.now()
    ).distinct()
    if not may_moderate(user):
        shown = shown.filter(collective__in=organised_by(user))
    return shown.select_related("event", "event__commune", "collective").order_by("-decided_at", "-pk")[:20]


def trusted_collectives() -> QuerySet[TrustedCollective]:
    """Those whose proposals appear at once, by name."""
    return TrustedCollective.objects.select_related("collective").order_by("collective__name")


def attendance_of(token: str) -> Attendance | None:
    """The registration that this private link opens, with its date and its event."""
    return links.ATTENDANCE.row_of(token, _attendances())


def attendance_to_confirm(token: str) -> Attendance | None:
    """The registration whose address this link from a mail confirms; none once the address was changed."""
    return links.CONFIRMATION.row_of(token, _attendances().exclude(email=""))


def _attendances() -> QuerySet[Attendance]:
    return Attendance.objects.select_related("occurrence__event__commune")


def proposal_of(token: str) -> Proposal | None:
    """The proposal that this private link opens, with its event."""
    rows = Proposal.objects.select_related("event", "event__commune", "collective")
    return links.PROPOSAL.row_of(token, rows)


def drafts_of(collective: Collective) -> QuerySet[Event]:
    """What a collective has not published yet; what strangers proposed to it has a queue of its own."""
    waiting = Event.objects.filter(hosts=collective, published_at=None, proposal=None)
    return waiting.select_related("commune").order_by("starts_at", "pk")
