"""A small piece of work instead of a captcha: ALTCHA's challenge, made and checked here, solved by static/js/work.js.

A browser spends a second on it. Nobody is asked to look at pictures, nothing is fetched from elsewhere and nothing is
learned of anybody. Who has no script simply brings no work. The more is being spent, the harder the next piece is.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from altcha.v1 import ChallengeOptions, Payload, create_challenge, verify_solution
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from engine.single_use import forget_spent, is_spent, spend_once

LEAST = 60_000  # hashes a browser tries at most while few work; about two seconds on an old telephone
HARDEST = 180_000  # when a flood pays too: about six seconds, three on average
CROWD = 120  # answers spent in a minute from which on the next ones are harder; twice as many: hardest
MINUTE = 60
VALID = timedelta(days=1)  # as long as a form may stay open
LONGEST = 1_000  # characters of an answer


def _key() -> str:
    return salted_hmac("safety.work", "challenge", algorithm="sha256").hexdigest()


def challenge() -> str:
    """A new challenge as JSON, for the attribute that the script reads."""
    options = ChallengeOptions(max_number=hardness(), hmac_key=_key(), expires=datetime.now(UTC) + VALID)
    return json.dumps(create_challenge(options).to_dict())


def hardness() -> int:
    """How many hashes a browser tries at most, by what was spent in this minute and the one before."""
    this = int(time.time()) // MINUTE
    spent = max(int(cache.get(_minute(minute)) or 0) for minute in (this, this - 1))
    return min(HARDEST, LEAST * (1 + spent // CROWD))


def is_done(answer: str) -> bool:
    """Whether this is the solution of a challenge of ours, not expired. May be asked twice; see `spend`."""
    if not answer or len(answer) > LONGEST:
        return False
    try:
        return verify_solution(Payload.from_base64(answer), _key())[0]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):  # not made by our script
        return False


def is_unspent(answer: str) -> bool:
    """Whether it is a solution that still counts."""
    return is_done(answer) and not is_spent(_spent(answer))


def spend(answer: str, *, by: str = "") -> bool:
    """The same, and the solution counts this one time only.

    Who sends the very same form twice, an impatient finger, says so with `by`, its key: that is one time.
    """
    if not is_done(answer) or not spend_once(_spent(answer), by=by, seconds=int(VALID.total_seconds())):
        return False
    name = _minute(int(time.time()) // MINUTE)
    cache.add(name, 0, 3 * MINUTE)
    with suppress(ValueError):  # it expired between the two calls
        cache.incr(name)
    return True


def give_back(answer: str) -> None:
    """What was spent for nothing, since the server could not do what was asked, counts again."""
    if is_done(answer):
        forget_spent(_spent(answer))


def _spent(answer: str) -> str:
    return f"work:{Payload.from_base64(answer).challenge}"


def _minute(number: int) -> str:
    return f"work:spent-in:{number}"
