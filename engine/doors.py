"""Doors that strangers come through, and what each of them asks when many come at once.

The site knows nobody's address, so it cannot tell one who floods from the others; it never refuses everybody instead.
While few come, a form is enough. Near the limit of the crowd the page brings a piece of work
(engine/proof_of_work.py), which a browser does while somebody types; who has no script waits: the signed token that
every form carries is a ticket, good once, from WAIT seconds after the form was shown. Both always let in, whatever the
crowd does. What is empty or incomplete counts for nothing: a view asks the door last.
"""

from __future__ import annotations

import hashlib
import time
from contextlib import suppress
from dataclasses import dataclass

from django.core import signing
from django.core.cache import cache

from engine.single_use import forget_spent, is_spent, spend_once

WAIT = 20  # seconds from when a form was shown until its token opens a full door
DAY = 86_400


@dataclass(frozen=True)
class Door:
    """Where strangers come in: `free` of them in so many seconds without anything, all of them together."""

    name: str
    free: int
    seconds: int

    def taken(self, who: str = "") -> int:
        """How many came in without anything lately; of those that concern `who`, a login name for instance."""
        return int(cache.get(self._key(who)) or 0)

    def is_near(self, who: str = "") -> bool:
        """Whether the next pages should bring the work."""
        return 2 * self.taken(who) >= self.free

    def is_full(self, who: str = "") -> bool:
        """Whether nobody comes in without work or ticket any more."""
        return self.taken(who) >= self.free

    def count(self, who: str = "") -> bool:
        """One more; and whether it was within what is free."""
        key = self._key(who)
        cache.add(key, 0, self.seconds)
        with suppress(ValueError):  # it expired between the two calls: a new window has just begun
            return int(cache.incr(key)) <= self.free
        return True

    def _key(self, who: str) -> str:
        name = hashlib.sha256(who.encode()).hexdigest()[:32]
        return f"door:{self.name}:{name}:{window(self.seconds)}"


def window(seconds: int) -> int:
    """Which stretch of so many seconds it is now; counts begin anew with each."""
    return int(time.time()) // seconds


def is_ticket(token: str, *, salt: str) -> bool:
    """Whether this token of a form of ours, of the last day, still counts and was shown long enough ago."""
    return is_kept_token(token, salt=salt) and not _is_of_the_last(WAIT, token, salt)


def is_kept_token(token: str, *, salt: str) -> bool:
    """Whether this token is ours, of the last day, and has not been spent as a ticket."""
    return _is_of_the_last(DAY, token, salt) and not is_spent(_ticket(token))


def spend_ticket(token: str, *, salt: str, by: str = "") -> bool:
    """Let in by waiting; a token counts once, or again for the very same form (`by`, its key)."""
    if not _is_of_the_last(DAY, token, salt) or _is_of_the_last(WAIT, token, salt):
        return False
    return spend_once(_ticket(token), by=by, seconds=DAY)


def give_ticket_back(token: str) -> None:
    """What was spent for nothing counts again."""
    forget_spent(_ticket(token))


def _ticket(token: str) -> str:
    return f"ticket:{hashlib.sha256(token.encode()).hexdigest()}"


def _is_of_the_last(seconds: int, token: str, salt: str) -> bool:
    try:
        signing.loads(token, salt=salt, max_age=seconds)
    except signing.BadSignature:
        return False
    return True
