"""What happens by itself: groups exist after migrating, and sessions forget where they came from."""

from __future__ import annotations

from typing import Any

from accounts.names import GROUPS_WITH_SECOND_FACTOR


def make_groups(using: str, **kwargs: Any) -> None:
    """Groups that rooms rely on, each with its policy. An administrator's later change to a policy stays."""
    if using != "default":
        return
    from django.contrib.auth.models import Group

    from accounts.models import GroupPolicy

    for name in GROUPS_WITH_SECOND_FACTOR:
        Group.objects.using(using).get_or_create(name=name)
    for group in Group.objects.using(using).filter(name__in=GROUPS_WITH_SECOND_FACTOR, policy=None):
        GroupPolicy.objects.using(using).create(group=group, needs_second_factor=True)


def forget_where_from(instance: Any, **kwargs: Any) -> None:
    """The list of one's sessions needs no address and no browser name."""
    instance.ip = "::"  # the column demands an address: this one means none
    instance.user_agent = ""


def end_other_sessions(request: Any, user: Any, **kwargs: Any) -> None:
    """Sessions opened by password alone end when the account gets a second factor."""
    from allauth.usersessions.models import UserSession

    for session in UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key):
        session.end()
