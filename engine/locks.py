"""One at a time, over every thread, process and machine of an installation: a lock that ends with whoever holds it.

PostgreSQL keeps it for a session of its own. SQLite serves one machine: there it is a byte of a file beside the
database, which the system lets go when the process dies. So no lock outlives a crash, and none depends on a clock.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import Error, connections

FILE = "locks"


class Lock:
    """The lock of one name; everybody in the installation means the same by it."""

    def __init__(self, name: str) -> None:
        self._number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:7], "big")
        self._session: Any = None
        self._file: int | None = None

    def take(self, *, wait: bool = False) -> bool:
        """Take it, or say that another holds it. Raises `django.db.Error` while the database does not answer."""
        self.release()
        if connections["default"].vendor == "postgresql":
            return self._take_session(wait)
        return self._take_byte(wait)

    def is_held(self) -> bool:
        """Whether it is still ours: a database that was started again has forgotten it."""
        if self._session is None:
            return self._file is not None
        try:
            with self._session.cursor() as cursor:
                cursor.execute("SELECT 1")
        except Error:
            self.release()
        return self._session is not None

    def release(self) -> None:
        """Let it go; one that is not held is no error."""
        if self._session is not None:
            with contextlib.suppress(Error):
                self._unlock_session()
            with contextlib.suppress(Error):
                self._session.close()
            self._session = None
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _unlock_session(self) -> None:
        """Let it go before the session ends: a server hears of an end later, and others would be refused meanwhile."""
        if self._session.connection is not None:  # none begins a session to let go what it cannot hold
            with self._session.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock_all()")

    def _take_session(self, wait: bool) -> bool:
        self._session = connections["default"].copy()
        self._session.settings_dict["OPTIONS"].pop(
            "pool", None
        )  # whose sessions outlive who closes them, locks and all
        try:
            with self._session.cursor() as cursor:
                if wait:
                    cursor.execute("SELECT pg_advisory_lock(%s)", [self._number])
                    return True
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [self._number])
                taken = bool(cursor.fetchone()[0])
        except BaseException:
            self.release()
            raise
        if not taken:
            self.release()
        return taken

    def _take_byte(self, wait: bool) -> bool:
        path = Path(connections["default"].settings_dict["NAME"]).parent / FILE
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        # The lock of an open file (struct flock), not of a process: two threads exclude each other too.
        asked = struct.pack("hhqqi0q", fcntl.F_WRLCK, os.SEEK_SET, self._number, 1, 0)
        try:
            fcntl.fcntl(self._file, fcntl.F_OFD_SETLKW if wait else fcntl.F_OFD_SETLK, asked)
        except (BlockingIOError, PermissionError):
            self.release()
            return False
        except BaseException:
            self.release()
            raise
        return True


@contextlib.contextmanager
def alone(name: str, *, wait: bool = False) -> Iterator[bool]:
    """Hold the lock of this name; False, and nothing is held, while another does. With `wait` it is always True."""
    lock = Lock(name)
    taken = lock.take(wait=wait)
    try:
        yield taken
    finally:
        lock.release()
