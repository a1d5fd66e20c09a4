"""What counts once: solved pieces of work, tickets. Kept in a cache of its own, apart from the counts of limits."""

from __future__ import annotations

from django.core.cache import caches


def is_spent(name: str) -> bool:
    """Whether it has counted."""
    return caches["spent"].get(name) is not None


def spend_once(name: str, *, by: str, seconds: int) -> bool:
    """Whether this counts now for the first time, or did by the same form (`by`, its key); kept for so many seconds.

    The very same form, sent twice by an impatient finger, is one time. An empty key is nobody's.
    """
    spent = caches["spent"]
    return bool(spent.add(name, by, seconds)) or bool(by and spent.get(name) == by)


def forget_spent(name: str) -> None:
    """It was spent for nothing, since the server could not do what was asked: it counts again."""
    caches["spent"].delete(name)
