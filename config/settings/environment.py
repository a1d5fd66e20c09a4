"""Typed reading of the environment: one reader for every variable the product knows (docs/settings.md lists them)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

BASE_DIR = Path(__file__).resolve().parent.parent.parent

_env = Env()


def read(kind: str, name: str, *default: Any, check: Callable[[Any], str | None] | None = None) -> Any:
    """Return variable `name` as `kind` (an environs reader: str, int, bool, list …), or the default when it is unset.

    Without a default the variable is required. `check` returns a sentence when the value is wrong, else None.
    Raises ImproperlyConfigured naming the variable, so that the server refuses to start and says why.
    """
    try:
        value = getattr(_env, kind)(name, *default)
    except EnvError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from None
    complaint = check(value) if check else None
    if complaint:
        raise ImproperlyConfigured(f"{name}: {complaint}")
    return value
