"""Requests that leave no trace: what happens inside them reaches no log and no mail.

The paths are settings: QUIET_PATHS, the source door of the drop; UNLOGGED_PATHS, addresses that let somebody in. The
handler in engine/asgi.py marks the request; the filter sits on every handler of LOGGING and drops what is said
meanwhile.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings

_inside: ContextVar[bool] = ContextVar("inside_quiet_request", default=False)


def is_quiet(path: str) -> bool:
    """Whether nothing about a request to this path may be written down."""
    return any(re.match(pattern, path) for pattern in settings.QUIET_PATHS)


def is_unlogged(path: str) -> bool:
    """Whether logs are silent about a request to this path: a quiet one, or one whose address lets somebody in."""
    return is_quiet(path) or any(re.match(pattern, path) for pattern in getattr(settings, "UNLOGGED_PATHS", ()))


@contextmanager
def quiet(wanted: bool = True) -> Iterator[None]:
    """Silence the logs for the current task or thread."""
    token = _inside.set(wanted or _inside.get())
    try:
        yield
    finally:
        _inside.reset(token)


class QuietFilter(logging.Filter):
    """Drops records made inside a quiet request, or about one."""

    def filter(self, record: logging.LogRecord) -> bool:
        if _inside.get():
            return False
        path = getattr(getattr(record, "request", None), "path", None)
        return not (isinstance(path, str) and is_unlogged(path))
