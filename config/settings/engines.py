"""Databases: SQLite with sane pragmas, or PostgreSQL by address."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import read
from config.settings.places import CONNECTION_PATIENCE, CONNECTIONS, CONNECTIONS_KEPT

KEPT_SECONDS = 60
CONNECT_SECONDS = 5  # that a server may take to say that it is there
_SQLITE_OPTIONS = {
    # IMMEDIATE takes the write lock at BEGIN: waiting there is safe, upgrading later raises "database is locked".
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
    "PRAGMA cache_size=-2000;",  # a connection for each thread: the system keeps the rest of the file, once for all
}


def keep_private(file: Path) -> None:
    """Make a SQLite file its owner's alone, and its group's where the folder is (the door and the desk apart).

    Before the engine makes it: what it puts beside the file (-wal, -shm) gets the mode that the file has then.
    """
    with suppress(OSError):  # a folder that is not there or not ours: the engine says it better
        shared = file.parent.stat().st_mode & stat.S_IWGRP
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            if shared:  # whichever of the two accounts comes first, the other can write
                file.chmod(0o660)
        for found in file.parent.glob(f"{file.name}*"):
            mode = stat.S_IMODE(found.stat().st_mode)
            wanted = mode & (0o660 if shared else 0o600)
            if mode != wanted:
                found.chmod(wanted)


def database(variable: str, file: Path) -> dict[str, Any]:
    """The connection named by an environment variable, else this SQLite file.

    Files of the site stay open in the threads that answer (engine/workers.py). The drop's are closed after each
    request: its log file must not outlive what was erased. To a server all threads of a process have so many.
    """
    alias = "default" if variable == "DATABASE_URL" else "leaks"
    url = read("str", variable, f"sqlite:///{file}")
    try:
        config: dict[str, Any] = dict(dj_database_url.parse(url, conn_health_checks=True))
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(f"{variable}: {error}") from None
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = dict(_SQLITE_OPTIONS)
        config["CONN_MAX_AGE"] = KEPT_SECONDS if alias == "default" else 0
    elif config["ENGINE"] == "django.db.backends.postgresql":
        config["ENGINE"] = "engine.postgres"
        config["CONN_MAX_AGE"] = 0  # who has answered gives it back
        options = config.setdefault("OPTIONS", {})
        options.setdefault("connect_timeout", CONNECT_SECONDS)
        # Compiling a query pays for reports of seconds: here it took ten times as long as the query that it was for.
        options.setdefault("options", "-c jit=off")
        options["pool"] = {
            "min_size": 0,
            "max_size": CONNECTIONS[alias],
            "max_idle": CONNECTIONS_KEPT[alias],
            "timeout": CONNECTION_PATIENCE,
            "reconnect_timeout": CONNECTION_PATIENCE / 2,  # then the next request tries anew
        }
    else:
        raise ImproperlyConfigured(f"{variable}: only sqlite:// and postgres:// addresses are known.")
    return config
