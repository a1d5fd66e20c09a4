"""The .ics feeds: cheap to ask again (ETag, 304), the campaign's name on them."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaign.models import Collective
from campaign.templatetags.chrome import campaign_settings
from engine.part_cache import cached
from events import feeds
from events.forms import AgendaFilter
from events.models import Event
from events.queries import Filters


def _named(request: HttpRequest, *parts: str | None) -> str:
    """A calendar's name: what it holds and the campaign's own label, never the product's."""
    label = campaign_settings({"request": request}).campaign_name
    return " · ".join(part for part in (*parts, label) if part) or _("Agenda")


def agenda_feed(request: HttpRequest) -> HttpResponse:
    """All that the agenda lists, narrowed by the same filters as the page."""
    form = AgendaFilter(request.GET)
    if not form.is_valid():
        return HttpResponseBadRequest(
            _("This address of a calendar is wrong. Take it again from the agenda."),
            content_type="text/plain; charset=utf-8",
        )
    filters = form.filters()
    kind = dict(Event.Kind.choices).get(filters.kind)
    name = _named(request, filters.collective and filters.collective.name, kind and str(kind), filters.place)
    return _feed(request, feeds.state_of(feeds.events_of(filters)), name, "agenda")


def collective_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """A collective's dates; also before its approval, for those who have the address."""
    collective = get_object_or_404(Collective.objects.visible_to(request.user), slug=slug)

    def read() -> feeds.State:
        return feeds.state_of(feeds.events_of(Filters(collective=collective), unlisted=True))

    state = cached(("events:feed of collective", collective.pk, timezone.localdate()), read, weight=5)
    return _feed(request, state, _named(request, collective.name), collective.slug)


def event_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """One event with all its dates."""

    def read() -> tuple[str, feeds.State]:
        """What anybody with the address may see; what is missing is not remembered."""
        event = get_object_or_404(Event.objects.answering(), slug=slug)
        return event.title, feeds.state_of(Event.objects.filter(pk=event.pk))

    title, state = cached(("events:feed of event", slug, timezone.localdate()), read)
    return _feed(request, state, _named(request, title), slug)


def _feed(request: HttpRequest, state: feeds.State, name: str, filename: str) -> HttpResponse:
    # The day is part of it: what is past or long cancelled drops out without a row changing.
    marks = "|".join([state.mark, name, get_language() or "", str(timezone.localdate())])
    etag = f'"{hashlib.sha256(marks.encode()).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag, last_modified=int(state.changed.timestamp()))
    if response is None:
        body = feeds.calendar_of(state, name=name)
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'inline; filename="{filename}.ics"'
    response["ETag"] = etag
    response["Last-Modified"] = http_date(state.changed.timestamp())
    patch_cache_control(response, max_age=600)
    return response
