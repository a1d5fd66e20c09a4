"""Databases: SQLite with sane pragmas, or PostgreSQL by address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import read

KEPT_SECONDS = 60
_SQLITE_OPTIONS = {
    # IMMEDIATE takes the write lock at BEGIN: waiting there is safe, upgrading later raises "database is locked".
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
    "PRAGMA cache_size=-2000;",  # a connection for each thread: the system keeps the rest of the file, once for all
}


def database(variable: str, file: Path) -> dict[str, Any]:
    """The connection named by an environment variable, else this SQLite file.

    The site's stay open in the threads that answer (safety/workers.py). The drop's are closed after each request: its
    log file must not outlive what was erased.
    """
    kept = KEPT_SECONDS if variable == "DATABASE_URL" else 0
    url = read("str", variable, f"sqlite:///{file}")
    try:
        config = dict(dj_database_url.parse(url, conn_max_age=kept, conn_health_checks=True))
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(f"{variable}: {error}") from None
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = dict(_SQLITE_OPTIONS)
    elif config["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured(f"{variable}: only sqlite:// and postgres:// addresses are known.")
    return config
