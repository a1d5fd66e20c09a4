"""What waits for a person, counted for the head of every page and gathered at /a-traiter/.

Each room registers a counter in its `AppConfig.ready()` and offers an inclusion tag for
templates/account/waiting.html, which says what to do about each thing:

    waiting.register("events.proposals", count_proposals)

A counter is given a signed-in user. It answers how many things wait, or None when such things can never come to this
person: who is told None by every room finds no page at all. What it answers is remembered until something is written to
a table that it read (engine/part_cache.py): the head of every page asks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from accounts.rules import identity_of, lacks_only_the_factor
from engine.part_cache import cached, cached_rows

Counter = Callable[[Any], int | None]
Rows = Callable[[Any], QuerySet[Any]]

_counters: dict[str, Counter] = {}


def register(name: str, counter: Counter) -> None:
    """Count these things too. `name` is `<room>.<things>`; registering again replaces."""
    _counters[name] = counter


def count_for(user: Any) -> int | None:
    """How many things wait for this person now; None when nothing can ever come to them."""
    answers = [_answer(name, counter, user) for name, counter in _counters.items()]
    counts = [answer for answer in answers if answer is not None]
    return sum(counts) if counts else None


def read_for(user: Any, rows: Rows) -> list[Any]:
    """What `rows` finds for this person, until something that it was found by is written to.

    The head counts them and the page shows them: they are read once for both. All that is shown of a row, it brings.
    """
    return cached_rows(_name_of(rows, user), lambda: rows(user))


def number_for(user: Any, rows: Rows) -> int:
    """How many there are of the same."""
    return len(cached(_name_of(rows, user), lambda: list(rows(user))))


def _name_of(rows: Rows, user: Any) -> tuple[Any, ...]:
    return "accounts:waiting", f"{rows.__module__}.{rows.__qualname__}", *identity_of(user)


def count_missing_factor(user: Any) -> int | None:
    """One for whom only the second factor separates from what they answer for; /a-traiter/ leads them to it."""
    return 1 if lacks_only_the_factor(user) else None


def _answer(name: str, counter: Counter, user: Any) -> int | None:
    """What one room says, apart from the others: what is written there makes it old alone."""
    return cached(("accounts:waiting", name, *identity_of(user)), lambda: counter(user))
