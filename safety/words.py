"""What no word may hold, wherever it comes from."""

from __future__ import annotations

import re

_NEVER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def storable(text: str) -> str:
    """The text without what a database or a page cannot hold: NUL, control signs, halves of characters as in JSON."""
    return _NEVER.sub("", text)
