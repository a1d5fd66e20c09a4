"""Saved pages of NodeBB's read API: `/api/categories`, `/api/category/<cid>/<slug>`, `/api/topic/<tid>?page=<n>`.

They were saved by a visitor, so that everything in them is public.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from markdownify import markdownify

from forum.nodebb.records import Export, Post, Topic, Unreadable, category_of, moment, words
from safety.words import storable

MOST_NESTED = 20  # categories within categories


def read_pages(folder: Path) -> Export:
    """Read every `*.json` below the folder, in any order. Raises Unreadable, naming the file."""
    export = Export()
    files = sorted(folder.rglob("*.json"))
    if not files:
        raise Unreadable(f"{folder}: no *.json in this folder. Save the pages of NodeBB's /api/ there.")
    for file in files:
        try:
            _read_page(json.loads(file.read_text(encoding="utf-8")), export)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise Unreadable(f"{file}: not a page of NodeBB's read API ({type(error).__name__}: {error}).") from None
    return export


def _read_page(page: dict[str, Any], export: Export) -> None:
    if "posts" in page and "tid" in page:
        _read_topic(page, export)
    elif "topics" in page and "cid" in page:
        _read_categories([page], export)
        for topic in page["topics"]:
            _read_topic(topic, export)
    elif "categories" in page:
        _read_categories(page["categories"], export)
    else:
        export.leave("pages that hold neither categories nor topics")


def _read_categories(rows: Iterable[dict[str, Any]], export: Export, depth: int = 0) -> None:
    for row in rows:
        number = int(row["cid"])
        if number > 0 and not int(row.get("disabled") or 0):
            export.categories[number] = category_of(number, row, is_open=True)
        if depth < MOST_NESTED:
            _read_categories(row.get("children") or [], export, depth + 1)


def _read_topic(row: dict[str, Any], export: Export) -> None:
    number = int(row["tid"])
    if int(row.get("deleted") or 0) or int(row.get("scheduled") or 0):
        export.leave("deleted or scheduled topics")
        return
    title = row.get("titleRaw") or row.get("title")
    if title:
        export.topics[number] = Topic(
            number=number,
            category=int(row["cid"]),
            title=words(title),
            locked=bool(int(row.get("locked") or 0)),
            pinned=bool(int(row.get("pinned") or 0)),
            tags=tuple(words(tag["value"]) for tag in row.get("tags") or []),
        )
    for post in row.get("posts") or []:
        _read_post(post, number, export)


def _read_post(row: dict[str, Any], topic: int, export: Export) -> None:
    if int(row.get("deleted") or 0):
        export.leave("deleted posts")
        return
    user = row.get("user") or {}
    export.posts[int(row["pid"])] = Post(
        number=int(row["pid"]),
        topic=topic,
        author=int(row.get("uid") or 0),
        name=words(user.get("displayname") or user.get("username")),
        text=storable(markdownify(str(row.get("content") or ""), heading_style="ATX", bullets="-")).strip(),
        at=moment(row["timestamp"]),
        index=int(row.get("index") or 0) + 1,
    )
