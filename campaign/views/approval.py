"""What becomes of a new collective: approved, declined with a reason, sent again; and whether an old one is alive."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import second_factor_required
from campaign.forms import ReasonForm
from campaign.models import Collective
from campaign.rules import is_campaign_moderator
from campaign.services import approve_collective, decline_collective, send_again, wake
from safety.words import apart


@second_factor_required
@require_POST
def answer_collective(request: HttpRequest, slug: str) -> HttpResponse:
    """A moderator lists a collective, or declines it and says why."""
    if not is_campaign_moderator(request.user):
        raise Http404
    collective = get_object_or_404(Collective.objects.waiting().select_related("commune"), slug=slug)
    if request.POST.get("answer") == "approve":
        approve_collective(collective=collective, by=request.user)
        messages.success(request, _("%(name)s is listed now.") % {"name": apart(collective)})
        return redirect("waiting") if request.POST.get("from") == "waiting" else redirect(collective)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "collective": collective, "action": request.path, "answer": "decline"}
        return render(request, "campaign/reason_form.html", context, status=422)
    decline_collective(collective=collective, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("%(name)s is declined; its organisers are told why.") % {"name": apart(collective)})
    return redirect("waiting")


@login_required
@require_POST
def send_collective_again(request: HttpRequest, slug: str) -> HttpResponse:
    """An organiser has changed what was declined."""
    collective = get_object_or_404(Collective.objects.organised_by(request.user), slug=slug)
    send_again(collective=collective, by=request.user)
    messages.success(request, _("It is sent. A moderator reads it again."))
    return redirect(collective)


@login_required
@require_POST
def still_here(request: HttpRequest, slug: str) -> HttpResponse:
    """An organiser says that the collective still meets."""
    collective = get_object_or_404(Collective.objects.organised_by(request.user), slug=slug)
    wake(collective=collective)
    messages.success(request, _("Good. It stays listed as it is."))
    return redirect("waiting") if request.POST.get("from") == "waiting" else redirect(collective)
