"""Message authentication with keys derived from SECRET_KEY: what the database alone cannot forge."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def mac_of(purpose: str, parts: Sequence[str]) -> str:
    """HMAC-SHA-256 of these parts in this order, 64 hexadecimal digits; a key for each purpose (HKDF, RFC 5869)."""
    return _mac(settings.SECRET_KEY, purpose, parts)


def _mac(secret: str, purpose: str, parts: Sequence[str]) -> str:
    key = HKDF(SHA256(), 32, salt=None, info=f"leaks {purpose} v1".encode()).derive(secret.encode())
    return hmac.new(key, json.dumps(list(parts)).encode(), hashlib.sha256).hexdigest()


def fits(mac: str, purpose: str, parts: Sequence[str]) -> bool:
    """Whether this is the MAC of these parts, compared in constant time.

    Those of an older SECRET_KEY fit while it stands in SECRET_KEY_FALLBACKS; `manage.py reseal` makes new ones.
    """
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(hmac.compare_digest(mac.encode(), _mac(secret, purpose, parts).encode()) for secret in secrets)
