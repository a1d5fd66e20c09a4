"""An organiser's forms: announce, change, one date, cancel. 404 for everybody else, also before the login."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from campaign.models import Collective
from events import services
from events.forms import CancelForm, DateChangeForm, EventForm
from events.models import Event, Occurrence
from events.recurrence import next_starts
from events.rule_words import rhythm_in_words
from events.rules import may_announce

DATES_PREVIEWED = 6
DATES_TO_CHANGE = 90
DATES_AT_HAND = 8  # the others are folded: a phone shows eight
AUGUST = 8


@login_required
def announce(request: HttpRequest, slug: str) -> HttpResponse:
    """Announce an event of a collective: the commune is known, the rhythm is a sentence."""
    collective = get_object_or_404(Collective.objects.select_related("commune"), slug=slug)
    if not may_announce(request.user, collective):
        raise Http404
    form = EventForm(typed(request), initial={"commune": collective.commune, "kind": Event.Kind.MEETING})
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        event = services.announce(hosts=[collective], by=request.user, **form.event_fields())
        messages.success(request, _("It is announced. Share this address."))
        return redirect(event)
    context = {"form": form, "collective": collective, "previewed": preview_of(form)}
    return render(request, "events/announce.html", context, status=status_of(form))


@login_required
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change an event, or go to one of its dates."""
    event = changeable(request, slug)
    form = EventForm.of(event, typed(request))
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        services.change(event, **form.event_fields())
        messages.success(request, _("Changed. Calendars that follow it will learn it."))
        return redirect(event)
    dates = list(event.occurrences.coming()[:DATES_TO_CHANGE])
    for occurrence in dates:
        occurrence.event = event
    context = {
        "form": form,
        "event": event,
        "dates": dates[:DATES_AT_HAND],
        "later_dates": dates[DATES_AT_HAND:],
        "resting": [(month, MONTHS[month]) for month in sorted(event.months_left_out)],
        "august": (AUGUST, MONTHS[AUGUST]),
        "other_months": [pair for pair in MONTHS.items() if pair[0] != AUGUST],
        "previewed": preview_of(form),
    }
    return render(request, "events/edit.html", context, status=status_of(form))


@login_required
def change_date(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """Skip, move, cancel or restore one date."""
    event = changeable(request, slug)
    occurrence = get_object_or_404(Occurrence.objects.select_related("event"), event=event, date=day)
    form = DateChangeForm(typed(request), occurrence=occurrence)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if data["action"] == form.SKIP:
            services.skip_date(occurrence)
        elif data["action"] == form.CANCEL:
            services.cancel_date(occurrence, reason=data["reason"])
        elif data["action"] == form.RESTORE:
            services.restore_date(occurrence)
        else:
            services.move_date(
                occurrence,
                local_start=form.local_start,
                local_end=form.local_end,
                **{name: data[name] for name in ("reason", "place", "address", "title", "note")},
            )
        messages.success(request, _("Noted. Calendars that follow it will learn it."))
        return redirect("events:edit", slug=event.slug)
    context = {"form": form, "event": event, "occurrence": occurrence}
    return render(request, "events/date_change.html", context, status=status_of(form))


@login_required
@require_POST
def rest(request: HttpRequest, slug: str) -> HttpResponse:
    """One tap: a series leaves a month out, every year, or takes it up again."""
    event = changeable(request, slug)
    action = "skip" if "skip" in request.POST else "restore"
    try:
        month = int(request.POST.get(action, ""))
        name = MONTHS[month]
    except (ValueError, KeyError):
        raise Http404 from None
    if action == "skip":
        number = services.skip_month(event, month=month)
        told = ngettext(
            "%(number)s date of %(month)s is left out, and so it will be every year.",
            "%(number)s dates of %(month)s are left out, and so it will be every year.",
            number,
        )
    else:
        number = services.restore_month(event, month=month)
        told = ngettext(
            "%(number)s date of %(month)s takes place again.",
            "%(number)s dates of %(month)s take place again.",
            number,
        )
    messages.success(request, told % {"number": number, "month": name})
    return redirect("events:edit", slug=event.slug)


@login_required
@require_POST
def restore(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a cancellation of everything back."""
    event = changeable(request, slug)
    if event.cancelled_at:
        services.restore_event(event)
        messages.success(request, _("It takes place after all. Calendars that follow it will learn it."))
    return redirect(event)


@login_required
def cancel(request: HttpRequest, slug: str) -> HttpResponse:
    """Cancel all that is still to come."""
    event = changeable(request, slug)
    form = CancelForm(typed(request))
    if request.method == "POST" and form.is_valid():
        services.cancel_event(event, reason=form.cleaned_data["reason"])
        messages.success(request, _("Cancelled. Those who follow the calendar are told for 60 days."))
        return redirect(event)
    return render(request, "events/cancel.html", {"form": form, "event": event}, status=status_of(form))


@login_required
@require_GET
def preview(request: HttpRequest) -> HttpResponse:
    """The rhythm in words and its next dates, while the form is being filled."""
    form = EventForm(request.GET)
    form.is_valid()
    return render(request, "events/announce_preview.html", {"previewed": preview_of(form), "form": form})


def preview_of(form: EventForm) -> dict[str, Any] | None:
    """The next six dates of what is typed, once the day and the rhythm are right."""
    if (
        not form.is_bound
        or not form.cleaned_data.get("day")
        or {"day", "rhythm", "own_rule", "ends_on", "count"} & set(form.errors)
    ):
        return None
    first = datetime.combine(form.cleaned_data["day"], form.cleaned_data.get("hour") or datetime.min.time())
    after = max(first, timezone.localtime().replace(tzinfo=None) - timedelta(days=1))
    starts = next_starts(form.chosen_rhythm, first, after=after, limit=DATES_PREVIEWED) or [first]
    return {"words": rhythm_in_words(form.chosen_rhythm), "starts": starts, "hour": form.cleaned_data.get("hour")}


def changeable(request: HttpRequest, slug: str) -> Event:
    """The event, for those who may change it; 404 for all others."""
    events = Event.objects.changeable_by(request.user).select_related("commune").prefetch_related("hosts")
    return get_object_or_404(events, slug=slug)


def typed(request: HttpRequest) -> Any:
    """What was posted, also when nothing was filled in; None when the form is merely shown."""
    return request.POST if request.method == "POST" else None


def status_of(form: Any) -> int:
    """422 for a form with something to correct."""
    return 422 if form.is_bound and form.errors else 200
