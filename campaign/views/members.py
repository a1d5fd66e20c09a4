"""Joining, leaving, and the organisers' list of members."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaign import services
from campaign.exceptions import Refusal
from campaign.forms import JoinForm
from campaign.models import Collective, Membership
from campaign.queries import members_of
from campaign.rules import may_organise


@login_required
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to be taken in."""
    collective = get_object_or_404(Collective.objects.approved().select_related("commune"), slug=slug)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_to_join(user=request.user, collective=collective, words=form.cleaned_data["words"])
            messages.success(request, _("Your request is with the organisers."))
        except Refusal as refusal:
            messages.info(request, refusal.sentence)
        return redirect(collective)
    status = 422 if form.is_bound else 200
    return render(request, "campaign/join_form.html", {"form": form, "collective": collective}, status=status)


@login_required
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave; asked once more before."""
    membership = get_object_or_404(
        Membership.objects.select_related("collective"), collective__slug=slug, user=request.user
    )
    if request.method == "POST":
        try:
            services.leave_collective(user=request.user, collective=membership.collective)
            messages.success(request, _("You have left the collective."))
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        return redirect(membership.collective)
    return render(request, "campaign/leave_confirm.html", {"collective": membership.collective})


def _organised(request: HttpRequest, slug: str) -> Collective:
    return get_object_or_404(Collective.objects.organised_by(request.user).select_related("commune"), slug=slug)


@login_required
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """Who belongs to the collective and who asks to, for its organisers."""
    collective = _organised(request, slug)
    return render(
        request,
        "campaign/member_list.html",
        {
            "collective": collective,
            "members": members_of(collective),
            "requests": collective.requests.select_related("user"),
        },
    )


@login_required
@require_POST
def answer_request(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Accept or decline someone who asks to join."""
    collective = _organised(request, slug)
    asked = get_object_or_404(collective.requests.select_related("user"), pk=pk)
    if request.POST.get("answer") == "accept":
        services.accept_request(request=asked, by=request.user)
        messages.success(request, _("%(name)s is a member now.") % {"name": asked.user})
    else:
        services.decline_request(request=asked, by=request.user)
        messages.success(request, _("The request of %(name)s is declined.") % {"name": asked.user})
    return redirect("waiting") if request.POST.get("from") == "waiting" else redirect("campaign:members", slug=slug)


@login_required
@require_POST
def change_member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Pass the role on, take it back, end a membership."""
    collective = _organised(request, slug)
    membership = get_object_or_404(collective.memberships.select_related("user", "collective"), pk=pk)
    act = request.POST.get("act")
    try:
        if act == "hand_over":
            services.hand_over(collective=collective, by=request.user, to=membership)
            messages.success(request, _("%(name)s runs the collective from now on.") % {"name": membership.user})
        elif act == "remove":
            services.remove_member(membership=membership, by=request.user)
            messages.success(request, _("%(name)s is no longer a member.") % {"name": membership.user})
        elif act in Membership.Role.values:
            services.change_role(membership=membership, role=act, by=request.user)
            messages.success(request, _("The role of %(name)s has changed.") % {"name": membership.user})
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    if may_organise(request.user, collective):
        return redirect("campaign:members", slug=slug)
    return redirect(collective)
