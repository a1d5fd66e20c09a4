"""Joining, leaving, and the organisers' list of members."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from campaign import services
from campaign.exceptions import LastOrganiser, Refusal
from campaign.forms import JoinForm
from campaign.models import Collective, Membership
from campaign.queries import changed_roles, is_last_organiser, members_of, role_change_to_undo
from campaign.queries.own import count_to_do, own_collectives
from campaign.rules import is_member, may_organise
from safety.words import apart

LOSING = frozenset({"hand_over", "member", "remove"})  # acts by which somebody loses something


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
@never_cache
def own(request: HttpRequest) -> HttpResponse:
    """One's own collectives, with what is next in each."""
    found = own_collectives(request.user)
    return render(request, "campaign/own_list.html", {"own": found, "to_do": count_to_do(found)})


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
    context = {"collective": membership.collective, "membership": membership}
    return render(request, "campaign/leave_confirm.html", context)


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
            "undoable": role_change_to_undo(collective, by=request.user),
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
        messages.success(request, _("%(name)s is a member now.") % {"name": apart(asked.user)})
    else:
        services.decline_request(request=asked, by=request.user)
        messages.success(request, _("The request of %(name)s is declined.") % {"name": apart(asked.user)})
    return redirect("waiting") if request.POST.get("from") == "waiting" else redirect("campaign:members", slug=slug)


@login_required
def change_member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Pass the role on, take it back, end a membership; a GET says what would be lost and changes nothing."""
    collective = _organised(request, slug)
    membership = get_object_or_404(collective.memberships.select_related("user", "collective"), pk=pk)
    if request.method == "POST":
        return _changed(request, collective, membership)
    act, own = request.GET.get("act"), membership.user_id == request.user.pk
    if act not in LOSING or (own and act != "member"):
        return redirect("campaign:members", slug=slug)
    if act != "hand_over" and is_last_organiser(membership):
        messages.error(request, LastOrganiser.sentence)
        return redirect("campaign:members", slug=slug)
    context = {"collective": collective, "member": membership, "act": act, "own": own}
    return render(request, "campaign/member_confirm.html", context)


def _changed(request: HttpRequest, collective: Collective, membership: Membership) -> HttpResponse:
    act = request.POST.get("act")
    try:
        if act == "hand_over":
            services.hand_over(collective=collective, by=request.user, to=membership)
            messages.success(request, _("%(name)s runs the collective from now on.") % {"name": apart(membership.user)})
        elif act == "remove":
            services.remove_member(membership=membership, by=request.user)
            messages.success(request, _("%(name)s is no longer a member.") % {"name": apart(membership.user)})
        elif act in Membership.Role.values:
            services.change_role(membership=membership, role=act, by=request.user)
            messages.success(request, _("The role of %(name)s has changed.") % {"name": apart(membership.user)})
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return _back(request, collective)


def _back(request: HttpRequest, collective: Collective) -> HttpResponse:
    """The list of members, for who may still see it."""
    if may_organise(request.user, collective):
        return redirect("campaign:members", slug=collective.slug)
    return redirect(collective)


@login_required
@require_POST
def undo_change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Undo within ten minutes what one did oneself to a role or a membership."""
    collective = get_object_or_404(Collective, slug=slug)
    if not (is_member(request.user, collective) or changed_roles(collective, by=request.user)):
        raise Http404
    try:
        services.undo_role_change(collective=collective, pk=pk, by=request.user)
        messages.success(request, _("Undone: everybody is what they were before."))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return _back(request, collective)
