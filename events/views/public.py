"""An event, one date: what everybody reads. No cookie is set."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from events import queries
from events.event_page import shown_to
from events.models import Minutes
from events.rules import may_change
from events.views.former import former_date, former_dates_lead_on


def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """An event: what it is, its rhythm, its next dates, the last ones."""
    return _event_page(request, slug)


@former_dates_lead_on
def detail_of_date(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """One date at its own address."""
    return _event_page(request, slug, day)


def _event_page(request: HttpRequest, slug: str, day: date | None = None) -> HttpResponse:
    shown = shown_to(request.user, slug, day)
    if shown is None:
        raise Http404
    event, occurrence = shown.event, shown.occurrence
    changes = may_change(request.user, event)
    reads_all = Minutes.Audience.MEMBERS in shown.minutes.values() and queries.reads_all_minutes(request.user, event)
    minutes = queries.minutes_of(occurrence) if occurrence and occurrence.pk in shown.minutes else None
    if minutes is not None and minutes.for_members and not queries.reads_all_minutes(request.user, event):
        minutes = None
    context = {
        "shown": shown,
        "event": event,
        "occurrence": occurrence,
        "one_date": shown.one_date,
        "former_date": None if day else former_date(request, event),
        "past": shown.past_for_members if reads_all else shown.past,
        "may_change": changes,
        "minutes": minutes,
        "may_write_minutes": changes and occurrence is not None and occurrence.starts_at <= timezone.now(),
        "unlisted": shown.unlisted,
        "data": shown.data,
    }
    return render(request, "events/event_detail.html", context)
