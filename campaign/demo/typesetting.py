"""French signs for the demonstration's texts, which are typed with plain spaces and straight apostrophes."""

from __future__ import annotations

import re
from typing import Any

# French puts an unbreakable thin space before double punctuation and between thousands, and bends its apostrophes.
_SIGNS = (
    (re.compile(r" (?=[?!;:»%€])|(?<=«) "), "\u202f"),
    (re.compile(r"(?<=\d) (?=\d{3}\b)"), "\u202f"),
    (re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])"), "’"),
)


def typeset(value: Any) -> Any:
    """French signs in every string of a value."""
    if isinstance(value, str):
        for pattern, sign in _SIGNS:
            value = pattern.sub(sign, value)
        return value
    if isinstance(value, dict):
        return {key: typeset(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(typeset(one) for one in value)
    return value
