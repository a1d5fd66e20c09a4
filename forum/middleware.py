"""machina's permission handler on every request, without a session for people who only read."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from forum.machina import PermissionHandler


class ForumPermissionMiddleware:
    """Replaces machina's, which gives each guest a session row and a cookie. Guests read here; they never post."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        handler = request.forum_permission_handler = PermissionHandler()  # type: ignore[attr-defined]
        handler.asks_of_all = request.method != "POST"  # what is sent has one place
        return self.get_response(request)
