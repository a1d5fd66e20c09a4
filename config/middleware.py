"""The browser's guard rails: which policy a page gets, and the headers Django has no setting for."""

from __future__ import annotations

import re
from collections.abc import Callable

from csp.constants import SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from safety.quiet import is_quiet

# Wagtail's and Django's own screens bring inline styles and scripts; nothing of a visitor's is written there unescaped.
_ADMIN_PATHS = ("/cms/", "/admin/")

_NEVER_IN_ADDRESSES = re.compile(r"[\x00-\x1f\x7f]")
_PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "gyroscope",
        "interest-cohort",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
    )
)


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """django-csp, with a policy of their own for the administrations' paths, and a frame for what editors preview."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """The strict policy, or the administrations' one by path; a view's own decorators still win."""
        parts = super().get_policy_parts(request, response, report_only)
        # Wagtail draws a preview by a request of its own, whose answer the editor shows in a frame.
        if not report_only and getattr(request, "is_preview", False):
            parts.replace = {**(parts.replace or {}), "frame-ancestors": [SELF]}
            return parts
        if not report_only and parts.config is None and request.path_info.startswith(_ADMIN_PATHS):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts


# What tells where a request comes from, as META calls it. Nothing of the site asks; libraries would keep it: allauth
# puts the whole of a request that has to wait for a password into the session, which is a row of the database.
_WHERE_FROM = (
    "REMOTE_ADDR",
    "REMOTE_HOST",
    "HTTP_USER_AGENT",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_VIA",
)


def forget_where_from(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Take the visitor's address and their browser's name out of every request, before anything could keep them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        for name in [one for one in request.META if one in _WHERE_FROM or one.startswith("HTTP_SEC_CH_")]:
            del request.META[name]
        return get_response(request)

    return middleware


def hardening_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse the device's sensors and other sites' embedding, on every answer that has not said otherwise."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


def onion_location(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Tell Tor Browser of the onion service on the drop's pages over https: it heeds no others.

    Not elsewhere: only the drop answers there, and Tor Browser may go there unasked.
    https://community.torproject.org/onion-services/advanced/onion-location/
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        host = request.META.get("HTTP_HOST", "").partition(":")[0]
        if settings.ONION_URL and is_quiet(request.path) and request.is_secure() and not host.endswith(".onion"):
            response.headers["Onion-Location"] = f"{settings.ONION_URL}{request.path}"
        return response

    return middleware


def printable_addresses(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 404 to an address with signs that no address of ours holds, before a view hands them to a database."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if _NEVER_IN_ADDRESSES.search(request.path_info):
            raise Http404
        return get_response(request)

    return middleware
