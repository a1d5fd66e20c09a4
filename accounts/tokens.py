"""What an address in a mail carries: sealed, so that it tells no number, and never twice the same."""

from __future__ import annotations

import base64
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def cipher(purpose: str) -> MultiFernet:
    """Keys of one purpose, derived from SECRET_KEY, which no database holds; older keys still read what they wrote."""
    keys = []
    for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret.encode())
        keys.append(Fernet(base64.urlsafe_b64encode(derived)))
    return MultiFernet(keys)


def seal(value: Any, *, purpose: str) -> str:
    """A token of letters, digits, « - » and « _ » that says nothing, for a value that JSON can hold."""
    return cipher(purpose).encrypt(json.dumps(value).encode()).decode().rstrip("=")


def unseal(token: str, *, purpose: str, seconds: int | None = None) -> Any:
    """The value of a token, no older than `seconds`; None for whatever we have not made for this purpose."""
    try:
        padded = token.encode("ascii") + b"=" * (-len(token) % 4)
        return json.loads(cipher(purpose).decrypt(padded, ttl=seconds))
    except (InvalidToken, ValueError):
        return None
