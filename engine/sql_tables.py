"""Which tables a statement reads, and which it writes. What is not understood reads, or writes, all of them.

Django writes nearly every statement here, with names in full; a name that only looks like a table's counts as one.
Columns that move all day (MOVING_COLUMNS) count as a table of their own, called after theirs with a plus: who reads the
rest of a row depends on its table alone.
"""

from __future__ import annotations

import re
from functools import lru_cache

from django.apps import apps
from django.conf import settings

_READS = re.compile(
    r"[\s(]*(?:SELECT|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|PRAGMA|SET|SHOW|EXPLAIN|FETCH|CLOSE)\b", re.I
)
_WRITES = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|REPLACE INTO|UPDATE(?: ONLY)?|DELETE FROM)\s+"?(\w+)"?', re.I)
_SETS = re.compile(r'\s*UPDATE(?: ONLY)? "(\w+)" SET (.+?) WHERE "\w+"\."\w+" = \S+\s*$', re.I | re.S)
_COLUMN = re.compile(r'"(\w+)" = (?:%s|\$\d+|\?|NULL|\("\w+"\."\w+" \+ (?:%s|\$\d+|\?)\))')
_SOURCE = re.compile(r'\b(?:FROM|JOIN)\s+(?:(?:ONLY|LATERAL)\s+)?("?\w+"?|\()', re.I)
_BY_TRIGGERS = {"wagtailsearch_indexentry_fts"}
_NAME = re.compile(r"\w+")
_COUNT = re.compile(r"\bCOUNT\(\*\)", re.I)

NOTHING: frozenset[str] = frozenset()


@lru_cache(maxsize=1)
def known_tables() -> frozenset[str]:
    """The tables of all models. Views and what the database keeps by itself are not among them."""
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True)) - _BY_TRIGGERS


@lru_cache(maxsize=1000)
def tables_read(sql: str) -> frozenset[str] | None:
    """The tables that a statement may read; None: it may be any."""
    known = known_tables()
    for source in _SOURCE.findall(sql):
        if source != "(" and source.strip('"') not in known:
            return None
    names = set(_NAME.findall(sql))
    return (tables := known & names) | {moving(table) for table in tables if _reads_moving_columns(sql, table)}


def moving(table: str) -> str:
    """What the columns of a table that move all day are called."""
    return f"{table}+"


def _reads_moving_columns(sql: str, table: str) -> bool:
    columns = settings.MOVING_COLUMNS.get(table, NOTHING)
    return bool(columns) and ("*" in _COUNT.sub("", sql) or not columns.isdisjoint(_NAME.findall(sql.lower())))


def tables_written(sql: str) -> frozenset[str] | None:
    """The tables that a statement changes so that it may show; None: it may be any."""
    if _READS.match(sql):
        return NOTHING
    written = _WRITES.match(sql)
    if written is None or written[1] not in known_tables():
        return None
    if written[1] in settings.UNSEEN_TABLES or _sets_nothing_but(settings.UNSEEN_COLUMNS, sql):
        return NOTHING  # a log-in
    if _sets_nothing_but(settings.MOVING_COLUMNS, sql):
        return frozenset((moving(written[1]),))
    return frozenset((written[1],))


def _sets_nothing_but(columns: dict[str, set[str]], sql: str) -> bool:
    """Whether a statement changes, of one row, nothing but such columns."""
    setting = _SETS.match(sql)
    if setting is None or setting[1] not in columns:
        return False
    found = _COLUMN.findall(setting[2])
    return set(found) <= columns[setting[1]] and _COLUMN.sub("", setting[2]).strip(" ,") == ""
