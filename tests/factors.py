"""What a person's authenticator app shows."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt


def code_now(secret: str, *, steps: int = 0) -> str:
    """The code of this period, or of so many `steps` from it.

    The server takes the neighbours of its own period too, so a code may be sent after the period has ended.
    """
    _before, now, _after = totp.yield_hotp_counters_from_time()
    return totp.format_hotp_value(totp.hotp_value(secret, now + steps))


def code_of(user: Any) -> str:
    """The same for the secret that an account has set up."""
    return code_now(decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"]))
