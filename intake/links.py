"""Private links of people without account: whoever has the link may act, the database alone tells nobody a link.

A link is the row's random key and an HMAC of it under the site's secret, another for each purpose: the link that
confirms an address cannot cancel, and the other way round. Nothing of it is stored but the key.
"""

from __future__ import annotations

import base64
import binascii
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

PATTERN = r"[A-Za-z0-9_-]{43}"  # 16 bytes of key, 16 of HMAC
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class PrivateLink:
    """One purpose of links to rows that have a `key`, named by its salt. `about` ties a link to what may change."""

    salt: str
    about: Callable[[Any], str] = lambda row: ""

    def token_of(self, row: Any) -> str:
        """The token that opens this row for this purpose."""
        return self._token_of(settings.SECRET_KEY, row.key, self.about(row))

    def opens(self, token: str, row: Any) -> bool:
        """Whether this token was made by us for that row, with this SECRET_KEY or one of its fallbacks."""
        secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        about = self.about(row)
        return any(constant_time_compare(token, self._token_of(secret, row.key, about)) for secret in secrets)

    def row_of(self, token: str, rows: QuerySet[Row]) -> Row | None:
        """That among these rows which the token opens; None when it is made up, or its row is gone."""
        key = _key_of(token)
        found = rows.filter(key=key).first() if key else None
        return found if found is not None and self.opens(token, found) else None

    def _token_of(self, secret: str, key: uuid.UUID, about: str) -> str:
        mac = salted_hmac(self.salt, f"{key.hex} {about}", secret=secret, algorithm="sha256").digest()[:16]
        return base64.urlsafe_b64encode(key.bytes + mac).decode().rstrip("=")


def _key_of(token: str) -> uuid.UUID | None:
    """The key that a token speaks of, whether or not the rest of it is right."""
    try:
        raw = base64.urlsafe_b64decode(token + "=")
    except (binascii.Error, ValueError):
        return None
    return uuid.UUID(bytes=raw[:16]) if len(raw) == 32 else None
