"""Pages of a long list without counting it: a page knows only whether another one follows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

LAST_PAGE = 2000  # further on, reading past the rows before would cost more than anybody's patience


class Slice:
    """One page of a query, in the words that components/pagination.html understands."""

    def __init__(self, found: QuerySet[Any], *, number: Any, size: int) -> None:
        typed = str(number or 1)
        self.number = min(max(int(typed), 1), LAST_PAGE) if typed.isdecimal() and len(typed) < 9 else 1
        start = (self.number - 1) * size
        rows = list(found[start : start + size + 1])
        self.object_list = rows[:size]
        self.has_next = len(rows) > size and self.number < LAST_PAGE

    def __iter__(self) -> Iterator[Any]:
        return iter(self.object_list)

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_other_pages(self) -> bool:
        return self.has_previous or self.has_next

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1
