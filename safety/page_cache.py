"""Pages as guests get them, kept in memory: what has not changed is not computed again.

A page is kept only when whoever comes without a cookie is given the very same. It is asked for before a thread, a
session or a database is touched, and it is old as soon as anything that a page shows is written (safety/freshness.py).
What people look for is never kept, nor anything beneath the addresses of GUEST_PAGES_NEVER.
"""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from safety.freshness import generation
from safety.quiet import is_quiet

# Either the page is then somebody's own, or the answer depends on more than its address.
_TELLING = (b"cookie", b"authorization", b"range", b"transfer-encoding", b"x-requested-with", b"content-length")
_KINDS = ("text/html", "application/rss+xml", "application/atom+xml", "text/calendar")
_VARY = {"cookie", "accept-language"}  # the language of a page is in its address (Django's i18n_patterns)
_SECRETS = re.compile(rb"method\s*=\s*[\"']?post|csrfmiddlewaretoken", re.IGNORECASE)
_TOKEN = re.compile(r":|\w{32}")  # what looks like a secret in an address is one
_PRIVATE = re.compile(r"private|no-store|no-cache|max-age=0", re.IGNORECASE)

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Key:
    """An address as it was asked for."""

    scheme: str
    host: bytes
    root: str
    path: str
    query: bytes


@dataclass(frozen=True)
class Kept:
    """An answer, ready to be sent."""

    generation: str
    until: float
    etag: bytes
    headers: Headers
    body: bytes

    @property
    def size(self) -> int:
        """About what it weighs in memory."""
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers) + 500


def key_of(scope: dict[str, Any]) -> Key | None:
    """The address of a request that may be answered from memory; None for every other."""
    path = scope["path"]
    if scope["method"] != "GET" or is_quiet(path) or re.match(settings.GUEST_PAGES_NEVER, path) or _TOKEN.search(path):
        return None
    hosts, telling = [], False
    for name, value in scope["headers"]:
        if name == b"host":
            hosts.append(value)
        telling = telling or name in _TELLING or name.startswith(b"hx-")
    query = scope.get("query_string", b"")
    if telling or len(hosts) != 1 or len(path) > 300 or not _is_plain(query):
        return None
    return Key(scope.get("scheme", ""), hosts[0], scope.get("root_path", ""), path, query)


def _is_plain(query: bytes) -> bool:
    """Whether a query holds nothing but what pages of lists are asked with."""
    if not query:
        return True
    if len(query) > 100:
        return False
    names = [name for name, _value in parse_qsl(query.decode("latin-1"), keep_blank_values=True)]
    return bool(names) and set(names) <= settings.GUEST_PAGES_QUERY


class GuestPages:
    """The pages of one process, the least asked for given up first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, Kept] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def find(self, key: Key) -> tuple[str, Kept | None]:
        """The present state of the site, and the page if it is of this state."""
        now = generation()
        with self._lock:
            page = self._pages.get(key)
            if page is None:
                return now, None
            if page.generation != now or page.until < time.monotonic():
                self._drop(key)
                return now, None
            self._pages.move_to_end(key)
        return now, page

    def keep(self, key: Key, response: HttpResponseBase, *, computed_from: str) -> None:
        """Keep an answer if it is everybody's, and give it what lets a browser ask whether it changed.

        `computed_from` is the state of the site before the view ran: what was written meanwhile makes it old at once.
        """
        if not is_everybodys(response):
            return
        body: bytes = response.content  # type: ignore[attr-defined]
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        patch_vary_headers(response, ["Cookie"])
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = "no-cache"  # others may keep it, and ask us each time
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
        until = time.monotonic() + settings.GUEST_PAGES_SECONDS
        page = Kept(computed_from, until, etag.encode(), headers, body)
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._size += page.size
            while self._size > settings.GUEST_PAGES_BYTES:
                self._drop(next(iter(self._pages)))

    def _drop(self, key: Key) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self._size -= page.size


def is_everybodys(response: HttpResponseBase) -> bool:
    """Whether whoever comes without a cookie would be given this very answer."""
    if response.status_code != 200 or response.streaming or response.cookies:
        return False
    if response.headers.get("Content-Type", "").partition(";")[0] not in _KINDS:
        return False
    if _PRIVATE.search(response.headers.get("Cache-Control", "")) or "Set-Cookie" in response.headers:
        return False
    varies = {name.strip().lower() for name in response.headers.get("Vary", "").split(",") if name.strip()}
    body: bytes = response.content  # type: ignore[attr-defined]
    return varies <= _VARY and len(body) <= settings.GUEST_PAGES_BYTES // 50 and not _SECRETS.search(body)


def answer_of(page: Kept, asked: Iterable[tuple[bytes, bytes]]) -> tuple[int, Headers, bytes]:
    """Status, headers and body: the whole page, or that the browser has it already."""
    known = b",".join(value for name, value in asked if name == b"if-none-match")
    tags = {tag.strip().removeprefix(b"W/") for tag in known.split(b",")}
    if page.etag in tags:
        return 304, [header for header in page.headers if header[0] not in (b"content-length", b"content-type")], b""
    return 200, page.headers, page.body
