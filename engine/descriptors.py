"""File descriptors: what a process may open at once, and how much of it is kept for pages.

A process without free descriptors cannot open a database, a file, nor the connection that asks for a page. So open
pages' sockets, which may be many and can do without, are refused while there is room for pages, and requests while
there is room for those that are being answered (libuv accepts a connection for which there is none, and closes it).
"""

from __future__ import annotations

import os
import resource
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

FOR_PAGES, FOR_ANSWERS = 1_000, 150  # descriptors; of a low limit a fourth and an eighth

Application = Callable[[Any, Any, Any], Awaitable[None]]


def limit() -> int:
    """How many this process may have open at once."""
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def are_short(kept: int) -> bool:
    """Whether hardly more than so many are free; costs next to nothing. The system gives out the lowest free number."""
    try:
        lowest = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return True
    os.close(lowest)
    return lowest >= limit() - kept


def are_counted_short(kept: int) -> bool:
    """The same exactly: beneath the highest there are holes, which sockets that come and go would fill bit by bit."""
    try:
        return len(os.listdir("/proc/self/fd")) >= limit() - kept
    except FileNotFoundError:  # not Linux
        return are_short(kept)
    except OSError:
        return True


def for_pages() -> int:
    """How many no socket may take."""
    return min(FOR_PAGES, limit() // 4)


def for_answers() -> int:
    """How many no new request may take."""
    return min(FOR_ANSWERS, limit() // 8)


def sparing(inner: Application) -> Application:
    """Sockets, refused before anything is asked for them while descriptors are short: their pages ask by themselves."""

    async def application(scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        if are_counted_short(for_pages()):
            await send({"type": "websocket.close"})
            return
        await inner(scope, receive, send)

    return application
