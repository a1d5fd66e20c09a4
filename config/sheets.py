"""Style sheets as pages ask for them, put together from one file a component when static files are looked for.

There is no step to run and none to forget: `collectstatic` lists sheets as it lists files, and a server that collects
nothing finds them as it finds files.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from threading import get_ident
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage

COMPONENTS: Path = settings.BASE_DIR / "static" / "css"
_FOLDER = "sheets/"  # beside css/, so that url() leads to the same file from both
_TEXT_OR_COMMENT = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|/\*.*?\*/""", re.DOTALL)


def assembled(components: tuple[str, ...]) -> str:
    """Join components in their order, without what is for those who read them: a fifth of what a visitor would load."""
    text = "\n".join((COMPONENTS / f"{name}.css").read_text() for name in components)
    lines = _TEXT_OR_COMMENT.sub(lambda found: found[1] or "", text).splitlines()
    return "".join(f"{line.strip()}\n" for line in lines if line.strip())


class SheetFinder(BaseFinder):
    """Finds `sheets/<name>.css` for each of the setting SHEETS."""

    def __init__(self, app_names: Any = None) -> None:
        self.storage = FileSystemStorage(location=settings.DATA_DIR / "assembled")

    def check(self, **options: Any) -> list[CheckMessage]:
        """A test compares the setting with the folder."""
        return []

    def find(self, path: str, find_all: bool = False, **options: Any) -> Any:
        """Return where a sheet lies, as its components are now."""
        name = path.removeprefix(_FOLDER).removesuffix(".css")
        if path != f"{_FOLDER}{name}.css" or name not in settings.SHEETS:
            return []
        found = self._write(name)
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield every sheet; one that is as it was keeps its time, so that it is not collected again."""
        for name in settings.SHEETS:
            self._write(name)
            yield f"{_FOLDER}{name}.css", self.storage

    def _write(self, name: str) -> str:
        file = Path(self.storage.path(f"{_FOLDER}{name}.css"))
        text = assembled(settings.SHEETS[name])
        if not file.exists() or file.read_text() != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            unfinished = file.with_suffix(f".{os.getpid()}.{get_ident()}")
            unfinished.write_text(text)
            unfinished.replace(file)
        return str(file)
