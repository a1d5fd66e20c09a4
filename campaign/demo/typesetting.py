"""French spacing for the demonstration's texts, which are typed with plain spaces."""

from __future__ import annotations

import re
from typing import Any

# French puts an unbreakable thin space before double punctuation and between thousands.
_SPACES = ((re.compile(r" (?=[?!;:»%€])|(?<=«) "), "\u202f"), (re.compile(r"(?<=\d) (?=\d{3}\b)"), "\u202f"))


def typeset(value: Any) -> Any:
    """French spacing in every string of a value."""
    if isinstance(value, str):
        for pattern, space in _SPACES:
            value = pattern.sub(space, value)
        return value
    if isinstance(value, dict):
        return {key: typeset(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(typeset(one) for one in value)
    return value
