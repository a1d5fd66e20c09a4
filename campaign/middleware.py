"""Which of Wagtail's sites a request is for: every page asks, and it hardly ever changes."""

from __future__ import annotations

import pickle
from collections.abc import Callable

from django.core.cache.backends.dummy import DummyCache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from wagtail.models import Site, sites

from campaign.models import SiteSettings
from engine.part_cache import cached


def remember_site(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Hand Wagtail the site and the campaign's settings, where it looks for those it found earlier in a request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info != "/healthz":  # it answers whatever becomes of the database
            _give_site(request)
        return get_response(request)

    return middleware


def _give_site(request: HttpRequest) -> None:
    """A copy of what is remembered: both keep what one page finds about them, addresses of pages for instance."""
    host: str = request._get_raw_host()  # type: ignore[attr-defined]  # one of ours: others come no further than Django
    try:
        known = cached(("campaign:site", host, request.get_port()), lambda: _read(request))
    except DatabaseError:  # the error page says so, if this one needs a database at all
        return
    if known is not None:
        site, settings = pickle.loads(known)  # noqa: S301  (this process wrote it)
        settings._request = request  # shapes the addresses of pages, as Wagtail does itself
        request._wagtail_site = site  # type: ignore[attr-defined]
        setattr(request, SiteSettings.get_cache_attr_name(), settings)


def _read(request: HttpRequest) -> bytes | None:
    site = Site.find_for_request(request)
    return pickle.dumps((site, SiteSettings.for_request(request))) if site else None


def remember_roots() -> None:
    """Let Wagtail know where the pages of each site begin as we know all else, by what was read.

    It keeps that for an hour by itself: without Redis no process hears what another one forgets.
    """
    read = Site.get_site_root_paths
    sites.cache = DummyCache("", {})
    Site.get_site_root_paths = staticmethod(lambda: cached("campaign:roots", read))
