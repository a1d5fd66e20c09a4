"""One screen in the site's administration: the collectives that wait, all there is to read, two buttons each."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from campaign.models import Collective
from campaign.rules import is_campaign_moderator


def waiting_collectives(request: HttpRequest) -> HttpResponse:
    """Everything that waits; the buttons post to the collective's own address."""
    if not is_campaign_moderator(request.user):
        raise PermissionDenied
    waiting = Collective.objects.waiting().select_related("commune", "created_by")
    return render(request, "campaign/admin/waiting_collectives.html", {"collectives": waiting})
