"""What a database gives to an archive and takes from one; no plaintext of it touches a disk on the way.

SQLite is copied by its own online backup into memory (about twice the size of the file while it runs), PostgreSQL by
`pg_dump` in its custom format through a pipe.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, cast

from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient

from config.backup.exceptions import BackupFailed, RestoreRefused

PIECE = 4 * 1024 * 1024
LOCK_SECONDS = 20  # how long a restore waits for who still uses the tables that it replaces
_ROLLBACK_JOURNAL = b"\1\1"  # bytes 18 and 19 of a SQLite file: one marked for a write-ahead log opens in no memory


def engine_of(alias: str) -> str:
    """`sqlite` or `postgresql`."""
    return connections[alias].vendor


def is_empty(alias: str) -> bool:
    """Whether this database has no table at all."""
    return not connections[alias].introspection.table_names()


def dump(alias: str) -> Iterator[bytes]:
    """The database as it is at one moment, in pieces. Raises `BackupFailed`."""
    found = connections[alias]
    return _dump_sqlite(found) if found.vendor == "sqlite" else _dump_postgresql(found)


def load(alias: str, pieces: Iterable[bytes]) -> None:
    """Make the database what `dump` gave, whatever it holds. Raises `RestoreRefused`."""
    found = connections[alias]
    if found.vendor == "sqlite":
        _load_sqlite(found, pieces)
    else:
        _load_postgresql(found, pieces)


# -- SQLite ------------------------------------------------------------------------------------------------------------
def _dump_sqlite(found: BaseDatabaseWrapper) -> Iterator[bytes]:
    # All pages in one step: readers and writers go on meanwhile, and what they write is not in the copy.
    with (
        contextlib.closing(sqlite3.connect(found.settings_dict["NAME"], timeout=LOCK_SECONDS)) as source,
        contextlib.closing(sqlite3.connect(":memory:")) as copy,
    ):
        try:
            source.backup(copy)
        except sqlite3.Error as error:
            raise BackupFailed(f"SQLite: {error}.") from error
        content = memoryview(copy.serialize())
    if not content:
        return
    yield bytes(content[:18]) + _ROLLBACK_JOURNAL + bytes(content[20:PIECE])
    for start in range(PIECE, len(content), PIECE):
        yield bytes(content[start : start + PIECE])


def _load_sqlite(found: BaseDatabaseWrapper, pieces: Iterable[bytes]) -> None:
    found.close()
    with (
        contextlib.closing(sqlite3.connect(":memory:")) as copy,
        contextlib.closing(sqlite3.connect(found.settings_dict["NAME"], timeout=LOCK_SECONDS)) as target,
    ):
        copy.deserialize(b"".join(pieces))
        try:
            target.execute("PRAGMA secure_delete=ON")
            copy.backup(target)
            target.execute("PRAGMA journal_mode=WAL")
            target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            raise RestoreRefused(f"SQLite: {error}. Stop the services first.") from error


# -- PostgreSQL --------------------------------------------------------------------------------------------------------
def _command(found: BaseDatabaseWrapper, program: str, *switches: str) -> tuple[list[str], dict[str, str] | None]:
    """The program with the address that Django gives to psql; the password goes by the environment."""
    (_, *address), variables = DatabaseClient.settings_to_cmd_args_env(found.settings_dict, [])
    *where, name = address
    return [program, *switches, *where, f"--dbname={name}"], os.environ | (variables or {})


def _dump_postgresql(found: BaseDatabaseWrapper) -> Iterator[bytes]:
    command, environment = _command(found, "pg_dump", "--format=custom", "--no-owner", "--no-privileges")
    with tempfile.TemporaryFile() as complaints:
        try:
            dumping = subprocess.Popen(  # noqa: S603  (addresses come from the settings)
                command, env=environment, stdout=subprocess.PIPE, stderr=complaints
            )
        except OSError as error:
            raise BackupFailed(f"pg_dump: {error.strerror}. Install postgresql-client.") from error
        with dumping as running:
            try:
                while piece := cast("IO[bytes]", running.stdout).read(PIECE):
                    yield piece
            except BaseException:
                running.kill()
                raise
        if running.returncode:
            raise BackupFailed(f"pg_dump: {_last_line(complaints)}")


def _load_postgresql(found: BaseDatabaseWrapper, pieces: Iterable[bytes]) -> None:
    try:
        if not is_empty(found.alias):
            with found.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
                cursor.execute("DROP SCHEMA public CASCADE")
                cursor.execute("CREATE SCHEMA public")
    except Error as error:
        raise RestoreRefused(f"PostgreSQL: {str(error).strip()}. Stop the services first.") from error
    finally:
        found.close()
    switches = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments"]
    command, environment = _command(found, "pg_restore", *switches)
    with tempfile.TemporaryFile() as complaints:
        try:
            filling = subprocess.Popen(  # noqa: S603  (addresses come from the settings)
                command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=complaints
            )
        except OSError as error:
            raise RestoreRefused(f"pg_restore: {error.strerror}. Install postgresql-client.") from error
        with filling as running, contextlib.suppress(BrokenPipeError):
            for piece in pieces:
                cast("IO[bytes]", running.stdin).write(piece)
        if running.returncode:
            raise RestoreRefused(f"pg_restore: {_last_line(complaints)}")


def _last_line(complaints: IO[bytes]) -> str:
    complaints.seek(0)
    lines = complaints.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "ended without a word."
