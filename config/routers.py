"""Keeps the leak drop's tables in their own database, and nothing else there."""

from typing import Any


class LeaksRouter:
    """Sends the `leaks` room to the alias `leaks`; no relation and no migration crosses the wall."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return "leaks" if model._meta.app_label == "leaks" else None

    db_for_write = db_for_read

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool | None:
        return bool((first._meta.app_label == "leaks") == (second._meta.app_label == "leaks"))

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return (db == "leaks") == (app_label == "leaks")
