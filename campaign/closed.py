"""What is restricted answers like what does not exist: 404, whose page offers guests a way to sign in and come back.

Wagtail would lead a guest to the login, or ask for a password, and so tell that there is something at this address;
and it lets pictures of a closed collection go to whoever knows the name of the file.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.models import CollectionViewRestriction

from campaign.models import CampaignRendition
from engine.part_cache import cached


@hooks.register("before_serve_page", order=-100)
def hide_page(page: Any, request: HttpRequest, args: Any, kwargs: Any) -> None:
    """Raise Http404 when a restriction of the page, or of one above it, does not let this request pass."""
    _pass_or_hide(page.get_view_restrictions(), request)


@hooks.register("before_serve_document", order=-100)
def hide_document(document: Any, request: HttpRequest) -> None:
    """The same for a document of a closed collection."""
    _pass_or_hide(document.collection.get_view_restrictions(), request)


def hide_picture(name: str, request: HttpRequest) -> bool:
    """The same for a picture of the site by the name of its file; whether everybody may see those that pass.

    While no collection is closed nothing is asked of the database. Once one is, a file that belongs to no picture is
    nobody's.
    """
    if not cached("campaign.closed", CollectionViewRestriction.objects.exists):
        return True
    drawn = CampaignRendition.objects.select_related("image__collection").filter(file=name).first()
    if drawn is None:
        raise Http404
    restrictions = list(drawn.image.collection.get_view_restrictions())
    _pass_or_hide(restrictions, request)
    return not restrictions


def _pass_or_hide(restrictions: Any, request: HttpRequest) -> None:
    if not all(restriction.accept_request(request) for restriction in restrictions):
        raise Http404
