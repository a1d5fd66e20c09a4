"""Taking over from a lost account: asked by whoever lost it, decided by an organiser or two moderators."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaign import services
from campaign.exceptions import Refusal
from campaign.forms import ReasonForm, TakeOverForm
from campaign.models import Collective
from campaign.queries.waiting import takeovers_to_decide
from safety.words import apart


@login_required
def take_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to run a collective whose organiser's account is lost."""
    collective = get_object_or_404(Collective.objects.approved(), slug=slug)
    form = TakeOverForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.ask_to_take_over(user=request.user, collective=collective, **form.cleaned_data)
            messages.success(request, _("Your request is with the organisers and with the campaign's moderators."))
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        return redirect(collective)
    context = {"form": form, "collective": collective}
    return render(request, "campaign/takeover_form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def answer_takeover(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say yes or no to a request to take over; from another collective's organiser it is not there."""
    takeover = get_object_or_404(takeovers_to_decide(request.user), collective__slug=slug, pk=pk)
    if request.POST.get("answer") == "support":
        try:
            done = services.support_takeover(takeover=takeover, by=request.user)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
            return redirect("waiting")
        said = _("Done: %(name)s runs the collective.") if done else _("Noted. Another moderator must say so too.")
        messages.success(request, said % {"name": apart(takeover.user)} if done else said)
        return redirect("waiting")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "collective": takeover.collective, "action": request.path, "answer": "decline"}
        return render(request, "campaign/reason_form.html", context, status=422)
    services.decline_takeover(takeover=takeover, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("The request of %(name)s is declined.") % {"name": apart(takeover.user)})
    return redirect("waiting")
