"""A `mongoexport` of NodeBB's collection `objects`: one JSON document a line, or one list (`--jsonArray`).

The collection holds private categories, chats, addresses and e-mails too. Read are categories, topics, posts and the
public names of users; everything else is passed over unread. A category counts as open only when the export shows that
guests may enter it and read its topics (`group:cid:<cid>:privileges:groups:{read,topics:read}:members`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from forum.nodebb.records import Export, Post, Topic, Unreadable, category_of, moment, words
from safety.words import storable

KEY = re.compile(r"(category|topic|post|user):(\d+)")
PRIVILEGE = re.compile(r"group:cid:(\d+):privileges:groups:(read|topics:read):members")
NEEDED = {"read", "topics:read"}


def read_objects(file: Path) -> Export:
    """Read the export. Raises Unreadable, naming the line."""
    export, names, guests = Export(), {}, {}
    for number, row in _rows(file):
        try:
            key = str(row.get("_key", ""))
            if found := PRIVILEGE.fullmatch(key):
                if "guests" in (row.get("value"), *(row.get("members") or [])):
                    guests.setdefault(int(found[1]), set()).add(found[2])
            elif (found := KEY.fullmatch(key)) and "value" not in row:
                _read_hash(found[1], int(found[2]), row, export, names)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise Unreadable(f"{file}, line {number}: {type(error).__name__}: {error}.") from None
    export.categories = {
        cid: replace(category, open=guests.get(cid) == NEEDED) for cid, category in export.categories.items()
    }
    export.posts = {
        pid: replace(post, name=names.get(post.author, ""))
        for pid, post in sorted(export.posts.items(), key=lambda item: (item[1].at, item[0]))
    }
    _count_places(export)
    return export


def _rows(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with file.open(encoding="utf-8") as lines:
        try:
            first = lines.read(1)
            lines.seek(0)
            if first == "[":
                yield from enumerate((_plain(row) for row in json.load(lines)), 1)
                return
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, _plain(json.loads(line))
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"{file}: not an export by mongoexport ({error}).") from None


def _plain(value: Any) -> Any:
    """Extended JSON wraps numbers: {"$numberLong": "3"} is 3."""
    if isinstance(value, dict):
        for name in ("$numberLong", "$numberInt", "$numberDouble"):
            if name in value:
                return float(value[name]) if name == "$numberDouble" else int(value[name])
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _read_hash(kind: str, number: int, row: dict[str, Any], export: Export, names: dict[int, str]) -> None:
    if kind == "user":
        names[number] = words(row.get("username"))
    elif kind == "category":
        if int(row.get("disabled") or 0):
            export.leave("disabled categories")
            return
        export.categories[number] = category_of(number, row, is_open=False)
    elif kind == "topic":
        if int(row.get("deleted") or 0) or moment(row["timestamp"]) > datetime.now(UTC):
            export.leave("deleted or scheduled topics")
            return
        flags = {name: bool(int(row.get(name) or 0)) for name in ("locked", "pinned")}
        tags = tuple(words(row.get("tags")).split(","))
        export.topics[number] = Topic(
            number=number, category=int(row["cid"]), title=words(row["title"]), tags=tags, **flags
        )
    else:
        export.posts[number] = Post(
            number=number,
            topic=int(row["tid"]),
            author=int(row.get("uid") or 0),
            name="",
            text="" if int(row.get("deleted") or 0) else storable(str(row.get("content") or "")).strip(),
            at=moment(row["timestamp"]),
        )


def _count_places(export: Export) -> None:
    """Number the posts of each topic, then let the deleted ones go: they have a place, but no words."""
    places: dict[int, int] = {}
    for pid, post in list(export.posts.items()):
        places[post.topic] = places.get(post.topic, 0) + 1
        if post.text:
            export.posts[pid] = replace(post, index=places[post.topic])
        else:
            del export.posts[pid]
            export.leave("deleted posts")
