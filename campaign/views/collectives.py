"""The directory, a collective's page, its organisers' form, its log."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.access import second_factor_required
from campaign.forms import CollectiveForm, ListingForm, ReasonForm
from campaign.models import Collective
from campaign.queries import (
    articles_of,
    directory,
    directory_page,
    membership_of,
    role_change_to_undo,
    statements_of,
)
from campaign.queries.acts import acts_of, takeovers_to_announce
from campaign.queries.beginnings import checklist_of
from campaign.queries.contact import takes_messages
from campaign.queries.directory import LONGEST_QUESTION, statuses_listed
from campaign.queries.freshness import freshness_of_all, keys_in_groups, sections_of, with_freshness
from campaign.rules import is_campaign_moderator, may_moderate, may_organise
from campaign.services import list_collective, update_collective
from engine.edit_conflicts import ChangedMeanwhile, tell_both, unchanged, with_stamp
from safety.words import apart

COLLECTIVES_A_PAGE = 60
ACTS_A_PAGE = 50


def collective_list(request: HttpRequest) -> HttpResponse:
    """All collectives, or those around a commune."""
    text, status = request.GET.get("q", ""), request.GET.get("status", "")
    found = directory(text=text, status=status)
    # Whoever asked something is answered in the order of the answer; else what is near in time comes first.
    in_groups = not text.strip()
    keys = keys_in_groups(found.entries) if in_groups else []
    page_obj = Paginator(keys if in_groups else found.entries, COLLECTIVES_A_PAGE).get_page(request.GET.get("page"))
    shown: Any = page_obj.object_list
    return render(
        request,
        "campaign/collective_list.html",
        {
            "page": directory_page(get_language() or "fr"),
            "directory": found,
            "page_obj": page_obj,
            "sections": sections_of(found.entries, keys, shown) if in_groups else [],
            "answer": [] if in_groups else with_freshness(shown),
            "text": text,
            "cut": len(text.strip()) > LONGEST_QUESTION,
            "status": status,
            "statuses": statuses_listed(),
            "narrowed": bool(text.strip() or status),
            "may_list": request.user.is_authenticated and is_campaign_moderator(request.user),
        },
    )


def collective_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A collective; one that waits for approval answers at its address and is listed nowhere."""
    collectives = Collective.objects.visible_to(request.user).select_related("commune")
    collective = get_object_or_404(collectives, slug=slug)
    language = get_language() or "fr"
    context = {
        "page": collective.page_in(language),
        "collective": collective,
        "articles": articles_of(collective, language=language),
        "statements": statements_of(collective),
        "takes_members": collective.takes_members,
        "takes_messages": takes_messages(collective),
        "fresh": freshness_of_all().get(collective.pk),
        **_for_its_people(request.user, collective),
    }
    response = render(request, "campaign/collective_detail.html", context)
    if not collective.is_approved:
        response["X-Robots-Tag"] = "noindex"
    return response


def _for_its_people(user: Any, collective: Collective) -> dict[str, Any]:
    """What members, organisers and moderators see besides; guests cost no query."""
    if not user.is_authenticated:
        return {}
    moderates, membership = may_moderate(user), membership_of(user, collective)
    organises = may_organise(user, collective)
    asked = membership is None and collective.requests.filter(user=user).exists()
    return {
        "membership": membership,
        "has_asked": asked,
        "may_organise": organises,
        "may_edit": organises or moderates,
        "may_approve": moderates and not collective.is_approved and not collective.is_declined,
        "reason_form": ReasonForm(),
        "checklist": checklist_of(collective) if organises else [],
        "undoable": role_change_to_undo(collective, by=user),
        "taken_over": takeovers_to_announce(collective) if membership else [],
    }


@login_required
def collective_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """An organiser keeps the collective's words up to date; a moderator those of an ally."""
    collective = get_object_or_404(Collective.objects.editable_by(request.user), slug=slug)
    fresh = Collective.objects.get(pk=collective.pk)
    form = with_stamp(CollectiveForm(request.POST or None, instance=fresh), _edited(fresh))
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            with unchanged(collective, form, _edited):
                update_collective(collective=collective, by=request.user, **form.cleaned_data)
        except ChangedMeanwhile:
            now = get_object_or_404(Collective, pk=collective.pk)
            status = 409 if tell_both(form, CollectiveForm(instance=now), _edited(now)) else 302
        if status != 409:
            messages.success(request, _("The collective's page is up to date."))
            return redirect(collective)
    return render(request, "campaign/collective_form.html", {"form": form, "collective": collective}, status=status)


def _edited(collective: Collective) -> dict[str, Any]:
    """What the form for organisers shows of a collective."""
    return {name: getattr(collective, name) for name in CollectiveForm.Meta.fields}


@second_factor_required
def list_entry(request: HttpRequest) -> HttpResponse:
    """A moderator puts an ally, or a place where a collective is wanted, into the directory."""
    if not is_campaign_moderator(request.user):
        raise Http404
    form = ListingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        collective = list_collective(by=request.user, **form.cleaned_data)
        messages.success(request, _("%(name)s is listed now.") % {"name": apart(collective)})
        return redirect(collective)
    return render(request, "campaign/listing_form.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
def collective_log(request: HttpRequest, slug: str) -> HttpResponse:
    """What was done to the collective, the day and by whom: for its organisers and the campaign's moderators."""
    collective = get_object_or_404(Collective.objects.editable_by(request.user), slug=slug)
    page_obj = Paginator(acts_of(collective), ACTS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "campaign/collective_log.html", {"collective": collective, "page_obj": page_obj})
