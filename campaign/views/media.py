"""/media/…: pictures of the site, those of closed collections to whom these are open."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from campaign.closed import hide_picture
from engine.serving import media

PICTURES = "images/"  # where Wagtail keeps what it drew; originals and documents leave by no such address


def send_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file that anybody may see, or a picture that is open to this person, which no cache keeps for others."""
    public = hide_picture(path, request) if path.startswith(PICTURES) else True
    return media(request, path, public=public)
