"""Being told when something starts near: ask, confirm from the mailbox, leave with one tap. No account, no cookie."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from campaign import services
from campaign.forms import WatchForm
from campaign.queries.watches import watch_to_confirm, watch_to_leave
from engine import throttle
from intake.views import Reception, open_form, private_link
from places.queries import commune_of_code

MAILS_A_DAY = 3  # to one address, whoever types it


@open_form
def watch(request: HttpRequest) -> HttpResponse:
    """The form. The answer is the same whether or not the address is known, or has been written to enough today."""

    def show(form: WatchForm, status: int = 200) -> HttpResponse:
        return render(request, "campaign/watch_form.html", {"form": form}, status=status)

    def thanks() -> HttpResponse:
        return redirect("campaign:watch_asked")

    if request.method != "POST":
        commune = commune_of_code(request.GET.get("commune", ""))
        return show(WatchForm(initial={"commune": commune, "radius_km": 20}))
    form = WatchForm(request.POST)

    def ask(key: uuid.UUID) -> HttpResponse:
        typed = form.cleaned_data["email"].lower()
        if throttle.allow(action="watch-mail", who=typed, limit=MAILS_A_DAY, seconds=throttle.DAY):
            services.ask_to_watch(language=get_language() or "fr", **form.watched())
        return thanks()

    return Reception(show, thanks).receive(request, form, take=ask)


def watch_asked(request: HttpRequest) -> HttpResponse:
    """Look into your mailbox."""
    return render(request, "campaign/watch_asked.html")


@private_link
def confirm_watch(request: HttpRequest, token: str) -> HttpResponse:
    """A GET shows, a POST confirms: programs that follow every address in a mail confirm nothing."""
    found = watch_to_confirm(token)
    if found is None:
        return render(request, "campaign/watch_gone.html", status=404)
    if request.method == "POST":
        services.confirm_watch(watch=found)
    return render(request, "campaign/watch_confirm.html", {"watch": found, "done": request.method == "POST"})


@private_link
def leave_watch(request: HttpRequest, token: str) -> HttpResponse:
    """A GET shows the button, a POST erases: the button's, or the mail program's own (RFC 8058)."""
    found = watch_to_leave(token)
    if found is not None and request.method == "POST":
        services.end_watch(watch=found)
        found = None
    return render(request, "campaign/watch_leave.html", {"watch": found})
