"""The site as `config.asgi` serves it, and one address more: `/forget` empties the memory that a test left behind.

The numbers of people and posts start again with each test that commits; what a server counted of the earlier ones
(who wrote how often) must not hold the later ones up.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from config.asgi import application as site

Message = MutableMapping[str, Any]


async def application(
    scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    """An ASGI application."""
    if scope["type"] != "http" or scope["path"] != "/forget":
        await site(scope, receive, send)
        return
    from django.core.cache import caches

    for name in caches.settings:
        caches[name].clear()
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})
