"""Private links of people without account: whoever has the link may act, the database alone tells nobody a link.

A link is the row's random key and an HMAC of it under the site's secret, one for each purpose: the link that confirms
an address cannot cancel, and the other way round. Nothing of it is stored but the key.
"""

from __future__ import annotations

import base64
import binascii
import uuid

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

ATTENDANCE, CONFIRMATION, PROPOSAL = "attendance", "confirmation", "proposal"
PATTERN = r"[A-Za-z0-9_-]{43}"  # 16 bytes of key, 16 of HMAC


def token_of(purpose: str, key: uuid.UUID, about: str = "") -> str:
    """The token that opens the row of this key for this purpose; `about` ties it to something that may change."""
    return _token_of(settings.SECRET_KEY, purpose, key, about)


def _token_of(secret: str, purpose: str, key: uuid.UUID, about: str) -> str:
    told = f"{key.hex} {about}"
    mac = salted_hmac(f"events.links.{purpose}", told, secret=secret, algorithm="sha256").digest()[:16]
    return base64.urlsafe_b64encode(key.bytes + mac).decode().rstrip("=")


def key_of(token: str) -> uuid.UUID | None:
    """The key that a token speaks of, whether or not the rest of it is right."""
    try:
        raw = base64.urlsafe_b64decode(token + "=")
    except (binascii.Error, ValueError):
        return None
    return uuid.UUID(bytes=raw[:16]) if len(raw) == 32 else None


def opens(token: str, purpose: str, key: uuid.UUID, about: str = "") -> bool:
    """Whether this token was made by us for that purpose and key, with this SECRET_KEY or one of its fallbacks."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(constant_time_compare(token, _token_of(secret, purpose, key, about)) for secret in secrets)
