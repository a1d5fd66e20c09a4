"""A stranger proposes an event, without account and without cookie; an organiser or a moderator decides."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from events import queries, services
from events.exceptions import Overtaken
from events.forms import ProposalForm
from events.models import Proposal
from events.rules import may_decide
from events.views.organisers import preview_of
from safety import throttle

PROPOSALS_AN_HOUR = 5


@csrf_exempt  # no session is read, so a forged post gains nothing; the form's signed token keeps others' pages out
def propose(request: HttpRequest) -> HttpResponse:
    """The form, and what becomes of it."""
    if request.method != "POST":
        initial = {"token": ProposalForm.fresh_token(), "collective": request.GET.get("collectif", "")}
        return render(request, "events/propose.html", {"form": ProposalForm(initial=initial)})
    data = request.POST.copy()
    form = ProposalForm(data)
    valid = form.is_valid()
    if valid and form.looks_automatic:
        return redirect("events:proposed")
    status = 200 if valid else 422
    if valid and "preview" not in request.POST:
        who = throttle.visitor(request)
        if throttle.allow(action="propose-event", who=who, limit=PROPOSALS_AN_HOUR, seconds=3600):
            cleaned = form.cleaned_data
            services.propose(collective=cleaned["collective"], note=cleaned["note"], **form.event_fields())
            return redirect("events:proposed")
        form.add_error(None, _("Many proposals came from your network this hour. Send this one again in an hour."))
        status = 429
    data["token"] = ProposalForm.fresh_token()
    return render(request, "events/propose.html", {"form": form, "previewed": preview_of(form)}, status=status)


def proposed(request: HttpRequest) -> HttpResponse:
    """Thanks, and what happens next."""
    return render(request, "events/proposed.html")


@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for this person's decision; 404 for those who decide about nothing."""
    if not queries.decides_something(request.user):
        raise Http404
    return render(request, "events/proposals.html", {"proposals": queries.proposals_for(request.user)})


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or decline one proposal."""
    proposal = get_object_or_404(Proposal.objects.select_related("event", "collective"), pk=pk)
    if not may_decide(request.user, proposal):
        raise Http404
    try:
        if "approve" in request.POST:
            event = services.approve_proposal(proposal, by=request.user)
            messages.success(request, _("“%(title)s” is on the agenda.") % {"title": event.title})
        else:
            services.decline_proposal(proposal, by=request.user)
            messages.success(request, _("Declined. It is erased in 30 days."))
    except Overtaken:
        messages.info(request, _("Someone else decided in the meantime."))
    return redirect("events:proposals")
