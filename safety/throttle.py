"""Counting requests without knowing people: a visitor is a hash that nobody can compute again tomorrow.

The salt is random, lives in the cache only and is forgotten after a day. Everyone behind Tor or a local proxy shares
one address, so that crowd is spread over many buckets: the limits stay, for them, generous.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import time

from django.core.cache import cache
from django.http import HttpRequest

DAY = 86_400
CROWD_BUCKETS = 32  # how much more a shared address may do than a single one


def _salt() -> bytes:
    key = f"throttle:salt:{int(time.time()) // DAY}"
    salt = cache.get(key)
    if salt is None:
        cache.add(key, secrets.token_bytes(32), 2 * DAY)
        salt = cache.get(key) or b"cache unavailable: one bucket"
    return bytes(salt)


def _network(remote_address: str) -> str:
    """The part of an address that belongs to one household, or a bucket of the crowd when it tells nothing."""
    try:
        address = ipaddress.ip_address(remote_address)
    except ValueError:
        return f"crowd {secrets.randbelow(CROWD_BUCKETS)}"
    if address.is_loopback:
        return f"crowd {secrets.randbelow(CROWD_BUCKETS)}"
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(address)


def visitor(request: HttpRequest) -> str:
    """A name for who sent this, stable for a day at most and impossible to turn back into an address."""
    network = _network(request.META.get("REMOTE_ADDR", ""))
    return hmac.new(_salt(), network.encode(), hashlib.sha256).hexdigest()[:32]


def visitor_address(request: HttpRequest) -> str:
    """The same name written as a private fd00::/8 address, for columns and libraries that want an address."""
    digest = bytes.fromhex(visitor(request))
    # The digest fills the first 64 bits, since networks are compared by that prefix.
    return str(ipaddress.IPv6Address(b"\xfd" + digest[:7] + b"\0" * 8))


def allow(*, action: str, who: str, limit: int, seconds: int) -> bool:
    """Count one more `action` by `who` and say whether it stays within `limit` per `seconds`."""
    key = f"throttle:{action}:{hashlib.sha256(who.encode()).hexdigest()[:32]}:{int(time.time()) // seconds}"
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key)) <= limit
    except ValueError:  # it expired between the two calls: a new window has just begun
        return True
