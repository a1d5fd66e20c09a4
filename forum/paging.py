"""Pages of long lists that cost the same wherever one is: by number in a topic, by date and number everywhere else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOMENT = re.compile(r"[0-9]{1,17}")
_MARK = re.compile(r"[0-9]{1,17}-[0-9]{1,9}")


class PostPages(Paginator):  # type: ignore[type-arg]
    """Pages of a topic: each is a range of positions, and their number is known.

    `read` is given the position before the first and that of the last post of a page, and answers with its posts.
    """

    def __init__(self, read: Callable[[int, int], list[Any]], per_page: int, *, count: int) -> None:
        super().__init__([], per_page)
        self._read, self._known_count = read, count

    @cached_property
    def count(self) -> int:
        return self._known_count

    def page(self, number: Any) -> Page[Any]:
        """The posts of this page, without walking over the earlier ones."""
        number = self.validate_number(number)
        before = (number - 1) * self.per_page
        return Page(self._read(before, before + self.per_page), number, self)

    def number_of(self, position: int) -> int:
        """On which page a position is."""
        return (position - 1) // self.per_page + 1


@dataclass(frozen=True)
class Window:
    """Some rows of a list, the latest first, and the marks that lead to its neighbours (empty: there is none)."""

    rows: list[Any]
    newer: str = ""
    older: str = ""


def mark_of(moment: datetime) -> str:
    """A moment in an address: microseconds since 1970."""
    return str((moment - _EPOCH) // timedelta(microseconds=1))


def read_moment(mark: str) -> datetime | None:
    """The moment in an address; None for what is none."""
    return _EPOCH + timedelta(microseconds=int(mark)) if _MOMENT.fullmatch(mark) else None


def _mark_of(row: Any, moment: str) -> str:
    return f"{mark_of(getattr(row, moment))}-{row.pk}"


def _read_mark(mark: str) -> tuple[datetime, int] | None:
    """The date and the number in a mark; None for what is no mark, so that a broken address shows the beginning."""
    if not _MARK.fullmatch(mark):
        return None
    microseconds, number = map(int, mark.split("-"))
    return _EPOCH + timedelta(microseconds=microseconds), number


def read_window(rows: QuerySet[Any], asked: Any, *, moment: str, size: int) -> Window:
    """The rows that an address asks for (`before` or `after` a mark), by the date in `moment`, the latest first.

    Someone who writes meanwhile moves nothing: the mark is a place in time, no distance from the top.
    """
    if (mark := _read_mark(asked.get("after", ""))) is not None:
        later = rows.filter(Q(**{f"{moment}__gte": mark[0]}) & ~Q(**{moment: mark[0], "pk__lte": mark[1]}))
        found = list(later.order_by(moment, "pk")[: size + 1])
        if len(found) > size:
            found = found[size - 1 :: -1]
            return Window(found, newer=_mark_of(found[0], moment), older=_mark_of(found[-1], moment))
    mark = _read_mark(asked.get("before", ""))
    if mark is not None:
        rows = rows.filter(Q(**{f"{moment}__lte": mark[0]}) & ~Q(**{moment: mark[0], "pk__gte": mark[1]}))
    found = list(rows.order_by(f"-{moment}", "-pk")[: size + 1])
    newer = _mark_of(found[0], moment) if found and mark else ""
    return replace(first_window(found, moment=moment, size=size), newer=newer)


def first_window(found: list[Any], *, moment: str, size: int) -> Window:
    """The beginning of a list, of which one row more than it shows was read."""
    more, found = len(found) > size, found[:size]
    return Window(found, older=_mark_of(found[-1], moment) if more else "")
