"""Who may do what in the campaign. Questions only; nothing here writes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.db.models import Model

from accounts.names import CAMPAIGN_MODERATORS
from accounts.rules import may_use_powers
from engine.part_cache import cached

ORGANISER = "organiser"  # as Membership.Role has it


def is_campaign_moderator(user: Any) -> bool:
    """Whether the user belongs to the group that answers for the whole campaign, and came with what it takes."""
    if not user.is_active:
        return False
    return bool(user.is_superuser or _is_in_moderators_group(user))


def _is_in_moderators_group(user: Any) -> bool:
    """Two sessions of a person may be told different things: one without a second factor is in no group with power."""
    laid_down = getattr(user, "used_second_factor", None) is False
    name = ("campaign:moderates", user.pk, laid_down)
    return cached(name, lambda: user.groups.filter(name=CAMPAIGN_MODERATORS).exists())


def roles_of(user: Any) -> Mapping[int, str]:
    """What this person is in each collective that they belong to, by its key: one question for all rules of a page."""
    if not (user.is_authenticated and user.is_active):
        return {}
    return cached(("campaign:roles", user.pk), lambda: _read_roles(user))


def _read_roles(user: Any) -> Mapping[int, str]:
    return MappingProxyType(dict(user.memberships.order_by("pk").values_list("collective", "role")))


def organised_by(user: Any) -> list[int]:
    """Keys of the collectives that this person runs, approved or still waiting."""
    return [collective for collective, role in roles_of(user).items() if role == ORGANISER]


def may_organise(user: Any, collective: Model) -> bool:
    """Whether the user is an organiser of this very collective, approved or still waiting."""
    return roles_of(user).get(collective.pk) == ORGANISER


def may_moderate(user: Any) -> bool:
    """Whether the user may use a moderator's powers: of the group, and with a second factor."""
    return is_campaign_moderator(user) and may_use_powers(user)


def may_edit(user: Any, collective: Model) -> bool:
    """Whether the user may change the collective's words: its organisers, and the campaign's moderators."""
    return may_organise(user, collective) or may_moderate(user)


def is_member(user: Any, collective: Model) -> bool:
    """Whether the user belongs to the collective, in whatever role."""
    return collective.pk in roles_of(user)
