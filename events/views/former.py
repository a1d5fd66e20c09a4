"""Addresses of dates that there are no more: they were shared, printed and sent, so they lead to the event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import kept_words
from events.models import Event, Occurrence

FORMER = "jour"  # the query by which an event's page is told which date was asked for
View = Callable[..., HttpResponse]


def former_dates_lead_on(view: View) -> View:
    """Lead from an address beneath a date to its event, when there is no such date and the event may be seen."""

    @wraps(view)
    def answer(request: HttpRequest, slug: str, day: date | None = None, **more: Any) -> HttpResponse:
        try:
            return view(request, slug=slug, **({"day": day} if day else {}), **more)
        except Http404:
            event = Event.objects.visible_to(request.user).filter(slug=slug).first()
            if day is None or event is None or _dates(event).filter(date=day).exists():
                raise
            onward = f"{event.get_absolute_url()}?{FORMER}={day}"
            return _shown_again(request, day, onward) or redirect(onward)

    return answer


def _shown_again(request: HttpRequest, day: date, onward: str) -> HttpResponse | None:
    """What was being typed about a date while somebody took it away; None when that is nothing."""
    if request.method != "POST":
        return None
    sentence = _("There is no date on %(day)s any more: nothing was saved. Copy what you wrote, then open the event.")
    return kept_words.in_vain(request, sentence % {"day": date_format(day, "l j F Y")}, onward=onward)


def former_date(request: HttpRequest, event: Event) -> date | None:
    """The date that somebody was led here from; None when the address names none, or one that there is."""
    try:
        day = date.fromisoformat(request.GET.get(FORMER, ""))
    except ValueError:
        return None
    return None if _dates(event).filter(date=day).exists() else day


def _dates(event: Event) -> Any:
    return event.occurrences.exclude(status=Occurrence.Status.SKIPPED)
