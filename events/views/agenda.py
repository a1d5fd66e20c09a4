"""The agenda: list, month, map and Atom, narrowed by the filters in the address. No cookie is set."""

from __future__ import annotations

import hashlib
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaign.templatetags.chrome import campaign_settings
from events import agenda_map, agenda_month, atom, queries, series
from events.forms import AgendaFilter
from events.paging import Slice

DATES_A_PAGE = 30
DATES_IN_ATOM = 50
SERIES_BESIDE = 5  # in the side column; further ones have their dates in their own line
NARROWING = ("collectif", "genre", "lieu", "rayon", "serie")
FIELDS = ("collectif", "genre", "lieu", "rayon", "du", "au", "quand")  # what the fold of the filters shows
SPAN = ("du", "au", "quand", "passe")


def _kept(form: AgendaFilter, *names: str) -> dict[str, str]:
    """These filters as the address has them."""
    wrong = form.errors
    return {name: form.data[name] for name in names if form.data.get(name) and name not in wrong}


def _query(kept: dict[str, str], **more: str) -> str:
    query = urlencode(kept | more)
    return f"?{query}" if query else ""


def _links(form: AgendaFilter, view: str) -> dict[str, Any]:
    """Where the same filters lead, seen otherwise or of another span."""
    narrowing, everything = _kept(form, *NARROWING), _kept(form, *NARROWING, *SPAN)
    span = "passe" if form.data.get("passe") else form.data.get("quand", "")
    shown = {"vue": "carte"} if view == "carte" else {}
    return {
        "views": [
            (_("List"), _query(everything), view == ""),
            (_("Month"), _query(narrowing, vue="mois"), view == "mois"),
            (_("Map"), _query(_kept(form, *NARROWING, *SPAN[:-1]), vue="carte"), view == "carte"),
        ],
        "spans": [
            (_("All to come"), _query(narrowing | shown), view != "mois" and not span and not form.data.get("du")),
            (_("This week"), _query(narrowing | shown, quand="semaine"), span == "semaine"),
            (_("This month"), _query(narrowing | shown, quand="mois"), span == "mois"),
            (_("Past dates"), _query(narrowing, passe="1"), span == "passe"),
        ],
        "feed_query": _query(everything),
        "narrowed": bool(everything),
        "unfolded": bool(_kept(form, *FIELDS)),
    }


def agenda(request: HttpRequest) -> HttpResponse:
    """List, month or map, coming or past."""
    form = AgendaFilter(request.GET)
    form.offer_collectives()
    valid = form.is_valid()
    view = form.cleaned_data.get("vue", "") or ("mois" if form.cleaned_data.get("mois") else "")
    context = {"form": form, "view": view, **_links(form, view)}
    if not valid:
        return render(request, "events/agenda.html", context, status=400)
    filters = context["filters"] = form.filters()
    if view == "mois":
        first = form.cleaned_data["mois"] or timezone.localdate().replace(day=1)
        if not 1990 <= first.year <= 2100:
            raise Http404
        context |= {"month": agenda_month.month(filters, first), "day_query": urlencode(_kept(form, *NARROWING))}
        return render(request, "events/agenda_month.html", context)
    if view == "carte":
        spots = agenda_map.spots(filters, _kept(form, *NARROWING, *SPAN))
        drawing = agenda_map.drawing(spots, lambda moment: date_format(timezone.localtime(moment), "j F"))
        return render(request, "events/agenda_map.html", context | {"places": spots, "drawing": drawing})
    listed = _folded if filters.is_folded else _by_month
    context |= {**listed(filters, request.GET.get("page")), "day_query": urlencode(_kept(form, *NARROWING))}
    return render(request, "events/agenda.html", context)


def _by_month(filters: queries.Filters, number: str | None) -> dict[str, Any]:
    """Every date of a span, of the archive or of one series, month by month."""
    page = Slice(queries.agenda(filters), number=number, size=DATES_A_PAGE)
    months = groupby(page, key=lambda row: row.local_start.date().replace(day=1))
    return {
        "page_obj": page,
        "stamp": queries.stamp_of(page),
        "months": [(month, list(dates)) for month, dates in months],
    }


def _folded(filters: queries.Filters, number: str | None) -> dict[str, Any]:
    """What comes, one line an event: what is near and what is later, and the dates of series beside it.

    Pages go on by events, so that a series is on one of them and pushes no other off; its other dates are in its own
    list, in the months and in the days to come that the strip and the calendar lead to.
    """
    page = Slice(series.agenda(filters), number=number, size=DATES_A_PAGE)
    page.object_list = series.told(page.object_list)
    regular = [row for row in page if row.then and row.event.recurrence and not row.event.cancelled_at][:SERIES_BESIDE]
    for row in regular:
        row.is_beside = True
    return {
        "page_obj": page,
        "stamp": queries.stamp_of(page),
        "soon": [row for row in page if row.is_soon],
        "later": [row for row in page if not row.is_soon],
        "regular": regular,
        **agenda_month.near_days(filters),
    }


def agenda_atom(request: HttpRequest) -> HttpResponse:
    """The next dates for feed readers, with their whole text and the filters of the page."""
    form = AgendaFilter(request.GET)
    if not form.is_valid():
        told = _("This address of a feed is wrong. Take it again from the agenda.")
        return HttpResponseBadRequest(told, content_type="text/plain; charset=utf-8")
    label = campaign_settings({"request": request}).campaign_name
    rows = list(queries.agenda(form.filters())[:DATES_IN_ATOM])
    title = f"{label} · {_('Agenda')}" if label else _("Agenda")
    query = _query(_kept(form, *NARROWING, *SPAN))
    changes = [(row.updated_at, row.event.updated_at) for row in rows]
    # The day is part of it, as in calendars: what the site says in other words reaches readers by the morning.
    marks = repr((title, query, str(timezone.localdate()), queries.stamp_of(rows), changes))
    etag = f'"{hashlib.sha256(marks.encode()).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        body = atom.feed_of(
            rows,
            title=title,
            page_url=f"{settings.SITE_URL}{reverse('events:agenda')}{query}",
            feed_url=f"{settings.SITE_URL}{reverse('events:atom')}{query}",
            language=get_language() or "fr",
        )
        response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    response["ETag"] = etag
    patch_cache_control(response, max_age=600)
    return response
