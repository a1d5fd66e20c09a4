"""The version of this program: pyproject.toml is its one place.

Whoever runs the site reads it (`doctor`, the private figures); visitors do not: it would tell what is not mended here.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

_FILE = Path(__file__).resolve().parent.parent / "pyproject.toml"


@cache
def version() -> str:
    """Like 0.2.0; CHANGELOG.md has a heading for each."""
    with _FILE.open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
