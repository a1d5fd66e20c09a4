"""What a NodeBB forum consists of, wherever it was read from. No models here."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from safety.words import storable


class Unreadable(Exception):
    """A file is not what NodeBB writes; the message is a sentence that names it."""


@dataclass(frozen=True)
class Category:
    """A category (`cid`). `open` says whether guests read it: what is not known to be open is brought in closed."""

    number: int
    name: str
    description: str
    parent: int
    order: int
    open: bool


@dataclass(frozen=True)
class Post:
    """A post (`pid`) in Markdown. `index` counts from 1 in its topic, deleted ones too, as NodeBB does."""

    number: int
    topic: int
    author: int
    name: str
    text: str
    at: datetime
    index: int = 0


@dataclass(frozen=True)
class Topic:
    """A topic (`tid`)."""

    number: int
    category: int
    title: str
    locked: bool
    pinned: bool
    tags: tuple[str, ...] = ()


@dataclass
class Export:
    """All that was read, and in words what was left behind."""

    categories: dict[int, Category] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    posts: dict[int, Post] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)

    def leave(self, what: str, number: int = 1) -> None:
        """Count something that is not brought in."""
        self.left[what] = self.left.get(what, 0) + number


def category_of(number: int, row: dict[str, Any], *, is_open: bool) -> Category:
    """What is said of a category, in the same words by the API and in the database. Raises KeyError, ValueError."""
    return Category(
        number=number,
        name=words(row["name"]),
        description=words(row.get("description")),
        parent=int(row.get("parentCid") or 0),
        order=int(row.get("order") or 0),
        open=is_open,
    )


def moment(milliseconds: Any) -> datetime:
    """NodeBB counts milliseconds since 1970. Raises ValueError when it is no number."""
    return datetime.fromtimestamp(float(milliseconds) / 1000, tz=UTC)


def words(value: Any) -> str:
    """A title, name or tag: NodeBB escapes them for HTML."""
    return storable(" ".join(html.unescape(str(value or "")).split()))
