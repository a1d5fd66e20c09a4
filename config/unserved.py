"""Wagtail's API for programs has no address on this site, yet five of its apps load it as they start.

With what it is made of it takes as much memory as all of our own rooms. Whoever asks for one of its
modules is given one that does nothing.
"""

from __future__ import annotations

import re
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Self

_UNSERVED = re.compile(r"wagtail(\.\w+)*\.api\.v3(\.\w+)*")


class Nothing:
    """Has every attribute, may be called, does nothing."""

    def __getattr__(self, name: str) -> Self:
        return self

    def __call__(self, *args: Any, **kwargs: Any) -> Self:
        return self


class EmptyModule(ModuleType):
    """A module whose every name is Nothing."""

    def __getattr__(self, name: str) -> Nothing:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()


class Unserved(MetaPathFinder, Loader):
    """Answers to imports of that API before Python looks for its files."""

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        """See `importlib.abc.MetaPathFinder`."""
        return ModuleSpec(fullname, self, is_package=True) if _UNSERVED.fullmatch(fullname) else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """See `importlib.abc.Loader`."""
        return EmptyModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


def leave_out() -> None:
    """From now on; once is enough."""
    if not any(isinstance(finder, Unserved) for finder in sys.meta_path):
        sys.meta_path.insert(0, Unserved())
