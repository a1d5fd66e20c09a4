"""Which databases this code upgrades: a room's first migration stands for all that the last release had applied."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

WAY_OF_RELEASES = "Upgrade this database with 0.1.0 first, then with this version."


def between_releases(using: str) -> list[str]:
    """Migrations of which a database has only a part, which is nowhere else. Django would leave them out in silence."""
    loader = MigrationLoader(None, load=False)  # the graph of such a database may not stand
    loader.load_disk()
    applied = set(MigrationRecorder(connections[using]).applied_migrations())
    return sorted(
        f"{app}.{name}"
        for (app, name), step in loader.disk_migrations.items()
        if (gone := {replaced for replaced in step.replaces if replaced not in loader.disk_migrations})
        and 0 < len(gone & applied) < len(gone)
    )


def refuse_between_releases(using: str, **kwargs: Any) -> None:
    """Change nothing in a database that would not become what the code expects."""
    if found := between_releases(using):
        raise CommandError(f"“{using}” has a part of what {', '.join(found)} stands for. {WAY_OF_RELEASES}")
