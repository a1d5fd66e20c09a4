"""The programme of an event as everybody reads it: grid, list, now and next, one's choice, calendar, file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from events.models import Event
from events.programme import frab, timetable
from events.programme.calendar import calendar_of_sessions
from events.programme.models import Programme, Session, SessionSpeaker
from events.rules import may_change

MOST_CHOSEN = 300


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Day by day. `s` in the address narrows it to what somebody chose; `vue=liste` or `feuille` shows it otherwise."""
    found = programme_of(request, slug)
    sessions = sessions_of(found)
    chosen = chosen_of(request)
    shown = [session for session in sessions if session.pk in chosen] if chosen else sessions
    now = timezone.now()
    running, following = timetable.now_and_next(shown, now)
    days = timetable.days_of(found.days.all(), list(found.rooms.all()), shown)
    view = request.GET.get("vue", "")
    context = {
        "event": found.event,
        "programme": found,
        "days": [day for day in days if day.boxes or not chosen],
        "running": running,
        "following": following,
        "chosen": chosen,
        "chosen_query": urlencode([("s", pk) for pk in chosen]),
        "as_list": view == "liste" or bool(chosen),
        "tracks": sorted({session.track for session in sessions if session.track}),
        "may_change": may_change(request.user, found.event),
        "unlisted": found.event.is_unlisted or found.event.published_at is None,
    }
    template = "events/programme/sheet.html" if view == "feuille" else "events/programme/programme.html"
    return render(request, template, context)


@require_safe
def session(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One session with all that is said of it."""
    found = programme_of(request, slug)
    shown = get_object_or_404(_whole_sessions(found), pk=pk)
    shown.programme = found
    context = {
        "event": found.event,
        "session": shown,
        "may_change": may_change(request.user, found.event),
        "unlisted": found.event.is_unlisted or found.event.published_at is None,
    }
    return render(request, "events/programme/session.html", context)


@require_safe
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The programme, or what was chosen of it, for a calendar."""
    found = programme_of(request, slug)
    chosen = chosen_of(request)

    def write() -> bytes:
        sessions = [session for session in sessions_of(found) if not chosen or session.pk in chosen]
        return calendar_of_sessions(found, sessions)

    state = f"{_state(found)} {sorted(chosen)}"
    return _file(request, write, state, "text/calendar; charset=utf-8", f"{slug}-programme.ics")


@require_safe
def schedule(request: HttpRequest, slug: str) -> HttpResponse:
    """The programme as frab's schedule.xml, for festivals' apps and screens."""
    found = programme_of(request, slug)

    def write() -> bytes:
        return frab.write(found, found.days.all(), list(found.rooms.all()), sessions_of(found))

    return _file(request, write, _state(found), "application/xml", f"{slug}-schedule.xml")


def programme_of(request: HttpRequest, slug: str) -> Programme:
    """The programme of an event that this person may see."""
    events = Event.objects.visible_to(request.user)
    programmes = Programme.objects.select_related("event", "event__commune").prefetch_related("event__hosts")
    return get_object_or_404(programmes.filter(event__in=events), event__slug=slug)


def sessions_of(found: Programme) -> list[Session]:
    """Every session with its day, room and speakers, in a fixed number of queries."""
    sessions = list(_whole_sessions(found))
    for each in sessions:
        each.programme = found
    return sessions


def _whole_sessions(found: Programme) -> Any:
    speakers = Prefetch("session_speakers", SessionSpeaker.objects.select_related("speaker"))
    return found.sessions.select_related("day", "room").prefetch_related(speakers)


def chosen_of(request: HttpRequest) -> list[int]:
    """The sessions named in the address: s=12&s=15, or s=12,15 in a link that somebody shortened."""
    written = ",".join(request.GET.getlist("s"))[: MOST_CHOSEN * 12]
    numbers = [int(part) for part in written.split(",") if part.strip().isdecimal() and len(part) < 12]
    return list(dict.fromkeys(numbers))[:MOST_CHOSEN]


def _state(found: Programme) -> str:
    """What changes whenever a file of the programme does: every change of a session counts as one of its programme."""
    event = found.event
    changed = (found.pk, found.changed_at, found.sequence, event.updated_at, event.sequence, event.commune.name)
    return repr((timezone.localdate(), get_language(), changed))


def _file(request: HttpRequest, write: Callable[[], bytes], state: str, kind: str, name: str) -> HttpResponse:
    """A file, written unless the reader has it in this state already."""
    etag = f'"{hashlib.sha256(f"{kind} {state}".encode()).hexdigest()[:32]}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = HttpResponse(write(), content_type=kind)
        answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["ETag"] = etag
    patch_cache_control(answer, max_age=600)
    return answer
