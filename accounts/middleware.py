"""allauth offers a second factor but has no switch that requires one; this middleware is that switch."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts import waiting
from accounts.access import send_to_set_up
from accounts.rules import has_second_factor, needs_second_factor

# Where a stolen password would hurt others than its owner. Public pages stay readable without any check (and query).
GUARDED_PREFIXES = ("/cms/", "/admin/", "/desk/", "/en/desk/", "/a-traiter/", "/en/a-traiter/")
GUARDED_INSIDE = ("/forum/moderation/", "/projets/a-relire/")
GUARDED_ACTS = re.compile(r"(/en)?/forum/(posts|topics|people)/\d+/(moderate|split|merge)/")


def is_guarded(path: str) -> bool:
    """Whether an address is one where people with responsibilities need their second factor."""
    inside = any(part in path for part in GUARDED_INSIDE)
    return path.startswith(GUARDED_PREFIXES) or inside or bool(GUARDED_ACTS.match(path))


class SecondFactorMiddleware:
    """Send people who must have a second factor, and have none, to the page where they set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_guarded(request.path) and needs_second_factor(request.user) and not has_second_factor(request.user):
            return send_to_set_up(request)
        return self.get_response(request)


def recount_after_acts(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """After whatever a signed-in person sends, the head of the next page counts anew what waits for them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # Without a session cookie nobody is looked for: the drop must not touch sessions.
        if request.method == "POST" and settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.pk:
            waiting.forget_count(request.user.pk)
        return response

    return middleware
