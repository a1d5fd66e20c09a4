"""One number for everything that guests may be shown: it changes as soon as anything written may change a page.

No room has to remember to say so. What is sent to the site's database is watched, and any change of a table that is not
named in UNSEEN_TABLES counts, by whatever process it was made. Where two processes share no Redis they share a file.
"""

from __future__ import annotations

import logging
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from redis.exceptions import RedisError

logger = logging.getLogger("safety")

_KEY = "safety:generation"
_READS = re.compile(
    r"[\s(]*(?:SELECT|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|PRAGMA|SET|SHOW|EXPLAIN|FETCH|CLOSE)\b", re.I
)
_WRITES = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|REPLACE INTO|UPDATE(?: ONLY)?|DELETE FROM)\s+"?(\w+)"?', re.I)

TOLD_AGAIN = 5  # seconds: a store that hangs costs who writes one time limit, not one for each statement
_owed = ""  # the name of a state that the store was perhaps not told of
_owing = threading.Lock()
_tells_again_at = 0.0


def generation() -> str:
    """What names the present state of the site. Pages kept under another name are old.

    When nobody can say, each answer is another one, so that nothing old is ever shown.
    """
    try:
        name: str | None = caches["generation"].get(_KEY)
        return _tell() if _owed or not name else name
    except (OSError, RedisError):
        logger.exception("The number of the site's state cannot be read: every page is computed.")
        return secrets.token_hex(8)


_request = threading.local()  # `name`: the state that the request of this thread has met


@contextmanager
def asked_once() -> Iterator[None]:
    """While one request is answered: the state that it met first holds for all of its page, but for what it writes."""
    _request.name = None
    try:
        yield
    finally:
        del _request.name


def settled_generation() -> str | None:
    """The same, for parts of pages; None inside a transaction, which may have changed what it reads."""
    if connections["default"].in_atomic_block:
        return None
    if not hasattr(_request, "name"):
        return generation()
    if _request.name is None:
        _request.name = generation()
    name: str = _request.name
    return name


def renew() -> str:
    """Something changed: every page kept so far is old. What could not be said now is said when it can be."""
    if hasattr(_request, "name"):
        _request.name = None
    return _tell(anyway=False)


def _tell(*, anyway: bool = True) -> str:
    """Give the state another name. When that fails it is owed, and no other is believed before it is done.

    Not `anyway`, it is owed at once while the store is known to hang.
    """
    global _owed, _tells_again_at
    name = secrets.token_hex(8)
    with _owing:
        _owed = name
    if not anyway and time.monotonic() < _tells_again_at:
        return name
    try:
        caches["generation"].set(_KEY, name, None)
    except (OSError, RedisError):
        _tells_again_at = time.monotonic() + TOLD_AGAIN
        raise
    with _owing:
        if _owed == name:  # else something changed in another thread meanwhile, which tells of it, or owes it
            _owed, _tells_again_at = "", 0.0
    return name


def changes_pages(sql: str) -> bool:
    """Whether a statement may change what a guest sees. What is not understood does."""
    if _READS.match(sql):
        return False
    written = _WRITES.match(sql)
    return written is None or written[1] not in settings.UNSEEN_TABLES


def watch_connection(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Look at all that a new connection to the site's database does. The drop's is left alone: when it is written to
    is nobody's business, and the date of a file would tell.
    """
    if connection.alias == "default" and _look not in connection.execute_wrappers:
        connection.execute_wrappers.append(_look)


def _look(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Run a statement; when it is kept, the pages are old. An undone part of a transaction changes nothing."""
    result = execute(sql, params, many, context)
    if changes_pages(sql):
        connection: BaseDatabaseWrapper = context["connection"]
        if not (connection.in_atomic_block or connection.get_autocommit()):
            renew()  # somebody ends this transaction by hand, and says nothing then
            return result
        around = set(connection.savepoint_ids)
        on_kept: Callable[[], object] = renew
        if not any(waiting is on_kept and ids <= around for ids, waiting, *_ in connection.run_on_commit):
            connection.on_commit(on_kept, robust=True)
    return result
