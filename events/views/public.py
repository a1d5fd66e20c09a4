"""The agenda, an event, one date: what everybody reads. No cookie is set."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language

from events import queries
from events.forms import AgendaFilter
from events.models import Event, Occurrence
from events.rules import may_change
from events.schema_org import event_data

DATES_A_PAGE = 30
NEXT_DATES_SHOWN = 6
FILTERS = ("collectif", "genre", "lieu", "du", "passe")


def _kept(form: AgendaFilter, *names: str) -> str:
    """The filters of this address, for a link to the same things seen otherwise."""
    kept = {name: form.data[name] for name in names if form.data.get(name)}
    return f"?{urlencode(kept)}" if kept else ""


def agenda(request: HttpRequest) -> HttpResponse:
    """List or month, coming or past, narrowed by the filters in the address."""
    form = AgendaFilter(request.GET)
    context = {
        "form": form,
        "feed_query": _kept(form, *FILTERS),
        "list_query": _kept(form, *FILTERS[:-1]),
        "archive_query": _kept(form, "collectif", "genre", "lieu") + "&passe=1",
        "narrowed": any(form.data.get(name) for name in FILTERS),
    }
    context["archive_query"] = "?" + context["archive_query"].lstrip("?&")
    context["month_query"] = "?" + "&".join(filter(None, [_kept(form, *FILTERS[:3]).lstrip("?"), "vue=mois"]))
    if not form.is_valid():
        return render(request, "events/agenda.html", context, status=400)
    filters = form.filters()
    context["filters"] = filters
    if form.cleaned_data["vue"] == "mois" or form.cleaned_data["mois"]:
        first = form.cleaned_data["mois"] or timezone.localdate().replace(day=1)
        if not 1990 <= first.year <= 2100:
            raise Http404
        context["month"] = queries.month(filters, first)
        return render(request, "events/agenda_month.html", context)
    page = Paginator(queries.agenda(filters), DATES_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    context |= {
        "page_obj": page,
        "stamp": queries.stamp_of(page.object_list),
        "months": [
            (month, list(dates))
            for month, dates in groupby(page.object_list, key=lambda row: row.local_start.date().replace(day=1))
        ],
    }
    return render(request, "events/agenda.html", context)


def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """An event: what it is, its rhythm, its next dates, the last ones."""
    event = get_object_or_404(
        Event.objects.visible_to(request.user).select_related("commune").prefetch_related("hosts"), slug=slug
    )
    dates = event.occurrences.exclude(status=Occurrence.Status.SKIPPED)
    coming = list(dates.coming()[:NEXT_DATES_SHOWN])
    past = list(dates.past()[:NEXT_DATES_SHOWN])
    for occurrence in (*coming, *past):
        occurrence.event = event
    shown = next((row for row in coming if not row.is_cancelled), None) or (coming or past or [None])[0]
    return _event_page(request, event, shown, coming=coming, past=past)


def detail_of_date(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """One date at its own address."""
    occurrence = get_object_or_404(
        Occurrence.objects.visible_to(request.user).with_events(), event__slug=slug, date=day
    )
    return _event_page(request, occurrence.event, occurrence, one_date=True)


def _event_page(request, event, occurrence, *, coming=(), past=(), one_date=False):
    face = queries.face_of(event, get_language() or "fr")
    context = {
        "event": event,
        "occurrence": occurrence,
        "coming": coming,
        "past": past,
        "one_date": one_date,
        "face": face,
        "may_change": may_change(request.user, event),
        "unlisted": event.is_unlisted or event.published_at is None,
        "rule_words": event.rule_words,
        "data": event_data(occurrence) if occurrence else "",
    }
    return render(request, "events/event_detail.html", context)
