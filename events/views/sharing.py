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
from engine.doors import WAIT, Door
from events import posters, printing
from events.announcements import announcement
from events.forms import DrawingForm, TractForm
from events.models import Event, Occurrence
from events.views.former import former_dates_lead_on

DRAWINGS_AN_HOUR = 40  # by visitors without account, of those that are not drawn yet, before they cost work
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
@former_dates_lead_on
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
@former_dates_lead_on
def poster(request: HttpRequest, slug: str, size: str, day: date | None = None) -> HttpResponse:
    """A poster as PDF."""
    event, row = _shared(request, slug, day)
    _note_poster(request.user, event.hosts.all())
    sheet = posters.poster(event, row, size=size, campaign=_campaign(request))
    name = f"{event.slug}{f'-{day}' if day else ''}-{size}.pdf"
    return _drawing(request, sheet, "application/pdf", name, public=event.published_at is not None)


@require_safe
@answers_when_it_cannot_draw
@former_dates_lead_on
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
    form = TractForm(request.POST if request.method == "POST" else None)
    form.DOOR = Door("tract", free=TRACTS_AN_HOUR, seconds=3600)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        if form.comes_in():
            try:
                body = printing.draw(posters.tract(**form.words(), campaign=_campaign(request)), keep=False)
            except printing.TooMuchText:
                form.add_error(None, _("The text does not fit on two sides. Shorten it a little, then try again."))
            except printing.PrintingBusy:
                form.give_back()
                form.add_error(None, _("Many posters are being drawn just now. Try again in a minute."))
                status = 503
            else:
                return _file(body, "application/pdf", "tract.pdf", cached=False)
        else:
            status = 429
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
    """A drawing, asked again for nothing; drawing much that is new costs visitors without account some work."""
    etag = f'"{sheet.name[:32]}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    if not request.user.is_authenticated and printing.kept(sheet) is None:
        form = DrawingForm(request.GET)
        form.DOOR = Door("drawing", free=DRAWINGS_AN_HOUR, seconds=3600)
        if not (form.is_valid() and form.comes_in()):
            return render(request, "events/print/asked.html", {"form": form, "wait": WAIT}, status=429)
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
