"""Calendars in: a collective's organisers bring an .ics file and get drafts, to publish one by one or all."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.models import Collective
from engine import throttle
from events import queries, services
from events.exceptions import BrokenCalendar
from events.forms import ImportForm
from events.importing import read_calendar
from events.rules import may_announce
from events.validators import zone_named, zone_of_departement

IMPORTS_AN_HOUR = 20
DRAFTS_A_PAGE = 50


@login_required
def import_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; and what was read, what could not be, and the way to the drafts."""
    collective = _collective(request, slug)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    context = {"form": form, "collective": collective}
    if request.method != "POST":
        return render(request, "events/import.html", context)
    status = 422
    if form.is_valid():
        if not throttle.allow(action="import", who=str(request.user.pk), limit=IMPORTS_AN_HOUR, seconds=3600):
            form.add_error(None, _("You imported many calendars this hour. Take this one in an hour."))
            status = 429
        else:
            try:
                return _take_in(request, collective, form)
            except BrokenCalendar as error:
                form.add_error(None, str(error))
    return render(request, "events/import.html", context, status=status)


def _take_in(request: HttpRequest, collective: Collective, form: ImportForm) -> HttpResponse:
    zone = zone_named(zone_of_departement(collective.commune.departement_code))
    reading = read_calendar(
        form.calendar, zone=zone, today=timezone.localdate(timezone=zone), past=form.cleaned_data["past"]
    )
    taken = services.take_in(reading.drafts, collective=collective, by=request.user)
    context = {"collective": collective, "reading": reading, "taken": taken}
    return render(request, "events/imported.html", context)


@login_required
def drafts(request: HttpRequest, slug: str) -> HttpResponse:
    """What is not published yet: look, publish or throw away, one or all."""
    collective = _collective(request, slug)
    waiting = queries.drafts_of(collective)
    if request.method == "POST":
        return _decide(request, collective)
    page = Paginator(waiting, DRAFTS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "events/drafts.html", {"collective": collective, "page_obj": page})


def _decide(request: HttpRequest, collective: Collective) -> HttpResponse:
    waiting = queries.drafts_of(collective)
    one = request.POST.get("publish") or request.POST.get("discard") or ""
    chosen = list(waiting.filter(pk=int(one)) if one.isascii() and one.isdigit() and len(one) < 18 else waiting.none())
    if "publish_all" in request.POST or "discard_all" in request.POST:
        chosen = list(waiting)
    if "publish" in request.POST or "publish_all" in request.POST:
        number = services.publish_drafts(chosen)
        text = ngettext("%(number)s event is published.", "%(number)s events are published.", number)
    else:
        number = services.discard_drafts(chosen)
        text = ngettext("%(number)s draft is thrown away.", "%(number)s drafts are thrown away.", number)
    messages.success(request, text % {"number": number})
    return redirect("events:drafts", slug=collective.slug)


def _collective(request: HttpRequest, slug: str) -> Collective:
    collective = get_object_or_404(Collective.objects.select_related("commune"), slug=slug)
    if not may_announce(request.user, collective):
        raise Http404
    return collective
