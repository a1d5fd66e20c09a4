"""What a device knows a person by, and the key under which it keeps their words until the server has them."""

from __future__ import annotations

import secrets
from typing import Any

from django.utils.crypto import salted_hmac


def reader_mark(user: Any) -> str:
    """What a device calls a reader whose words it keeps until they are sent: the same each time, and no number."""
    return salted_hmac("forum.reader", str(user.pk)).hexdigest()[:16] if user.pk else ""


def device_seal(user: Any) -> str:
    """The key of what a device keeps for this person: given to their sessions alone, another with another password."""
    if not user.pk:
        return ""
    return salted_hmac("accounts.device", f"{user.pk} {user.password}", algorithm="sha256").hexdigest()


def form_token(user: Any) -> str:
    """What makes a form that is shown now unlike every other, and says for whom it was drawn."""
    return f"{reader_mark(user)}.{secrets.token_urlsafe(12)}"


def mark_in(token: str) -> str:
    """For whom a form with this token was drawn; empty for a guest, or without a token."""
    return token.partition(".")[0]
