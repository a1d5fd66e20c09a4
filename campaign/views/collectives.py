"""The directory, a collective's page, its organisers' form."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import second_factor_required
from campaign.forms import CollectiveForm
from campaign.models import Collective
from campaign.queries import articles_of, directory, directory_page
from campaign.rules import is_campaign_moderator, may_organise
from campaign.services import approve_collective, decline_collective, update_collective

COLLECTIVES_A_PAGE = 60


def collective_list(request: HttpRequest) -> HttpResponse:
    """All collectives, or those around a commune."""
    text, status = request.GET.get("q", ""), request.GET.get("status", "")
    found = directory(text=text, status=status)
    return render(
        request,
        "campaign/collective_list.html",
        {
            "page": directory_page(get_language() or "fr"),
            "directory": found,
            "page_obj": Paginator(found.entries, COLLECTIVES_A_PAGE).get_page(request.GET.get("page")),
            "text": text[:100],
            "status": status,
            "statuses": Collective.Status.choices,
        },
    )


def collective_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A collective; one that waits for approval answers at its address and is listed nowhere."""
    collective = get_object_or_404(Collective.objects.select_related("commune"), slug=slug)
    language = get_language() or "fr"
    membership = None
    if request.user.is_authenticated:
        membership = collective.memberships.filter(user=request.user).first()
    response = render(
        request,
        "campaign/collective_detail.html",
        {
            "page": collective.page_in(language),
            "collective": collective,
            "articles": articles_of(collective, language=language),
            "membership": membership,
            "may_organise": may_organise(request.user, collective),
            "may_approve": not collective.is_approved and is_campaign_moderator(request.user),
            "takes_members": collective.takes_members,
        },
    )
    if not collective.is_approved:
        response["X-Robots-Tag"] = "noindex"
    return response


@login_required
def collective_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """An organiser keeps the collective's words up to date."""
    collective = get_object_or_404(Collective, slug=slug)
    if not may_organise(request.user, collective):
        raise Http404
    form = CollectiveForm(request.POST or None, instance=Collective.objects.get(pk=collective.pk))
    if request.method == "POST":
        if form.is_valid():
            update_collective(collective=collective, **form.cleaned_data)
            messages.success(request, _("The collective's page is up to date."))
            return redirect(collective)
        return render(request, "campaign/collective_form.html", {"form": form, "collective": collective}, status=422)
    return render(request, "campaign/collective_form.html", {"form": form, "collective": collective})


@second_factor_required
@require_POST
def answer_collective(request: HttpRequest, slug: str) -> HttpResponse:
    """A moderator lists a collective, or deletes one that should not be there."""
    if not is_campaign_moderator(request.user):
        raise Http404
    collective = get_object_or_404(Collective.objects.waiting(), slug=slug)
    if request.POST.get("answer") == "approve":
        approve_collective(collective=collective)
        messages.success(request, _("%(name)s is listed now.") % {"name": collective})
        return redirect(collective)
    decline_collective(collective=collective)
    messages.success(request, _("%(name)s is deleted.") % {"name": collective})
    return redirect("campaign:collectives")
