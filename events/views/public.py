"""An event, one date: what everybody reads. No cookie is set."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language

from events import queries
from events.models import Occurrence, Session
from events.rules import may_change
from events.schema_org import event_data
from events.views.former import former_date, former_dates_lead_on


def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """An event: what it is, its rhythm, its next dates, the last ones."""
    event = queries.event_seen_by(request.user, slug)
    if event is None:
        raise Http404
    coming, past = queries.dates_around(event)
    shown = next((row for row in coming if not row.is_cancelled), None) or (coming or past or [None])[0]
    return _event_page(request, event, shown, event.has_programme, coming=coming, past=past)


@former_dates_lead_on
def detail_of_date(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """One date at its own address."""
    dates = Occurrence.objects.visible_to(request.user).with_events()
    occurrence = get_object_or_404(dates, event__slug=slug, date=day)
    has_programme = Session.objects.filter(programme__event=occurrence.event).exists()
    return _event_page(request, occurrence.event, occurrence, has_programme, one_date=True)


def _event_page(request, event, occurrence, has_programme, *, coming=(), past=(), one_date=False):
    face = queries.face_of(event, get_language() or "fr")
    changes = may_change(request.user, event)
    written = queries.minutes_of(filter(None, [occurrence, *past]), request.user)
    for row in past:
        row.has_minutes = row.pk in written
    context = {
        "event": event,
        "occurrence": occurrence,
        "coming": coming,
        "past": past,
        "one_date": one_date,
        "former_date": None if one_date else former_date(request, event),
        "face": face,
        "may_change": changes,
        "has_programme": has_programme,
        "minutes": written.get(occurrence.pk) if occurrence else None,
        "may_write_minutes": changes and occurrence is not None and occurrence.starts_at <= timezone.now(),
        "unlisted": event.is_unlisted or event.published_at is None,
        "rule_words": event.rule_words,
        "data": event_data(occurrence) if occurrence else "",
    }
    return render(request, "events/event_detail.html", context)
