"""Rows that are written once: logs of what people did, which nobody rewrites, be it by mistake."""

from __future__ import annotations

from typing import Any

from django.db import models


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Lines of a log are read and added to."""

    def update(self, **fields: Any) -> int:
        """Raise TypeError: lines stay as they were written."""
        raise TypeError("A log is only ever added to.")

    def delete(self) -> Any:
        """Raise TypeError: lines go with what they are about, and with nothing else."""
        raise TypeError("A log is only ever added to.")


class AppendOnly(models.Model):
    """A line of a log. What it is about takes it along when it goes, and a person who goes leaves it (SET_NULL)."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new line; raise TypeError for one that stands."""
        if not self._state.adding:
            raise TypeError("A log is only ever added to.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Raise TypeError: lines go with what they are about, and with nothing else."""
        raise TypeError("A log is only ever added to.")
