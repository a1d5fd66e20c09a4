"""French signs for the demonstration's texts, which are typed with plain spaces and straight apostrophes."""

from __future__ import annotations

import re
from typing import Any

from safety import typography

_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}\b)")  # in what people type it may be a telephone number


def typeset(value: Any) -> Any:
    """French signs in every string of a value."""
    if isinstance(value, str):
        return _THOUSANDS.sub(typography.THIN, typography.typeset(value))
    if isinstance(value, dict):
        return {key: typeset(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(typeset(one) for one in value)
    return value
