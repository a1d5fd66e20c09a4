"""Asking the site for something, and leaving the database as it was."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from django.db import connection, transaction

T = TypeVar("T")
_READS = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


class _WouldWrite(Exception):
    """A statement that leaves something in the database."""


def taken_back(ask: Callable[[], T]) -> T:
    """What `ask` answers, in a test that commits (`transaction=True`).

    What writes nothing is answered outside a transaction, where pages remember, as they do for people; what would
    write is stopped, and asked once more inside a transaction that is taken back.
    """
    wrote = []

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(_READS):
            wrote.append(sql)
            raise _WouldWrite
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse), suppress(_WouldWrite):
        answer = ask()
    if wrote:
        with transaction.atomic():
            answer = ask()
            transaction.set_rollback(True)
    return answer
