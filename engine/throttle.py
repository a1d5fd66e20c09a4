"""Counting what somebody known does: an account, a collective, an address that is written to. Strangers have doors.

Who is not signed in is nobody here, and no address tells them apart: see engine/doors.py.
"""

from __future__ import annotations

import hashlib
import time

from django.core.cache import cache

DAY = 86_400


def allow(*, action: str, who: str, limit: int, seconds: int) -> bool:
    """Count one more `action` by `who` and say whether it stays within `limit` per `seconds`."""
    key = f"throttle:{action}:{hashlib.sha256(who.encode()).hexdigest()[:32]}:{int(time.time()) // seconds}"
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key)) <= limit
    except ValueError:  # it expired between the two calls: a new window has just begun
        return True
