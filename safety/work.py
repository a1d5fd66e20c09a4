"""A small piece of work instead of a captcha: ALTCHA's challenge, made and checked here, solved by static/js/work.js.

A browser spends a second on it, a flood of forged forms a day. Nobody is asked to look at pictures, nothing is fetched
from elsewhere and nothing is learned of anybody. Who has no script simply brings no work.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from altcha.v1 import ChallengeOptions, Payload, create_challenge, verify_solution
from django.core.cache import cache
from django.utils.crypto import salted_hmac

HARDEST = 60_000  # hashes a browser tries at most; about two seconds on an old telephone
VALID = timedelta(days=1)  # as long as a form may stay open
LONGEST = 1_000  # characters of an answer


def _key() -> str:
    return salted_hmac("safety.work", "challenge", algorithm="sha256").hexdigest()


def challenge() -> str:
    """A new challenge as JSON, for the attribute that the script reads."""
    options = ChallengeOptions(max_number=HARDEST, hmac_key=_key(), expires=datetime.now(UTC) + VALID)
    return json.dumps(create_challenge(options).to_dict())


def is_done(answer: str) -> bool:
    """Whether this is the solution of a challenge of ours, not expired. May be asked twice; see `spend`."""
    if not answer or len(answer) > LONGEST:
        return False
    try:
        return verify_solution(Payload.from_base64(answer), _key())[0]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):  # not made by our script
        return False


def spend(answer: str) -> bool:
    """The same, and the solution counts this one time only."""
    if not is_done(answer):
        return False
    solved = Payload.from_base64(answer).challenge
    return bool(cache.add(f"work:{solved}", True, int(VALID.total_seconds())))
