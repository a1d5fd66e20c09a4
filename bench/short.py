"""How much of a benchmark is done: the whole, or with BENCH_SECONDS below 5 a short form that shows that it works."""

from __future__ import annotations

import os

SECONDS = float(os.environ.get("BENCH_SECONDS", "5"))  # of pressing on one page
IS_SHORT = SECONDS < 5
LEFT_OUT = 77  # a part's exit status when what it reads is not there


def amount(variable: str, whole: int, short: int) -> int:
    """What the environment says, else the amount of the whole or of the short form."""
    return int(os.environ.get(variable) or (short if IS_SHORT else whole))
