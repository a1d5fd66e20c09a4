"""Who has a second factor, who must, and whether powers may be used: the one gate that every room asks."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet

from accounts.names import SECOND_FACTORS
from engine.part_cache import cached

ENTER_CMS = "access_admin"  # by itself it opens what a collective's organisers have there: their own pages


def has_second_factor(user: object) -> bool:
    """Whether this person set up an authenticator app or a passkey (recovery codes alone do not count)."""
    if not getattr(user, "is_authenticated", False):
        return False
    return bool(get_adapter().is_mfa_enabled(user, types=list(SECOND_FACTORS)))


def groups_with_power() -> QuerySet[Group]:
    """Groups that demand a second factor: by their policy or, while they have none, by rights over models."""
    rights = Permission.objects.exclude(codename=ENTER_CMS, content_type__app_label="wagtailadmin")
    by_rights = Q(policy=None, pk__in=Group.objects.filter(permissions__in=rights).values("pk"))
    return Group.objects.filter(Q(policy__needs_second_factor=True) | by_rights)


def needs_second_factor(user: Any) -> bool:
    """Whether the site demands a second factor of this person: they hold a power, by themselves or through a group.

    What they hold is asked, not what the session that they came with may use of it.
    """
    if not getattr(user, "is_authenticated", False):
        return False
    if any(getattr(user, "recorded_powers", (user.is_staff, user.is_superuser))):
        return True
    return cached(("accounts:power", user.pk), lambda: _was_given_power(user))


def _was_given_power(user: Any) -> bool:
    """Through a group, or by rights over models of their own."""
    return groups_with_power().filter(user=user.pk).exists() or user.user_permissions.exists()


def identity_of(user: Any) -> tuple[Any, ...]:
    """Whom an answer that is remembered is meant for: a person, with what the row and the session that they came with
    say of them. Who was demoted is another, and so are two sessions of one.
    """
    powers = (user.is_active, user.is_staff, user.is_superuser, getattr(user, "recorded_powers", None))
    return user.pk, getattr(user, "used_second_factor", None), *powers


def may_use_powers(user: Any) -> bool:
    """Whether powers that this person holds may be used now: the session that they came with used a second factor.

    Somebody who is only spoken of came with no session: then, whether the account has a factor.
    """
    said: bool | None = getattr(user, "used_second_factor", None)
    return has_second_factor(user) if said is None else said


def lacks_only_the_factor(user: Any) -> bool:
    """Whether this person came with a session that may use nothing of the powers that they hold."""
    return getattr(user, "used_second_factor", None) is False and needs_second_factor(user)
