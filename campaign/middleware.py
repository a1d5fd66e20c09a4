"""Which of Wagtail's sites a request is for: every page asks, and it hardly ever changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from wagtail.models import Site

from campaign.models import SiteSettings

REMEMBERED = 60  # seconds; what is changed in this process is known at once (campaign/receivers.py)
GENERATION = "campaign:site-generation"


def forget_sites() -> None:
    """Read sites and their settings anew."""
    try:
        cache.incr(GENERATION)
    except ValueError:
        cache.set(GENERATION, 1, None)


def remember_site(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Hand Wagtail the site and the campaign's settings, where it looks for those it found earlier in a request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz":  # it answers whatever becomes of the database
            return get_response(request)
        key = f"campaign:site:{cache.get(GENERATION, 0)}:{request._get_raw_host()}:{request.get_port()}"
        known: tuple[Any, Any] | None = cache.get(key)
        if known is None:
            try:
                site = Site.find_for_request(request)
                known = (site, SiteSettings.for_request(request)) if site else None
            except DatabaseError:  # the error page says so, if this one needs a database at all
                known = None
            if known:
                cache.set(key, known, REMEMBERED)
        else:
            site, settings = known
            settings._request = request  # shapes the addresses of pages, as Wagtail does itself
            request._wagtail_site = site  # type: ignore[attr-defined]
            setattr(request, SiteSettings.get_cache_attr_name(), settings)
        return get_response(request)

    return middleware
