"""What a server that listens on a unix socket does not know of itself: its name and port."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

Scope = MutableMapping[str, Any]
Application = Callable[[Any, Any, Any], Awaitable[None]]


def with_a_port(application: Application) -> Application:
    """Name the host and port of SITE_URL to each request that came in by a unix socket.

    The server gives the socket's path and None for them (ASGI, "server"); Django makes the word "None" of the port,
    and whoever compares it with a number of the database, as Wagtail does, answers 500.
    """
    address = urlsplit(settings.SITE_URL)
    server = [address.hostname, address.port or (443 if address.scheme == "https" else 80)]

    async def answer(scope: Scope, receive: Any, send: Any) -> None:
        if (scope.get("server") or ("", None))[1] is None:
            scope["server"] = server
        await application(scope, receive, send)

    return answer
