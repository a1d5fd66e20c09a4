"""Whether this installation may take what its settings promise: connections of PostgreSQL, and file descriptors.

Asked when a server starts, whose log then says what to do, and by `manage.py check --database default`.
"""

from __future__ import annotations

import logging
import threading
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning
from django.db import DatabaseError, connections

from engine import descriptors

logger = logging.getLogger("config")

BESIDE = 8  # connections to each database beside the servers': the worker's threads and locks, somebody at a shell
RESERVED = 3  # those that PostgreSQL keeps for its superuser (superuser_reserved_connections)


def _server(alias: str) -> tuple[str, str]:
    return str(settings.DATABASES[alias].get("HOST", "")), str(settings.DATABASES[alias].get("PORT", ""))


def connections_needed(alias: str) -> int:
    """How many the server of this database must allow (max_connections), for all databases that lie on it."""
    each = [
        settings.SERVER_PROCESSES * settings.CONNECTIONS[other] + BESIDE
        for other in connections
        if connections[other].vendor == "postgresql" and _server(other) == _server(alias)
    ]
    return sum(each) + RESERVED


def lack_of_connections(alias: str) -> str:
    """What to do when a database's server allows fewer; nothing when it allows enough, or is no server."""
    connection = connections[alias]
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_connections")
        allowed = int(cursor.fetchone()[0])
    needed = connections_needed(alias)
    if allowed >= needed:
        return ""
    return (
        f"PostgreSQL allows {allowed} connections, {settings.SERVER_PROCESSES} server processes may need {needed}: set "
        f"max_connections = {needed} or more in postgresql.conf and restart it, or lower REQUEST_THREADS."
    )


def lack_of_descriptors() -> str:
    """What to do when this process may open fewer files than its sockets and pages need; nothing when all is well."""
    needed, allowed = settings.LIVE_SOCKETS + descriptors.FOR_PAGES, descriptors.limit()
    if allowed >= needed:
        return ""
    return (
        f"This process may open {allowed} files, LIVE_SOCKETS={settings.LIVE_SOCKETS} and pages may need {needed}: "
        f"start it with LimitNOFILE={needed} or more (systemd; ulimit -n elsewhere), or lower LIVE_SOCKETS. Meanwhile "
        f"fewer open pages are told of news."
    )


def lacks() -> list[str]:
    """All that is missing, in sentences. A database that does not answer says so elsewhere."""
    found = [lack_of_descriptors()]
    for alias in connections:
        try:
            found.append(lack_of_connections(alias))
        except DatabaseError:
            continue
    return list(dict.fromkeys(filter(None, found)))


def tell_what_lacks() -> threading.Thread:
    """Write it to the log, in a thread of its own: no server waits for that."""

    def tell() -> None:
        for sentence in lacks():
            logger.warning(sentence)
        connections.close_all()

    thread = threading.Thread(target=tell, name="capacity", daemon=True)
    thread.start()
    return thread


def database_allows_enough(app_configs: Any, databases: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """A warning for a server of databases that allows fewer connections than may be needed."""
    found = [sentence for alias in databases or () if (sentence := lack_of_connections(alias))]
    return [Warning(sentence, hint="See docs/settings.md.", id="contrechamp.W002") for sentence in dict.fromkeys(found)]
