"""Hosting together, and the picture: what an organiser adds once the event stands."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from engine.edit_conflicts import ChangedMeanwhile, tell_both, unchanged, with_stamp
from events import queries, services
from events.exceptions import LastHost
from events.forms import InviteHostForm, PictureForm
from events.models import Event
from events.views.organisers import changeable, status_of, typed
from intake.exceptions import Overtaken
from safety.words import apart


@login_required
def hosts(request: HttpRequest, slug: str) -> HttpResponse:
    """Who hosts, who was asked; ask another collective."""
    event = changeable(request, slug)
    form = InviteHostForm(typed(request), event=event)
    if request.method == "POST" and form.is_valid():
        try:
            services.invite_host(event, collective=form.cleaned_data["collective"], by=request.user)
            messages.success(request, _("Asked. Its organisers find the question among what waits for them."))
        except Overtaken as refusal:
            messages.info(request, refusal.sentence)
        return redirect("events:hosts", slug=event.slug)
    context = {
        "form": form,
        "event": event,
        "own": queries.hosts_run_by(event, request.user),
        "invitations": event.invitations.select_related("collective"),
    }
    return render(request, "events/hosts.html", context, status=status_of(form))


@login_required
@require_POST
def leave(request: HttpRequest, slug: str, host: str) -> HttpResponse:
    """A collective hosts no longer; only its own organisers and the campaign's moderators can say so."""
    event = changeable(request, slug)
    collective = get_object_or_404(queries.hosts_run_by(event, request.user), slug=host)
    try:
        services.leave_hosts(event, collective=collective)
        messages.success(request, _("%(name)s hosts no longer.") % {"name": apart(collective.name)})
    except LastHost as refusal:
        messages.error(request, refusal.sentence)
        return redirect("events:hosts", slug=event.slug)
    return redirect(event)


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask no longer."""
    event = changeable(request, slug)
    invitation = get_object_or_404(event.invitations, pk=pk)
    try:
        services.withdraw_invitation(invitation)
        messages.success(request, _("The question is taken back."))
    except Overtaken as refusal:
        messages.info(request, refusal.sentence)
    return redirect("events:hosts", slug=event.slug)


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The asked collective says yes or no. 404 for everybody who is not its organiser."""
    invitation = get_object_or_404(queries.invitations_for(request.user), pk=pk)
    try:
        if "accept" in request.POST:
            event = services.accept_invitation(invitation)
            messages.success(request, _("You host together now. The date stands on your page."))
            return redirect(event)
        services.decline_invitation(invitation)
        messages.success(request, _("Declined. They cannot ask again for this event."))
    except Overtaken as refusal:
        messages.info(request, refusal.sentence)
    return redirect("waiting")


@login_required
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    """Give an event a picture, or other words for it."""
    event = changeable(request, slug)
    form = with_stamp(PictureForm(typed(request), request.FILES or None, event=event), _shown(event))
    status = status_of(form)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with data["picture"] or nullcontext(), unchanged(event, form, _shown):
                services.set_picture(event, file=data["picture"], description=data["description"], by=request.user)
        except ChangedMeanwhile:
            event, status = changeable(request, slug), 409
            tell_both(form, PictureForm(event=event), _shown(event))
            if data["picture"]:
                form.add_error(
                    "picture", _("The picture above is the one there now. Choose yours again to replace it.")
                )
        else:
            messages.success(request, _("The picture is in its place."))
            return redirect(event)
    return render(request, "events/picture.html", {"form": form, "event": event}, status=status)


def _shown(event: Event) -> dict[str, Any]:
    """The picture of an event, and what is said of it."""
    picture = event.picture
    return {"picture": picture.pk, "description": picture.description} if picture else {}


@login_required
@require_POST
def remove_picture(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the picture away."""
    event = changeable(request, slug)
    services.remove_picture(event)
    messages.success(request, _("The picture is deleted."))
    return redirect(event)
