"""Being told when something starts near: ask, confirm from the mailbox, leave with one tap. No account, no cookie."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from campaign import services
from campaign.forms import WatchForm
from campaign.services.watches import watch_to_confirm, watch_to_leave
from engine import idempotency, throttle
from places.queries import commune_of_code

MAILS_A_DAY = 3  # to one address, whoever types it

# None of these pages reads a session, so a forged post gains nothing: what they do is bound to a signed token.
_open = csrf_exempt


@_open
@require_http_methods(["GET", "HEAD", "POST"])
def watch(request: HttpRequest) -> HttpResponse:
    """The form. The answer is the same whether or not the address is known, or has been written to enough today."""
    if request.method != "POST":
        commune = commune_of_code(request.GET.get("commune", ""))
        form = WatchForm(initial={"commune": commune, "radius_km": 20})
        return render(request, "campaign/watch_form.html", {"form": form})
    form, status = WatchForm(request.POST), 422
    if form.is_valid():
        if form.looks_automatic:
            return redirect("campaign:watch_asked")
        if form.comes_in(by=str(idempotency.key_of(request, without=["work"]))):
            email = form.cleaned_data["email"]
            if throttle.allow(action="watch-mail", who=email.lower(), limit=MAILS_A_DAY, seconds=throttle.DAY):
                services.ask_to_watch(
                    email=email,
                    commune=form.cleaned_data["commune"],
                    radius_km=form.cleaned_data["radius_km"],
                    language=get_language() or "fr",
                )
            return redirect("campaign:watch_asked")
        status = 429
    return render(request, "campaign/watch_form.html", {"form": form}, status=status)


def watch_asked(request: HttpRequest) -> HttpResponse:
    """Look into your mailbox."""
    return render(request, "campaign/watch_asked.html")


@_open
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_watch(request: HttpRequest, token: str) -> HttpResponse:
    """A GET shows, a POST confirms: programs that follow every address in a mail confirm nothing."""
    found = watch_to_confirm(token)
    if found is None:
        return render(request, "campaign/watch_gone.html", status=404)
    if request.method == "POST":
        services.confirm_watch(watch=found)
    return render(request, "campaign/watch_confirm.html", {"watch": found, "done": request.method == "POST"})


@_open
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave_watch(request: HttpRequest, token: str) -> HttpResponse:
    """A GET shows the button, a POST erases: the button's, or the mail program's own (RFC 8058)."""
    found = watch_to_leave(token)
    if found is not None and request.method == "POST":
        services.end_watch(watch=found)
        found = None
    return render(request, "campaign/watch_leave.html", {"watch": found})
