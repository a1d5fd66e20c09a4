"""Who has a second factor, and who must."""

from __future__ import annotations

from allauth.mfa.adapter import get_adapter
from django.contrib.auth.models import AnonymousUser

from accounts.names import SECOND_FACTORS


def has_second_factor(user: object) -> bool:
    """Whether this person set up an authenticator app or a passkey (recovery codes alone do not count)."""
    if not getattr(user, "is_authenticated", False):
        return False
    return bool(get_adapter().is_mfa_enabled(user, types=list(SECOND_FACTORS)))


def needs_second_factor(user: object) -> bool:
    """Whether the site demands a second factor of this person: administrators, and members of groups that say so."""
    if isinstance(user, AnonymousUser) or not getattr(user, "is_authenticated", False):
        return False
    if getattr(user, "is_staff", False) or getattr(user, "is_superuser", False):
        return True
    return bool(user.groups.filter(policy__needs_second_factor=True).exists())  # type: ignore[attr-defined]
