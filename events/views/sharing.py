"""Posters, tracts, texts to paste and pictures of links. No cookie, no account; whoever sees a date may spread it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from campaign.models import Act, Collective
from campaign.rules import may_organise
from campaign.services import log
from campaign.templatetags.chrome import campaign_settings
from events import posters
from events.announcements import announcement
from events.forms import TractForm
from events.models import Event, Occurrence
from safety import printing, throttle

DRAWINGS_AN_HOUR = 40  # by one visitor, of those that are not drawn yet
TRACTS_AN_HOUR = 15
View = Callable[..., HttpResponse]


def answers_when_it_cannot_draw(view: View) -> View:
    """Say what is the matter with the printer instead of failing."""

    @wraps(view)
    def careful(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except printing.PrintingMissing:
            said = _("This server cannot draw posters yet: its administrators have to install what lays out text.")
        except printing.PrintingBusy:
            said = _("Many posters are being drawn just now. Try again in a minute.")
        except printing.TooMuchText:
            said = _("There is too much text for one page. Shorten the title or the place, then try again.")
        except printing.PrintingFailed:
            said = _("This poster could not be drawn. Try again in a minute.")
        answer = render(request, "events/print/unavailable.html", {"said": said}, status=503)
        answer["Retry-After"] = "60"
        return answer

    return careful


def short(request: HttpRequest, code: str) -> HttpResponse:
    """The short address on a poster leads to the event; should two events share a code, to neither."""
    found = list((posters.events_of_code(code) & Event.objects.visible_to(request.user))[:2])
    if len(found) != 1:
        raise Http404
    return redirect(found[0])


@require_safe
def share(request: HttpRequest, slug: str, day: date | None = None) -> HttpResponse:
    """The text to paste and the posters of an event, or of one date."""
    event, row = _shared(request, slug, day)
    series = day is None and bool(event.recurrence)
    coming = event.occurrences.exclude(status=Occurrence.Status.SKIPPED).coming()
    row = row or coming.exclude(status=Occurrence.Status.CANCELLED).first() or event.occurrences.last()
    if row:
        row.event = event
    context = {
        "event": event,
        "row": row,
        "day": day,
        "series": series,
        "said": announcement(event, row, series=series),
        "unlisted": event.is_unlisted or event.published_at is None,
        "sizes": posters.SIZES,
        "printed": posters.printed(f"{request.get_host()}/e/{posters.short_code(event)}"),
    }
    return render(request, "events/share.html", context)


@require_safe
@answers_when_it_cannot_draw
def poster(request: HttpRequest, slug: str, size: str, day: date | None = None) -> HttpResponse:
    """A poster as PDF."""
    event, row = _shared(request, slug, day)
    _note_poster(request.user, event.hosts.all())
    sheet = posters.poster(event, row, size=size, campaign=_campaign(request))
    name = f"{event.slug}{f'-{day}' if day else ''}-{size}.pdf"
    return _drawing(request, sheet, "application/pdf", name, public=event.published_at is not None)


@require_safe
@answers_when_it_cannot_draw
def picture(request: HttpRequest, slug: str, day: date | None = None) -> HttpResponse:
    """What messengers show beside a link to this event."""
    event, row = _shared(request, slug, day)
    sheet = posters.picture(event, row, campaign=_campaign(request))
    return _drawing(request, sheet, "image/png", f"{event.slug}.png", public=event.published_at is not None)


@require_safe
@answers_when_it_cannot_draw
def collective_picture(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for a collective, approved or not yet: who has the address may show it, until it is declined."""
    collective = get_object_or_404(Collective.objects.visible_to(request.user).select_related("commune"), slug=slug)
    sheet = posters.collective_picture(collective, campaign=_campaign(request))
    return _drawing(request, sheet, "image/png", f"{collective.slug}.png", public=not collective.is_declined)


@require_safe
@answers_when_it_cannot_draw
def collective_poster(request: HttpRequest, slug: str) -> HttpResponse:
    """A poster of a collective, approved or not yet, not declined."""
    collective = get_object_or_404(Collective.objects.visible_to(request.user).select_related("commune"), slug=slug)
    _note_poster(request.user, [collective])
    sheet = posters.collective_poster(collective, campaign=_campaign(request))
    return _drawing(request, sheet, "application/pdf", f"{collective.slug}-a4.pdf", public=not collective.is_declined)


@csrf_exempt  # nothing is kept and no session is read: a forged post gains a PDF for whoever was made to send it
@answers_when_it_cannot_draw
def tract(request: HttpRequest) -> HttpResponse:
    """Free text on two sides. The answer is the only copy."""
    if request.method != "POST":
        return render(request, "events/tract.html", {"form": TractForm()})
    form = TractForm(request.POST)
    status = 422
    if form.is_valid():
        if not throttle.allow(action="tract", who=throttle.visitor(request), limit=TRACTS_AN_HOUR, seconds=3600):
            form.add_error(None, _("Many tracts were made from your network this hour. Try again in an hour."))
            status = 429
        else:
            try:
                body = printing.draw(posters.tract(**form.cleaned_data, campaign=_campaign(request)), keep=False)
            except printing.TooMuchText:
                form.add_error(None, _("The text does not fit on two sides. Shorten it a little, then try again."))
            else:
                return _file(body, "application/pdf", "tract.pdf", cached=False)
    return render(request, "events/tract.html", {"form": form}, status=status)


def _shared(request: HttpRequest, slug: str, day: date | None) -> tuple[Event, Occurrence | None]:
    events = Event.objects.visible_to(request.user).select_related("commune").prefetch_related("hosts")
    event = get_object_or_404(events, slug=slug)
    if day is None:
        return event, None
    row = get_object_or_404(Occurrence.objects.visible_to(request.user), event=event, date=day)
    row.event = event
    return event, row


def _note_poster(user: Any, hosts: Iterable[Collective]) -> None:
    """Tick “print a poster” for the collectives whose organiser fetches one; of nobody else anything is noted."""
    for host in hosts:
        if may_organise(user, host):
            log(collective=host, what=Act.What.POSTER, who=user)


def _campaign(request: HttpRequest) -> str:
    return str(campaign_settings({"request": request}).campaign_name)


def _drawing(request: HttpRequest, sheet: printing.Sheet, kind: str, name: str, *, public: bool = True) -> HttpResponse:
    """A drawing, asked again for nothing; drawing something new is counted for visitors without account."""
    etag = f'"{sheet.name[:32]}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    if not request.user.is_authenticated and printing.kept(sheet) is None:
        who = throttle.visitor(request)
        if not throttle.allow(action="drawing", who=who, limit=DRAWINGS_AN_HOUR, seconds=3600):
            return render(request, "429.html", status=429)
    answer = _file(printing.draw(sheet), kind, name, cached=public)
    answer["ETag"] = etag
    return answer


def _file(body: bytes, kind: str, name: str, *, cached: bool) -> HttpResponse:
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["X-Robots-Tag"] = "noindex"  # the page says whether it wants to be found; its papers never do
    if cached:
        patch_cache_control(answer, max_age=600)
    else:
        patch_cache_control(answer, private=True, no_store=True)
    return answer
