"""A stranger proposes an event and follows it, without account and cookie; an organiser or a moderator decides."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_POST

from campaign.models import Collective
from campaign.rules import may_moderate
from events import queries, services
from events.forms import CorrectionForm, ProposalForm, TrustForm
from events.models import Proposal
from events.rules import may_decide
from events.views.organisers import preview_of
from intake.exceptions import Overtaken
from intake.forms import DeclineForm, SeveralForm
from intake.views import Reception, Verdict, allows_change, open_form, private_link
from safety.words import apart

SEVERAL = Verdict(
    accept=services.approve_proposal,
    decline=services.decline_proposal,
    accepted=ngettext_lazy("%(number)d date is on the agenda.", "%(number)d dates are on the agenda.", "number"),
    declined=ngettext_lazy("%(number)d proposal is declined.", "%(number)d proposals are declined.", "number"),
)


@open_form
def propose(request: HttpRequest) -> HttpResponse:
    """The form, and what becomes of it. What comes with a solved piece of work may appear at once (services)."""
    if request.method != "POST":
        form = ProposalForm(initial={"collective": request.GET.get("collectif", "")})
        return render(request, "events/propose.html", {"form": form})
    form = ProposalForm(request.POST)

    def show(form: ProposalForm, status: int) -> HttpResponse:
        return render(request, "events/propose.html", {"form": form, "previewed": preview_of(form)}, status=status)

    def keep(key: uuid.UUID) -> HttpResponse:
        about = {name: form.cleaned_data[name] for name in ("collective", "note")}
        proposal = services.propose(worked=form.worked, key=key, **about, **form.event_fields())
        return redirect(proposal.private_path)

    reception = Reception(show, thanks=lambda: redirect("events:proposed"))
    return reception.receive(request, form, take=keep, acts="preview" not in request.POST)


def proposed(request: HttpRequest) -> HttpResponse:
    """Thanks, and what happens next."""
    return render(request, "events/proposed.html")


@private_link
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Its author's private page: what became of it and, while it waits, the way to correct or withdraw it."""
    proposal = queries.proposal_of(token)
    if proposal is None:
        raise Http404
    context = {"proposal": proposal, "event": proposal.event, "address": request.build_absolute_uri(request.path)}
    if not proposal.is_waiting:
        return render(request, "events/proposal.html", context, status=409 if request.method == "POST" else 200)
    try:
        if request.method == "POST" and "withdraw" in request.POST:
            services.withdraw_proposal(proposal)
            return render(request, "events/proposal_withdrawn.html")
        form = CorrectionForm.of_proposal(proposal, request.POST if request.method == "POST" else None)
        status = 200
        if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
            if allows_change(form, proposal, action="correct-proposal"):
                services.correct_proposal(proposal, note=form.cleaned_data["note"], **form.event_fields())
                return redirect("events:proposal", token=token)
            status = 429
        elif form.errors:
            status = 422
    except Overtaken:  # somebody decided between two clicks: show what they said
        return redirect("events:proposal", token=token)
    context |= {"form": form, "previewed": preview_of(form)}
    return render(request, "events/proposal.html", context, status=status)


@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for this person's decision; 404 for those who decide about nothing."""
    if not queries.decides_something(request.user):
        raise Http404
    return _queue(request, TrustForm())


def _queue(
    request: HttpRequest, form: TrustForm, *, several: SeveralForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "several": several or SeveralForm(),
        "proposals": queries.proposals_for(request.user),
        "unread": queries.published_at_once(request.user),
        "form": form,
        "trusted": queries.trusted_collectives() if may_moderate(request.user) else None,
    }
    return render(request, "events/proposals.html", context, status=status)


@login_required
@require_POST
def decide_several(request: HttpRequest) -> HttpResponse:
    """Approve the ticked proposals, or decline them with one reason. What is decided already is left as it is."""
    if not queries.decides_something(request.user):
        raise Http404
    form = SEVERAL.on_ticked(request, queries.proposals_for(request.user))
    if not form.is_valid():
        return _queue(request, TrustForm(), several=form, status=422)
    return redirect("events:proposals")


@login_required
@require_POST
def trust(request: HttpRequest) -> HttpResponse:
    """Moderators of the campaign lend a collective their trust, or end it."""
    if not may_moderate(request.user):
        raise Http404
    if "end" in request.POST:
        services.end_trust(get_object_or_404(Collective, slug=request.POST["end"]))
        messages.success(request, _("What is proposed to it is read first again."))
        return redirect("events:proposals")
    form = TrustForm(request.POST)
    if not form.is_valid() or form.collective is None:
        return _queue(request, form, status=422)
    services.trust_collective(form.collective, by=request.user)
    messages.success(request, _("What is proposed to it appears at once."))
    return redirect("events:proposals")


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or decline one proposal, or take one that appeared at once off the agenda."""
    proposal = get_object_or_404(Proposal.objects.select_related("event__commune", "collective"), pk=pk)
    if not may_decide(request.user, proposal):
        raise Http404
    try:
        if "approve" in request.POST:
            approve = services.keep_published if proposal.was_published_at_once else services.approve_proposal
            event = approve(proposal, by=request.user)
            messages.success(request, _("“%(title)s” is on the agenda.") % {"title": apart(event.title)})
        elif "off" in request.POST:
            services.take_off(proposal)
            messages.success(request, _("It is off the agenda and waits for your decision."))
        else:
            form = DeclineForm(request.POST)
            if not form.is_valid():
                context = {"proposal": proposal, "event": proposal.event, "form": form}
                return render(request, "events/decline.html", context, status=422)
            services.decline_proposal(proposal, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("Declined. Who proposed it reads your reason; it is erased in 30 days."))
    except Overtaken as refusal:
        messages.info(request, refusal.sentence)
    return redirect("waiting" if request.POST.get("from") == "waiting" else "events:proposals")
