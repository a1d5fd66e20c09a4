"""A stranger says that they come, without account and without cookie; organisers see who, and write to them."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from engine import throttle
from events import links, queries, services
from events.exceptions import AttendanceClosed, ListFull
from events.forms import AttendForm, ChangeAttendanceForm, MessageForm
from events.models import Attendance, Event, Occurrence
from events.views.former import former_dates_lead_on
from intake.views import Reception, allows_change, open_form, private_link

MESSAGES_A_DAY = 5


@open_form
@former_dates_lead_on
def attend(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """The form, and what becomes of it. What a signed-in organiser sees besides, they do not see here."""
    dates = Occurrence.objects.visible_to(AnonymousUser()).with_events()
    occurrence = get_object_or_404(dates, event__slug=slug, date=day, event__attendance=True)
    context = {"occurrence": occurrence, "event": occurrence.event}
    if not occurrence.takes_attendance:
        return render(request, "events/attendance_closed.html", context, status=410)

    def show(form: AttendForm, status: int = 200) -> HttpResponse:
        return render(request, "events/attend.html", context | {"form": form}, status=status)

    if request.method != "POST":
        return show(AttendForm())
    form = AttendForm(request.POST)

    def register(key: uuid.UUID) -> HttpResponse:
        words = {name: form.cleaned_data[name] for name in ("nickname", "email")}
        try:
            attendance = services.attend(occurrence, language=get_language() or "fr", key=key, **words)
        except AttendanceClosed:
            return render(request, "events/attendance_closed.html", context, status=410)
        except ListFull as refusal:
            form.add_error(None, refusal.sentence)
            return show(form, 422)
        return redirect("events:attendance", token=links.ATTENDANCE.token_of(attendance))

    reception = Reception(show, thanks=lambda: redirect("events:attendance_left"))
    return reception.receive(request, form, take=register)


@private_link
def attendance(request: HttpRequest, token: str) -> HttpResponse:
    """The private page of one person: what they come to, what changed, and the way to change or leave."""
    found = _or_404(queries.attendance_of(token))
    if request.method == "POST" and "leave" in request.POST:
        services.leave(found)
        return redirect("events:attendance_left")
    if request.method == "POST" and "keep" in request.POST:
        services.keep_new_date(found)
        return redirect("events:attendance", token=token)
    initial = {"nickname": found.nickname, "email": found.email}
    form = ChangeAttendanceForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        if allows_change(form, found, action="attendance-change"):
            services.change_attendance(found, **form.cleaned_data)
            return redirect("events:attendance", token=token)
        status = 429
    elif form.errors:
        status = 422
    occurrence = found.occurrence
    context = {
        "attendance": found,
        "occurrence": occurrence,
        "event": occurrence.event,
        "form": form,
        "received": occurrence.attendee_messages.all(),
        "address": request.build_absolute_uri(request.path),
    }
    return render(request, "events/attendance.html", context, status=status)


@private_link
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail: looking at it does nothing, since mail scanners look too."""
    found = _or_404(queries.attendance_to_confirm(token))
    if request.method == "POST" and "forget" in request.POST:
        services.forget_email(found)
        return render(request, "events/attendance_forgotten.html")
    if request.method == "POST" and not found.email_confirmed:
        services.confirm_email(found)
    context = {"attendance": found, "occurrence": found.occurrence, "event": found.occurrence.event}
    return render(request, "events/attendance_confirm.html", context)


def left(request: HttpRequest) -> HttpResponse:
    """Nothing is kept of who left."""
    return render(request, "events/attendance_left.html")


@login_required
@former_dates_lead_on
def attendees(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """Organisers: how many come, under which names, and one message to all."""
    occurrence = _organised(request, slug, day)
    form = MessageForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if throttle.allow(
            action="attendee-message", who=str(occurrence.pk), limit=MESSAGES_A_DAY, seconds=throttle.DAY
        ):
            services.write_to_all(occurrence, text=form.cleaned_data["text"], by=request.user)
            messages.success(request, _("Your message is on its way."))
            return redirect("events:attendees", slug=slug, day=day)
        form.add_error(None, _("Five messages went out for this date today. Keep the next one for tomorrow."))
        status = 429
    elif form.errors:
        status = 422
    people = list(occurrence.attendances.all())
    context = {
        "occurrence": occurrence,
        "event": occurrence.event,
        "coming": [person for person in people if not person.waits],
        "waiting": [person for person in people if person.waits],
        "reachable": sum(person.email_confirmed for person in people),
        "sent": occurrence.attendee_messages.all(),
        "form": form,
    }
    return render(request, "events/attendees.html", context, status=status)


@login_required
@require_POST
def remove_attendee(request: HttpRequest, slug: str, day: date, pk: int) -> HttpResponse:
    """Take a name off the list, a joke or a double."""
    occurrence = _organised(request, slug, day)
    services.leave(get_object_or_404(Attendance.objects.select_related("occurrence"), occurrence=occurrence, pk=pk))
    messages.success(request, _("The name is off the list."))
    return redirect("events:attendees", slug=slug, day=day)


def _organised(request: HttpRequest, slug: str, day: date) -> Occurrence:
    events = Event.objects.changeable_by(request.user)
    dates = Occurrence.objects.select_related("event", "event__commune")
    return get_object_or_404(dates, event__slug=slug, date=day, event__in=events)


def _or_404(found: Attendance | None) -> Attendance:
    if found is None:
        raise Http404
    return found
