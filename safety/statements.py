"""Which tables a statement reads, and which it writes. What is not understood reads, or writes, all of them.

Django writes nearly every statement here, with names in full; a name that only looks like a table's counts as one.
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
_COLUMN = re.compile(r'"(\w+)" = (?:%s|\$\d+|\?|NULL)')
_SOURCE = re.compile(r'\b(?:FROM|JOIN)\s+(?:(?:ONLY|LATERAL)\s+)?("?\w+"?|\()', re.I)
_BY_TRIGGERS = {"wagtailsearch_indexentry_fts"}
_NAME = re.compile(r"\w+")

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
    return known.intersection(_NAME.findall(sql))


def tables_written(sql: str) -> frozenset[str] | None:
    """The tables that a statement changes so that it may show; None: it may be any."""
    if _READS.match(sql):
        return NOTHING
    written = _WRITES.match(sql)
    if written is None or written[1] not in known_tables():
        return None
    if written[1] in settings.UNSEEN_TABLES or _sets_unseen_columns(sql):
        return NOTHING
    return frozenset((written[1],))


def _sets_unseen_columns(sql: str) -> bool:
    """Whether a statement changes, of one row, nothing but columns that show nowhere: what a log-in writes."""
    setting = _SETS.match(sql)
    unseen = settings.UNSEEN_COLUMNS.get(setting[1]) if setting else None
    if setting is None or not unseen:
        return False
    columns = _COLUMN.findall(setting[2])
    return set(columns) <= unseen and _COLUMN.sub("", setting[2]).strip(" ,") == ""
