"""Writing to a table invalidates what was read from it: each table has a version, another one after each change.

No room has to remember to say so. What is sent to the site's database is watched (engine/sql_tables.py), by whatever
process; a cached page, or part of one, carries the versions of all tables that it was read from (`Dependencies`).
Versions lie in a store that all processes share; one word of it, the name of the state, tells whether any has moved.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from redis.exceptions import RedisError

from engine.sql_tables import NOTHING, tables_read, tables_written

logger = logging.getLogger("engine")

_NAME = "safety:generation"
_ANY = "*"  # moves with what is not understood, and when the store may have missed something
_TAKEN = "-"  # moves with all that does more than add a message to the forum
TOLD_AGAIN = 5  # seconds: a store that hangs costs who writes one time limit, not one for each statement
_UNREADABLE = (OSError, RedisError)

_owed: object | None = None  # stands for what the store was perhaps not told of
_owing = threading.Lock()
_tells_again_at = 0.0


# -- States ------------------------------------------------------------------------------------------------------------
class State:
    """The versions of tables at one moment, or later: each is read from the store when first asked for."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._versions: dict[str, str] = {}

    def version(self, table: str) -> str:
        """Of one table; one that nobody ever had while the store cannot be read."""
        known = self._versions.get(table)
        if known is None:
            _asked_for.add(table)
            self.learn((table,))
            known = self._versions.get(table)
        return known or secrets.token_hex(8)

    def learn(self, tables: Iterable[str]) -> None:
        """Read the versions of several tables at once."""
        keys = {_key(table): table for table in tables}
        store: Any = caches["versions"]
        try:
            found = store.get_many(keys)
            if missing := keys.keys() - found.keys():
                store.another(missing)
                found |= store.get_many(missing)
        except _UNREADABLE:
            logger.exception("The versions of tables cannot be read.")
            return
        for key, version in found.items():
            self._versions.setdefault(keys[key], version)


_asked_for: set[str] = {_ANY, _TAKEN}  # what this process has read since it began: asked for together
_last: State | None = None
_learning = threading.Lock()


def _key(table: str) -> str:
    return f"safety:table:{table}"


def current_state() -> State:
    """The present state of the site. When nobody can say, each is another one, so that nothing old is ever shown."""
    global _last
    try:
        name: str | None = caches["versions"].get(_NAME)
        if _owed or not name:
            _tell({_ANY, _TAKEN})
            name = caches["versions"].get(_NAME) or secrets.token_hex(8)
    except _UNREADABLE:
        logger.exception("The number of the site's state cannot be read: every page is computed.")
        return State(secrets.token_hex(8))
    with _learning:  # one of each name: two could know different versions of a table that had none
        last = _last
        if last is None or last.name != name:
            last = State(name)
            last.learn(list(_asked_for))
            _last = last
    return last


def site_version() -> str:
    """The name of the present state: another one after every change."""
    return current_state().name


class _Thread(threading.local):
    """What is being done in this thread."""

    answering = False
    met: State | None = None  # by the request that is being answered
    bases: tuple[Dependencies, ...] = ()
    adding = False


_thread = _Thread()


@contextmanager
def one_state(dependencies: Dependencies | None = None) -> Iterator[None]:
    """While one request is answered: the state that it met first holds for all of its page, but for what it writes.

    `basis` is given all that the page is read from.
    """
    _thread.answering, _thread.met = True, None
    try:
        if dependencies is None:
            yield
        else:
            dependencies.begin(_met())
            with tracking(dependencies):
                yield
    finally:
        _thread.answering, _thread.met = False, None


def _met() -> State:
    if not _thread.answering:
        return current_state()
    if _thread.met is None:
        _thread.met = current_state()
    return _thread.met


def settled_state() -> State | None:
    """The state that this thread's request has met; None inside a transaction, which may have changed what it reads."""
    return None if connections["default"].in_atomic_block else _met()


# -- What is read ------------------------------------------------------------------------------------------------------
class Dependencies:
    """The tables from which something was read, with the version that each had before it was."""

    def __init__(self) -> None:
        self._versions: dict[str, str] = {}
        self._taken = ""  # the version of all that does more than add
        self.is_sound = True  # nothing moved while it was read, and all of it is watched

    def begin(self, state: State) -> None:
        """What everything depends on."""
        for table in (_ANY, *settings.HELD_TABLES):
            self._note(table, state.version(table))
        self._taken = state.version(_TAKEN)

    def note(self, tables: frozenset[str] | None, state: State) -> None:
        """Something is about to be read from these tables; None: from any."""
        if not self._versions:
            self.begin(state)
        if tables is None:
            self._note("", state.name)
            return
        if not tables.isdisjoint(settings.UNSEEN_TABLES):
            self.is_sound = False
        for table in tables:
            self._note(table, state.version(table))

    def include(self, other: Dependencies) -> None:
        """Something that was read from there is used here."""
        self.is_sound = self.is_sound and other.is_sound
        for table, version in other._versions.items():
            self._note(table, version)

    def _note(self, table: str, version: str) -> None:
        if self._versions.setdefault(table, version) != version:
            self.is_sound = False

    def holds(self, state: State) -> bool:
        """Whether none of its tables was written to before this state."""
        return all((state.version(table) if table else state.name) == known for table, known in self._versions.items())

    def only_grew(self, state: State) -> bool:
        """Whether all that happened anywhere since is that the forum got messages."""
        return state.version(_TAKEN) == self._taken


@contextmanager
def tracking(dependencies: Dependencies) -> Iterator[None]:
    """Note what this thread reads meanwhile; whoever noted before does so again afterwards, this included."""
    around = _thread.bases
    _thread.bases = (*around, dependencies)
    try:
        yield
    finally:
        _thread.bases = around
        depend_on(dependencies)


def depend_on(dependencies: Dependencies) -> None:
    """What was read there stands in what is being made now."""
    if _thread.bases:
        _thread.bases[-1].include(dependencies)


# -- What is written ---------------------------------------------------------------------------------------------------
def invalidate(tables: Iterable[str] = (_ANY,), *, is_only_more: bool = False) -> None:
    """Invalidate what was read from these tables. What the store cannot be told now it is told when it can be."""
    _thread.met = None
    _tell({*tables} if is_only_more else {*tables, _TAKEN}, anyway=False)


def _tell(tables: set[str], *, anyway: bool = True) -> None:
    """Give these tables other versions, and the state another name. When that fails it is owed, and no state is
    believed before all that there is was given one. Not `anyway`, it is owed at once while the store is known to hang.
    """
    global _owed, _tells_again_at
    debt = _owed
    if debt:
        tables = tables | {_ANY, _TAKEN}
    try:
        if not anyway and time.monotonic() < _tells_again_at:
            _owed = object()
            return
        store: Any = caches["versions"]
        store.another([*map(_key, sorted(tables)), _NAME])  # the name last: it says that they moved
    except _UNREADABLE:
        _owed, _tells_again_at = object(), time.monotonic() + TOLD_AGAIN
        raise
    with _owing:
        if debt and _owed is debt:  # else another thread failed meanwhile
            _owed, _tells_again_at = None, 0.0


@contextmanager
def only_adding() -> Iterator[None]:
    """What is written meanwhile adds a message and takes nothing away: guests may see it a moment later
    (GUEST_PAGES_BEHIND)."""
    around, _thread.adding = _thread.adding, True
    try:
        yield
    finally:
        _thread.adding = around


class _Telling:
    """Waits for a transaction to be kept."""

    def __init__(self, tables: Iterable[str], *, is_only_more: bool) -> None:
        self.tables, self.is_only_more = set(tables), is_only_more
        self.__qualname__ = type(self).__qualname__  # by this Django names, in its log, what failed after a commit

    def __call__(self) -> None:
        invalidate(self.tables, is_only_more=self.is_only_more)


def changes_pages(sql: str) -> bool:
    """Whether a statement may change what somebody sees. What is not understood does."""
    return tables_written(sql) != NOTHING


def watch_connection(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Look at all that a new connection to the site's database does. The drop's is left alone: when it is written to
    is nobody's business, and the date of a file would tell.
    """
    if connection.alias == "default" and _look not in connection.execute_wrappers:
        connection.execute_wrappers.append(_look)


def _look(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Run a statement; note what it reads, before it does; what it writes is told of once it is kept."""
    connection: BaseDatabaseWrapper = context["connection"]
    if _thread.bases:
        _note_reading(sql, connection)
    written = tables_written(sql)
    if written == NOTHING:
        return execute(sql, params, many, context)
    try:
        return execute(sql, params, many, context)
    finally:  # what fails may have been kept, in part or unheard of
        _note_writing(written, context["cursor"], connection)


def _note_reading(sql: str, connection: BaseDatabaseWrapper) -> None:
    dependencies = _thread.bases[-1]
    if not dependencies.is_sound:
        return
    if _tellings(connection):
        dependencies.is_sound = False  # what it reads may be undone
    else:
        dependencies.note(tables_read(sql), _met())


def _note_writing(tables: frozenset[str] | None, cursor: Any, connection: BaseDatabaseWrapper) -> None:
    """An undone part of a transaction changes nothing."""
    written = _Telling(tables or (_ANY,), is_only_more=_thread.adding and tables is not None)
    if not (connection.in_atomic_block or connection.get_autocommit()):
        written()  # somebody ends this transaction by hand, and says nothing then
        return
    if not connection.in_atomic_block:
        connection.on_commit(written, robust=True)
        if connection.vendor == "sqlite" and cursor.description:  # it is kept once the rows that it returns are read
            _then(cursor, written)
        return
    around = set(connection.savepoint_ids)
    waiting = next((one for ids, one in _tellings(connection) if ids <= around), None)
    if waiting is None:  # the first of all: what else waits may fail, or send others to look
        connection.run_on_commit.insert(0, (around, written, True))  # type: ignore[arg-type]
    else:
        waiting.tables |= written.tables
        waiting.is_only_more = waiting.is_only_more and written.is_only_more


def _then(cursor: Any, act: Callable[[], None]) -> None:
    """Do something as soon as a cursor is closed."""
    close = cursor.close

    def close_and_act() -> None:
        close()
        act()

    cursor.close = close_and_act


def _tellings(connection: BaseDatabaseWrapper) -> list[tuple[set[Any], _Telling]]:
    return [(ids, one) for ids, one, *_ in connection.run_on_commit if isinstance(one, _Telling)]
