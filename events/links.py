"""Private links of people without account: whoever has the link may act, the database alone tells nobody a link.

A link is the row's random key and an HMAC of it under the site's secret, one for each purpose: the link that confirms
an address cannot cancel, and the other way round. Nothing of it is stored but the key.
"""

from __future__ import annotations

import base64
import binascii
import uuid

from django.utils.crypto import constant_time_compare, salted_hmac

ATTENDANCE, CONFIRMATION, PROPOSAL = "attendance", "confirmation", "proposal"
PATTERN = r"[A-Za-z0-9_-]{43}"  # 16 bytes of key, 16 of HMAC


def token_of(purpose: str, key: uuid.UUID, about: str = "") -> str:
    """The token that opens the row of this key for this purpose; `about` ties it to something that may change."""
    mac = salted_hmac(f"events.links.{purpose}", f"{key.hex} {about}", algorithm="sha256").digest()[:16]
    return base64.urlsafe_b64encode(key.bytes + mac).decode().rstrip("=")


def key_of(token: str) -> uuid.UUID | None:
    """The key that a token speaks of, whether or not the rest of it is right."""
    try:
        raw = base64.urlsafe_b64decode(token + "=")
    except (binascii.Error, ValueError):
        return None
    return uuid.UUID(bytes=raw[:16]) if len(raw) == 32 else None


def opens(token: str, purpose: str, key: uuid.UUID, about: str = "") -> bool:
    """Whether this token was made by us for that purpose and key."""
    return constant_time_compare(token, token_of(purpose, key, about))
