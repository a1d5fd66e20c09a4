"""A cache of single short words, each in a file of its own that is written over in its place.

For what every request of every process asks: reading is one open and one read, writing one open and one write, with
nothing to unpack, to rename or to count. Words have no age; they go with `delete` and `clear`.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

_LENGTH = 64  # bytes, always as many: who reads meanwhile is given the old word or the new one


class WordFiles(BaseCache):
    """See the module. LOCATION is a folder of its own. Raises OSError where files can be neither read nor written."""

    def __init__(self, location: Any, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._folder = str(location)

    def _file(self, key: str, version: int | None) -> str:
        name = hashlib.blake2b(self.make_and_validate_key(key, version=version).encode(), digest_size=16).hexdigest()
        return os.path.join(self._folder, f"{name}.word")

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The word; `default` where there is none."""
        try:
            file = os.open(self._file(key, version), os.O_RDONLY)
        except FileNotFoundError:
            return default
        try:
            said = os.read(file, _LENGTH)
        finally:
            os.close(file)
        # What a failing disk makes of it is a word like any other: nobody else keeps anything under it.
        return said.decode(errors="replace").rstrip(" ") if len(said) == _LENGTH else default

    def set(self, key: str, value: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a word. Raises ValueError for what is none."""
        said = value.encode().ljust(_LENGTH)
        if len(said) > _LENGTH or value != value.rstrip(" "):
            raise ValueError("Only short words are kept so.")
        path = self._file(key, version)
        try:
            file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        except FileNotFoundError:
            os.makedirs(self._folder, 0o700, exist_ok=True)
            file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.pwrite(file, said, 0)
        finally:
            os.close(file)

    def add(self, key: str, value: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a word where there is none; whether there was none."""
        if self.get(key, version=version) is not None:
            return False
        self.set(key, value, version=version)
        return True

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a word; whether there was one."""
        try:
            os.remove(self._file(key, version))
        except FileNotFoundError:
            return False
        return True

    def clear(self) -> None:
        """Forget them all."""
        with suppress(FileNotFoundError):
            for entry in os.scandir(self._folder):
                if entry.name.endswith(".word"):
                    with suppress(FileNotFoundError):
                        os.remove(entry.path)
