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
from engine.edit_conflicts import ChangedMeanwhile, stamp, state_of, tell_both, unchanged, with_stamp
from events import attached, services
from events.forms import CancelForm, CarryForm, DateChangeForm, EventForm
from events.models import Event, Occurrence
from events.recurrence import next_starts
from events.rule_words import rhythm_in_words
from events.rules import may_announce
from events.views.former import former_dates_lead_on

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
    form, status = with_stamp(EventForm.of(event, typed(request)), state_of_event(event)), None
    if request.method == "POST" and form.is_valid() and not {"preview", "back"} & request.POST.keys():
        fields = form.event_fields()
        carrying = _carrying(request, event, fields)
        if carrying.fields and not carrying.is_valid():
            context = {"form": carrying, "event": event, "typed": _typed_again(form), "previewed": preview_of(form)}
            return render(request, "events/carry.html", context, status=status_of(carrying))
        try:
            with unchanged(event, form, state_of_event):
                services.change(event, **carrying.decided(), **fields)
        except ChangedMeanwhile:
            event = changeable(request, slug)
            differs = tell_both(form, EventForm.of(event), state_of_event(event), more=_cancelled(event))
            status = 409 if differs else None
        if status is None:
            messages.success(request, _("Changed. Calendars that follow it will learn it."))
            return redirect(event)
    dates = list(event.occurrences.coming()[:DATES_TO_CHANGE])
    for occurrence in dates:
        occurrence.event = event
        occurrence.seen = stamp(state_of_date(occurrence))
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
    return render(request, "events/edit.html", context, status=status or status_of(form))


@login_required
@former_dates_lead_on
def change_date(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """Skip, move, cancel or restore one date."""
    event = changeable(request, slug)
    occurrence = get_object_or_404(Occurrence.objects.select_related("event"), event=event, date=day)
    form = with_stamp(DateChangeForm(typed(request), occurrence=occurrence), state_of_date(occurrence))
    status = None
    if request.method == "POST" and form.is_valid():
        try:
            with unchanged(occurrence, form, state_of_date):
                _change_date(occurrence, form)
        except ChangedMeanwhile:
            occurrence = get_object_or_404(Occurrence.objects.select_related("event"), event=event, date=day)
            opened, more = DateChangeForm(occurrence=occurrence), _called_off(occurrence)
            status = 409 if tell_both(form, opened, state_of_date(occurrence), more=more) else None
        if status is None:
            messages.success(request, _("Noted. Calendars that follow it will learn it."))
            return redirect("events:edit", slug=event.slug)
    context = {"form": form, "event": event, "occurrence": occurrence}
    return render(request, "events/date_change.html", context, status=status or status_of(form))


def _change_date(occurrence: Occurrence, form: DateChangeForm) -> None:
    data = form.cleaned_data
    if data["action"] == form.SKIP:
        services.skip_date(occurrence)
    elif data["action"] == form.CANCEL:
        services.cancel_date(occurrence, reason=data["reason"])
    elif data["action"] == form.RESTORE:
        services.restore_date(occurrence)
    elif data["action"] == form.LIFT:
        services.lift_date(occurrence)
    else:
        services.move_date(
            occurrence,
            local_start=form.local_start,
            local_end=form.local_end,
            **{name: data[name] for name in ("reason", "place", "address", "title", "note")},
        )


def _called_off(occurrence: Occurrence) -> dict[str, str]:
    """That a date does not take place, which its form does not show."""
    if occurrence.status == Occurrence.Status.CONFIRMED:
        return {}
    return {_("What happens"): str(occurrence.get_status_display())}


def _cancelled(event: Event) -> dict[str, str]:
    return {_("What happens"): _("It is cancelled.")} if event.cancelled_at else {}


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
    return render(
        request,
        "events/announce_preview.html",
        {"previewed": preview_of(form), "rhythms": form.fields["rhythm"].choices},
    )


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


def _carrying(request: HttpRequest, event: Event, fields: dict[str, Any]) -> CarryForm:
    """The questions that a change of these fields raises, answered where all of them were."""
    lost = {
        "arranged": services.what_is_arranged(event, **fields),
        "along": list(attached.shifts_of(event, **fields)),
    }
    form = CarryForm(request.POST, **lost)
    return form if form.answers_all else CarryForm(**lost)


def _typed_again(form: EventForm) -> list[tuple[str, str]]:
    """What was typed into a form, to be sent once more from the page between."""
    return [(name, value) for name in form.fields for value in form.data.getlist(form.add_prefix(name))]


def state_of_event(event: Event) -> dict[str, Any]:
    """All that people decide about an event."""
    return state_of(event, without=("picture", "search_text", "sequence", "published_at", "updated_at"))


def state_of_date(occurrence: Occurrence) -> dict[str, Any]:
    """All that people decide about a date."""
    return state_of(occurrence, without=("over_at", "updated_at"))


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
