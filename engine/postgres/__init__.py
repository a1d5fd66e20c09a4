"""PostgreSQL as the site asks it: whoever waits for a server that hangs is told so after some seconds (`be_impatient`).

A limit of the server's own (statement_timeout) does not help where the server is what hangs, and the system's know
nothing of one that takes what it is sent and answers nothing. Commands and the worker wait as long as it takes.
"""

from __future__ import annotations

PATIENCE = 15.0  # seconds; nothing that a page asks takes as long on a server that is well
_limit: float | None = None


def be_impatient(seconds: float | None = PATIENCE) -> None:
    """From now on no connection of this process waits longer for one answer; None: as long as it takes."""
    global _limit
    _limit = seconds


def limit() -> float | None:
    """The seconds that one answer may take, if there is a limit."""
    return _limit
