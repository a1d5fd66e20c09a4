"""What SECRET_KEY seals in the site's database, sealed anew: secrets of second factors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.db import transaction

from accounts.adapters import FACTORS
from accounts.tokens import cipher

SEALED = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]


def reseal_factors() -> tuple[int, int]:
    """Seal every secret of a second factor with the present SECRET_KEY: how many, and how many no named key opens."""
    keys, done, lost = cipher(FACTORS), 0, 0
    for number in Authenticator.objects.filter(type__in=SEALED).values_list("pk", flat=True):
        with transaction.atomic():  # a code may be spent meanwhile, which is written to the same column
            factor = Authenticator.objects.select_for_update().filter(pk=number).first()
            if factor is None:
                continue
            try:
                factor.data = _rotated(factor.data, lambda sealed: keys.rotate(sealed.encode()).decode())
            except InvalidToken:
                lost += 1
            else:
                factor.save(update_fields=["data"])
                done += 1
    return done, lost


def count_lost_factors() -> int:
    """Second factors whose secret no named key opens."""
    return sum(is_lost(factor) for factor in Authenticator.objects.filter(type__in=SEALED).iterator())


def is_lost(factor: Authenticator) -> bool:
    """Whether no named key opens this second factor; a passkey has no secret that could be lost."""
    keys = cipher(FACTORS)
    try:
        _rotated(factor.data, lambda sealed: keys.decrypt(sealed.encode()).decode())
    except InvalidToken:
        return True
    return False


def _rotated(data: dict[str, Any], rotate: Callable[[str], str]) -> dict[str, Any]:
    """The same secrets under another key; the names of the fields are allauth's."""
    sealed: dict[str, Any] = {name: rotate(data[name]) for name in ("secret", "seed") if data.get(name)}
    if data.get("migrated_codes"):
        sealed["migrated_codes"] = [rotate(code) for code in data["migrated_codes"]]
    return {**data, **sealed}
