"""Whether an error says that what the site stands on is away, hangs or is full, and not that the site is wrong."""

from __future__ import annotations

import errno
from collections.abc import Iterator

from django.db import DatabaseError, InterfaceError, OperationalError
from redis.exceptions import RedisError

AGAIN = 30  # seconds after which it is worth another try
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}
# SQLite: busy, locked, out of memory, read-only, input or output, full, cannot be opened. A table that is not there has
# the same class in Python, and is the site's own fault.
_OF_SQLITE = {5, 6, 7, 8, 10, 13, 14}
_TOO_COMPLEX = "54"  # PostgreSQL's class of what no server would take


def is_outage(error: BaseException | None) -> bool:
    """Whether it, or what it came from, is one."""
    return any(_is_one(each) for each in _behind(error))


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _is_one(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in _NO_ROOM
    if isinstance(error, OperationalError | InterfaceError):
        return _is_the_engines(error)
    return isinstance(error, RedisError)


def _is_the_engines(error: DatabaseError | InterfaceError) -> bool:
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _OF_SQLITE
    return not str(getattr(cause, "sqlstate", None) or "").startswith(_TOO_COMPLEX)
