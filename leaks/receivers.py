"""What happens by itself: an account that is gone takes its keys along."""

from __future__ import annotations

from typing import Any

from leaks.services import keys


def forget_account(instance: Any, **kwargs: Any) -> None:
    """An account was deleted: whoever takes its name next must not find the desk open."""
    keys.forget_name(name=instance.get_username())
