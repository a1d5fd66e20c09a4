"""What waits for a person, counted for the head of every page and gathered at /a-traiter/.

Each room registers a counter in its `AppConfig.ready()` and offers an inclusion tag for
templates/account/waiting.html, which says what to do about each thing:

    waiting.register("events.proposals", count_proposals)

A counter is given a signed-in user. It answers how many things wait, or None when such things can never come to this
person: who is told None by every room finds no page at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.cache import cache

Counter = Callable[[Any], int | None]

REMEMBERED = 60  # seconds: the head of every page asks; an act of one's own forgets at once (accounts/middleware.py)
_NEVER = -1
_counters: dict[str, Counter] = {}


def register(name: str, counter: Counter) -> None:
    """Count these things too. `name` is `<room>.<things>`; registering again replaces."""
    _counters[name] = counter


def count_for(user: Any) -> int | None:
    """How many things wait for this person now; None when nothing can ever come to them."""
    answers = [counter(user) for counter in _counters.values()]
    counts = [answer for answer in answers if answer is not None]
    return sum(counts) if counts else None


def _key(user_pk: int) -> str:
    return f"accounts:waiting:{user_pk}"


def remembered_count_for(user: Any) -> int | None:
    """The same, at most a minute old."""
    known = cache.get(_key(user.pk))
    if known is None:
        count = count_for(user)
        known = _NEVER if count is None else count
        cache.set(_key(user.pk), known, REMEMBERED)
    return None if known == _NEVER else int(known)


def forget_count(user_pk: int) -> None:
    """Count anew the next time."""
    cache.delete(_key(user_pk))
