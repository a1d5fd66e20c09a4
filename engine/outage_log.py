"""A service that is away is told of once a minute, in a line: not by a traceback for each page that missed it."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Iterator
from smtplib import SMTPConnectError, SMTPServerDisconnected

TOLD_AGAIN = 60.0  # seconds
# SQLSTATE of PostgreSQL that means the same as no connection: class 08, and the server being stopped or started.
_STOPPING = ("08", "57P01", "57P02", "57P03")
# By their names: what speaks to a service is loaded where there is one.
_SERVICES = {
    ("psycopg", "OperationalError"): "PostgreSQL",
    ("redis", "ConnectionError"): "Redis",
    ("redis", "TimeoutError"): "Redis",
    ("botocore", "EndpointConnectionError"): "The object store",
    ("botocore", "ConnectTimeoutError"): "The object store",
    ("botocore", "ReadTimeoutError"): "The object store",
    ("botocore", "ConnectionClosedError"): "The object store",
}
# The pool of connections tells each of its tries, as a warning without traceback.
_POOL, _POOL_GIVES_UP = "psycopg.pool", "reconnection attempt in pool"
_OF_MAIL = (SMTPConnectError, SMTPServerDisconnected, ConnectionRefusedError, socket.gaierror)


def service_away(error: BaseException | None) -> str | None:
    """Which service was not there, by the error and those that it came from; None for every other failure."""
    chain = list(_chain(error))
    for one in chain:
        for kind in type(one).__mro__:
            service = _SERVICES.get((kind.__module__.partition(".")[0], kind.__name__))
            if service and (getattr(one, "sqlstate", None) or "08").startswith(_STOPPING):
                return service
    return (
        "A server" if any(isinstance(one, _OF_MAIL) for one in chain) else None
    )  # all others have errors of their own


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _error_of(record: logging.LogRecord) -> BaseException | None:
    """The error that a line of the log tells, by its traceback or in its words."""
    if isinstance(record.exc_info, tuple):
        return record.exc_info[1]
    words = record.args if isinstance(record.args, tuple) else ()
    return next((word for word in words if isinstance(word, BaseException)), None)


class AwayFilter(logging.Filter):
    """Makes one line a minute of the tracebacks that a missing service leaves, and drops the others."""

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[str, float] = {}
        self._unsaid: dict[str, int] = {}
        self._lock = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """See logging.Filter."""
        if record.name == _POOL and str(record.msg).startswith(_POOL_GIVES_UP):
            return False  # after the errors that it told
        error = _error_of(record)
        service = service_away(error)
        if service is None:
            return True
        now = time.monotonic()
        with self._lock:
            if now < self._told.get(service, 0.0):
                self._unsaid[service] = self._unsaid.get(service, 0) + 1
                return False
            self._told[service] = now + TOLD_AGAIN
            unsaid = self._unsaid.pop(service, 0)
        record.msg = "%s does not answer (%s); %d failures more since the last line."
        record.args = (service, type(error).__name__, unsaid)
        record.exc_info = record.exc_text = None
        return True
