"""What happens by itself: an account that is gone, or has another name, takes its keys along."""

from __future__ import annotations

from typing import Any

from leaks.services import keys


def forget_account(instance: Any, **kwargs: Any) -> None:
    """An account was deleted: whoever takes its name next must not find the desk open."""
    keys.forget_name(name=instance.get_username(), address=instance.email)


def follow_name(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """An account is about to be saved, perhaps under another name: the old one must open nothing to its next owner."""
    if raw or instance.pk is None:
        return
    before = type(instance)._default_manager.filter(pk=instance.pk).first()
    if before is not None and before.get_username() != instance.get_username():
        keys.forget_name(name=before.get_username())
