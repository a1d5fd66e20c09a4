"""Organisers write a programme, one small form at a time. 404 for everybody else, also before the login."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from engine.edit_conflicts import ChangedMeanwhile, State, state_of, tell_both, unchanged, with_stamp
from events.models import Event
from events.programme import frab, services, timetable
from events.programme.exceptions import BrokenSchedule, StillUsed
from events.programme.forms import ProgrammeDayForm, RoomForm, ScheduleForm, SessionForm, SpeakerForm
from events.programme.models import Programme, Session, SessionSpeaker
from events.programme.views.pages import sessions_of
from events.views.organisers import typed

# What is written in the address → its form, its service, what the page calls it.
THINGS: dict[str, tuple[Any, Any, Any, Any]] = {
    "jour": (ProgrammeDayForm, services.save_day, gettext_lazy("Add a day"), gettext_lazy("Change a day")),
    "salle": (RoomForm, services.save_room, gettext_lazy("Add a room"), gettext_lazy("Change a room")),
    "personne": (SpeakerForm, services.save_speaker, gettext_lazy("Add a speaker"), gettext_lazy("Change a speaker")),
    "seance": (SessionForm, services.save_session, gettext_lazy("Add a session"), gettext_lazy("Change a session")),
}
RELATED = {"jour": "days", "salle": "rooms", "personne": "speakers", "seance": "sessions"}


@login_required
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """All that the programme holds, each with its form, and what clashes; or the button that begins it."""
    event = _event(request, slug)
    if request.method == "POST":
        services.programme_of(event)
        return redirect("events:edit_programme", slug=slug)
    programme = Programme.objects.filter(event=event).first()
    if programme is None:
        return render(request, "events/programme/overview.html", {"event": event})
    programme.event = event
    sessions = sessions_of(programme)
    days = list(programme.days.all())
    rooms = list(programme.rooms.all())
    context = {
        "event": programme.event,
        "programme": programme,
        "rooms": rooms,
        "speakers": programme.speakers.all(),
        "grids": timetable.days_of(days, rooms, sessions),
        "clashes": timetable.clashes(sessions),
        "may_add_session": bool(days and rooms),
    }
    return render(request, "events/programme/overview.html", context)


@login_required
def edit(request: HttpRequest, slug: str, thing: str, pk: int | None = None) -> HttpResponse:
    """Add, change or remove one day, room, speaker or session."""
    programme = _programme(request, slug)
    form_class, save, add_title, change_title = THINGS[thing]
    found = _found(programme, thing, pk)
    if pk and found is None:
        return _gone(request, programme, thing)
    if found is not None and request.method == "POST" and "remove" in request.POST:
        return _remove(request, programme, found)
    if thing == "seance" and not (programme.days.exists() and programme.rooms.exists()):
        messages.info(request, _("A session needs a day and a room: add these two first."))
        return redirect("events:edit_programme", slug=slug)
    form = form_class(typed(request), programme=programme, thing=found)
    form = with_stamp(form, _state(found)) if found else form
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            with unchanged(found, form, _state) if found else nullcontext():
                fields = form.session_fields() if thing == "seance" else form.cleaned_data
                saved = save(programme, found, **fields)
        except ChangedMeanwhile:
            now = _found(programme, thing, pk)
            if now is None:
                return _gone(request, programme, thing)
            status = 409 if tell_both(form, form_class(programme=programme, thing=now), _state(now)) else 302
            saved = now
        if status != 409:
            return _saved(request, programme, thing, saved)
    context = {
        "event": programme.event,
        "form": form,
        "thing": thing,
        "found": found,
        "title": change_title if found else add_title,
    }
    return render(request, "events/programme/form.html", context, status=status)


def _found(programme: Programme, thing: str, pk: int | None) -> Any:
    """What is to be changed; None when there is nothing yet, or nothing any more."""
    found = getattr(programme, RELATED[thing]).filter(pk=pk).first() if pk else None
    if isinstance(found, Session):
        found.programme = programme
    return found


def _state(found: Any) -> State:
    """All that people decide about it."""
    if not isinstance(found, Session):
        return state_of(found)
    speakers = SessionSpeaker.objects.filter(session=found).values_list("speaker", flat=True)
    return state_of(found) | {"speakers": list(speakers)}


def _gone(request: HttpRequest, programme: Programme, thing: str) -> HttpResponse:
    """Offer to add anew what was being changed when somebody removed it. 404 where nothing was typed."""
    if request.method != "POST" or "remove" in request.POST:
        raise Http404
    form_class, _save, title, _change_title = THINGS[thing]
    form = form_class(request.POST, programme=programme, thing=None)
    form.add_error(None, _("Somebody removed this while you changed it. Save again to add it anew: nothing is lost."))
    action = reverse("events:add_to_programme", args=[programme.event.slug, thing])
    context = {"event": programme.event, "form": form, "thing": thing, "found": None, "title": title, "action": action}
    return render(request, "events/programme/form.html", context, status=409)


def _saved(request: HttpRequest, programme: Programme, thing: str, saved: Any) -> HttpResponse:
    """Say so, and what a session clashes with; then the next one, or the overview."""
    messages.success(request, _("Saved."))
    if isinstance(saved, Session):
        _warn(request, programme, saved)
    if "another" in request.POST:
        return redirect("events:add_to_programme", slug=programme.event.slug, thing=thing)
    return redirect("events:edit_programme", slug=programme.event.slug)


@login_required
def take_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a schedule.xml over. What it does not hold goes."""
    programme = _programme(request, slug)
    form = ScheduleForm(typed(request), request.FILES or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            schedule = frab.read(form.cleaned_data["file"].read(), zone=programme.event.zone)
        except BrokenSchedule as error:
            form.add_error("file", str(error))
        else:
            new, changed, gone = services.import_schedule(programme.event, schedule)
            said = _("%(new)s new sessions, %(changed)s known ones, %(gone)s removed.")
            messages.success(request, said % {"new": new, "changed": changed, "gone": gone})
            problems = schedule.problems
            if not problems:
                return redirect("events:edit_programme", slug=slug)
    context = {
        "event": programme.event,
        "form": form,
        "problems": problems,
        "sessions": programme.sessions.count(),
    }
    return render(request, "events/programme/import.html", context, status=422 if form.errors else 200)


def _event(request: HttpRequest, slug: str) -> Event:
    events = Event.objects.changeable_by(request.user).select_related("commune").prefetch_related("hosts")
    return get_object_or_404(events, slug=slug)


def _programme(request: HttpRequest, slug: str) -> Programme:
    event = _event(request, slug)
    found = get_object_or_404(Programme, event=event)
    found.event = event
    return found


def _remove(request: HttpRequest, programme: Programme, found: Any) -> HttpResponse:
    try:
        services.remove(found)
    except StillUsed:
        number = found.sessions.count()
        said = ngettext(
            "There is %(number)s session in it. Move or remove it first.",
            "There are %(number)s sessions in it. Move or remove them first.",
            number,
        )
        messages.error(request, said % {"number": number})
    else:
        messages.success(request, _("Removed."))
    return redirect("events:edit_programme", slug=programme.event.slug)


def _warn(request: HttpRequest, programme: Programme, saved: Session) -> None:
    """Say at once what the session just saved clashes with; it is saved all the same, organisers know best."""
    for clash in timetable.clashes(sessions_of(programme)):
        if saved.pk in (clash.first.pk, clash.second.pk):
            messages.warning(request, timetable.words_of(clash))
