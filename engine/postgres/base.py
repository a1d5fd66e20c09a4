"""The database engine: Django's, whose connections lose patience. See the package."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import psycopg
from django.db.backends.postgresql import base

from engine.postgres import limit


class PatientConnection(psycopg.Connection[Any]):
    """A connection that ends when its server answers nothing: what it would say later belongs to nobody."""

    def wait(self, gen: Any, *args: Any, **more: Any) -> Any:
        """Raises psycopg.OperationalError."""
        if (seconds := limit()) is None or args or more.get("timeout") is not None:
            return super().wait(gen, *args, **more)
        try:
            return super().wait(gen, *args, **more | {"timeout": seconds})
        except psycopg.errors._WaitTimeout:
            self.close()
            raise psycopg.OperationalError(f"The server did not answer in {seconds:g} seconds.") from None


class DatabaseWrapper(base.DatabaseWrapper):
    """Django asks its `Database` for errors, and for connections."""

    Database: Any = SimpleNamespace(**vars(psycopg) | {"connect": PatientConnection.connect})

    @property
    def pool(self) -> Any:
        """Django's pool, of such connections."""
        options = self.settings_dict["OPTIONS"].get("pool")
        if isinstance(options, dict):
            options.setdefault("connection_class", PatientConnection)
        return super().pool
