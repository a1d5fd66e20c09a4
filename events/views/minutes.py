"""An organiser writes what was said and decided on a date. 404 for everybody else, also before the login."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from engine.edit_conflicts import ChangedMeanwhile, tell_both, unchanged, with_stamp
from events import services
from events.forms import MinutesForm
from events.models import Event, Minutes, Occurrence
from events.views.former import former_dates_lead_on
from events.views.organisers import typed

VERSIONS_SHOWN = 50


@login_required
@former_dates_lead_on
def write(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """Write or correct the minutes of a date that has begun."""
    occurrence = _date_of(request, slug, day)
    minutes = Minutes.objects.filter(occurrence=occurrence).first()
    form = with_stamp(MinutesForm.of(minutes, typed(request)), _said(occurrence))
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            with unchanged(occurrence, form, _said):
                services.write_minutes(occurrence, by=request.user, **form.cleaned_data)
        except ChangedMeanwhile:
            minutes = Minutes.objects.filter(occurrence=occurrence).first()
            status = 409 if tell_both(form, MinutesForm.of(minutes), _said(occurrence)) else 302
        if status != 409:
            messages.success(request, _("The minutes are on the page of the date."))
            return redirect(occurrence)
    versions = list(minutes.versions.select_related("by")[:VERSIONS_SHOWN]) if minutes else []
    context = {"form": form, "occurrence": occurrence, "minutes": minutes, "versions": versions}
    return render(request, "events/minutes_form.html", context, status=status)


def _said(occurrence: Occurrence) -> dict[str, Any]:
    """What the minutes of a date say, also when there are none."""
    return Minutes.objects.filter(occurrence=occurrence).values("text", "decisions", "audience").first() or {}


@login_required
@require_POST
def forget(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """Erase the earlier versions, or the minutes with all of them."""
    occurrence = _date_of(request, slug, day)
    minutes = get_object_or_404(Minutes, occurrence=occurrence)
    if "everything" in request.POST:
        services.erase_minutes(minutes)
        messages.success(request, _("The minutes are erased, with every version of them."))
        return redirect(occurrence)
    services.forget_versions(minutes)
    messages.success(request, _("The earlier versions are erased."))
    return redirect("events:minutes", slug=slug, day=day)


def _date_of(request: HttpRequest, slug: str, day: date) -> Occurrence:
    """A date that has begun, of an event this person runs."""
    occurrence = get_object_or_404(
        Occurrence.objects.visible_to(request.user).with_events(),
        event__in=Event.objects.changeable_by(request.user),
        event__slug=slug,
        date=day,
    )
    if occurrence.starts_at > timezone.now():
        raise Http404
    return occurrence
