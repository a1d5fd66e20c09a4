"""Announce an event, change it, cancel it, give it a picture."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale

from campaign.models import CampaignImage, Collective
from campaign.slugs import free_slug
from events import attached
from events.models import Event, EventPage
from events.services.attendance import fill_places
from events.services.carrying import carry, what_is_arranged
from events.services.dates import Status, keep_place_secret, take_place, touch, write_occurrences
from events.services.telling import News, note_news
from events.validators import RESERVED_SLUGS

TOLD = ("place", "address", "meeting_point", "secret_place")  # those who come are told when one of these changes


def _slug_of(title: str) -> str:
    """A slug for this title that no event has and that is no address of the site."""
    return free_slug(title, Event.objects.all(), otherwise="date", longest=140, reserved=RESERVED_SLUGS)


@transaction.atomic
def announce(*, hosts: Iterable[Collective], by: Any, publish: bool = True, **fields: Any) -> Event:
    """Make an event with its dates and, beneath its first host's page, its face in Wagtail."""
    event = Event(created_by=by, **fields)
    event.slug = event.slug or _slug_of(event.title)
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
def change(
    event: Event,
    *,
    carried: Mapping[date, date | None] | None = None,
    stays: Collection[str] = (),
    **fields: Any,
) -> Event:
    """Write the given fields, and the dates that follow from them. The address stays.

    What was arranged for dates that there are no more goes to the new days of `carried`, else to the nearest ones; the
    what is attached to a single event moves along with it, but for the kinds that `stays` names.
    """
    arranged = what_is_arranged(event, **fields)
    along = [(kind, shift) for kind, shift in attached.shifts_of(event, **fields) if kind.name not in stays]
    elsewhere = any(name in fields and fields[name] != getattr(event, name) for name in TOLD)
    another_time = any(name in fields and fields[name] != getattr(event, name) for name in ("starts_at", "ends_at"))
    for name, value in fields.items():
        setattr(event, name, value)
    event.sequence += 1
    event.full_clean(exclude=["created_by", "commune"])
    event.save()
    coming = event.occurrences.coming()
    if elsewhere:
        note_news(coming.values_list("pk", flat=True), News.CHANGED)
    if another_time and not event.recurrence:  # of a single event, what was said last counts
        event.occurrences.update(own_day=None, own_hour=None, own_end=None)
    carry(event, arranged, carried or {})
    for kind, shift in along:
        kind.move(event, shift)
    if event.secret_place:
        for row in coming.exclude(own_place="", own_address=""):
            keep_place_secret(row)
            row.save()
    write_occurrences(event)
    fill_places(event)
    EventPage.objects.filter(event=event, locale=Locale.get_default()).update(title=event.title)
    return event


@transaction.atomic
def cancel_event(event: Event, *, reason: str) -> None:
    """Cancel all that is still to come. What took place stays as it was; calendars are told for 60 days."""
    now = timezone.now()
    ended = event.occurrences.filter(over_at__gt=now).exclude(status__in=[Status.SKIPPED, Status.CANCELLED])
    keys = list(ended.values_list("pk", flat=True))
    ended.update(status=Status.CANCELLED, reason=reason, updated_at=now)
    note_news(keys, News.CANCELLED)
    event.cancelled_at, event.cancelled_because = now, reason
    touch(event, "cancelled_at", "cancelled_because")


@transaction.atomic
def restore_event(event: Event) -> None:
    """Take back a cancellation: the dates it cancelled take place again; those cancelled one by one stay so."""
    cancelled = event.occurrences.filter(over_at__gt=timezone.now(), status=Status.CANCELLED)
    for row in cancelled.filter(reason=event.cancelled_because):
        row.event = event
        take_place(row)
        row.save()
        note_news([row.pk], News.RESTORED)
    event.cancelled_at, event.cancelled_because = None, ""
    touch(event, "cancelled_at", "cancelled_because")
    write_occurrences(event)


@transaction.atomic
def set_picture(event: Event, *, file: File[bytes] | None, description: str, by: Any) -> None:
    """Give an event its picture (cleaned beforehand), other words for the one it has, or none."""
    old = event.picture
    if file is not None:
        event.picture = CampaignImage(title=event.title, description=description, file=file, uploaded_by_user=by)
        event.picture.save()
    elif old is not None and description != old.description:
        old.description = description
        old.save()
    touch(event, "picture")
    if file is not None and old is not None:
        old.delete()


@transaction.atomic
def remove_picture(event: Event) -> None:
    """Take the picture away, and its file with it."""
    old, event.picture = event.picture, None
    touch(event, "picture")
    if old is not None:
        old.delete()


def publish(event: Event) -> None:
    """Let a draft answer at its address, with its dates and its face."""
    event.published_at = timezone.now()
    event.save()
    write_occurrences(event)
    make_face(event)


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
