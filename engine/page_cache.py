"""Pages as guests get them, kept in memory: what has not changed is not computed again.

A page is kept only when whoever comes without a cookie is given the very same. It is asked for before a session or a
database is touched, and it is old as soon as a table that it was read from is written to (engine/versions.py); not
before it is GUEST_PAGES_BEHIND seconds old when messages were added to the forum and nothing else happened. Who asks
for a page that is being computed waits for it. What people look for is never kept, nor anything beneath the addresses
of GUEST_PAGES_NEVER.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from engine.versions import Dependencies, State, current_state
from safety.quiet import is_quiet

# Either the page is then somebody's own, or the answer depends on more than its address.
_TELLING = (b"cookie", b"authorization", b"range", b"transfer-encoding", b"x-requested-with", b"content-length")
_KINDS = ("text/html", "application/rss+xml", "application/atom+xml", "text/calendar")
_VARY = {"cookie", "accept-language"}  # the language of a page is in its address (Django's i18n_patterns)
_SECRETS = re.compile(rb"method\s*=\s*[\"']?post|csrfmiddlewaretoken", re.IGNORECASE)
_TOKEN = re.compile(r":|\w{32}")  # what looks like a secret in an address is one
WAITED = 10.0  # seconds, at most, for a page that somebody else is waiting for too
_PRIVATE = re.compile(r"private|no-store|no-cache|max-age=0", re.IGNORECASE)

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Key:
    """An address as it was asked for: all of a request that a page of guests depends on."""

    scheme: str  # what the page will take it for, behind the proxy too: pages print whole addresses
    port: int | None
    host: bytes
    root: str
    path: str
    query: bytes


@dataclass
class CachedPage:
    """An answer, ready to be sent."""

    dependencies: Dependencies
    state: str  # the last one that it was found to be of
    begun: float
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
    hosts, telling, forwarded = [], False, []
    trusted = _header_of_scheme()
    for name, value in scope["headers"]:
        if name == b"host":
            hosts.append(value)
        elif name == trusted:
            forwarded.append(value)
        telling = telling or name in _TELLING or name.startswith(b"hx-")
    query = scope.get("query_string", b"")
    if telling or len(hosts) != 1 or len(path) > 300 or not _is_plain(query):
        return None
    scheme = _scheme(scope, b",".join(forwarded) if forwarded else None)
    return Key(scheme, (scope.get("server") or ("", None))[1], hosts[0], scope.get("root_path", ""), path, query)


def _header_of_scheme() -> bytes:
    """The header by which a proxy says how a request came in, as it stands in a scope; empty when none is believed."""
    trusted: tuple[str, str] | None = settings.SECURE_PROXY_SSL_HEADER
    return trusted[0].removeprefix("HTTP_").replace("_", "-").lower().encode() if trusted else b""


def _scheme(scope: dict[str, Any], forwarded: bytes | None) -> str:
    """The scheme that Django will find (HttpRequest.scheme)."""
    trusted: tuple[str, str] | None = settings.SECURE_PROXY_SSL_HEADER
    if trusted is None or forwarded is None:
        return str(scope.get("scheme", ""))
    return "https" if forwarded.split(b",", 1)[0].strip() == trusted[1].encode() else "http"


def _is_plain(query: bytes) -> bool:
    """Whether a query holds nothing but what pages of lists are asked with."""
    if not query:
        return True
    if len(query) > 100:
        return False
    names = [name for name, _value in parse_qsl(query.decode("latin-1"), keep_blank_values=True)]
    return bool(names) and set(names) <= settings.GUEST_PAGES_QUERY


class SingleFlight:
    """Somebody computes a page, and others may wait for it. Lives in the thread of the server's loop."""

    def __init__(self, key: Key, among: dict[Key, SingleFlight]) -> None:
        self.key, self._among = key, among
        self.ended: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def end(self, *, kept: bool) -> None:
        """It is computed; whether the others find it kept. Once is enough."""
        if self._among.get(self.key) is self:
            del self._among[self.key]
        if not self.ended.done():
            self.ended.set_result(kept)


_finders = ThreadPoolExecutor(8, thread_name_prefix="find")  # what is slow elsewhere holds none of them


class GuestPages:
    """The pages of one process, the least asked for given up first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, CachedPage] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()
        self._turns: dict[Key, SingleFlight] = {}  # those that are being computed

    def __len__(self) -> int:
        return len(self._pages)

    def find(self, key: Key) -> CachedPage | None:
        """The page, if guests may be shown it now."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
        now = current_state()  # known in any case to whoever computes it next
        if page is None or _serves(page, now):
            return page
        with self._lock:
            if self._pages.get(key) is page:
                self._drop(key)
        return None

    async def ask(self, key: Key) -> CachedPage | SingleFlight:
        """The page, or the turn to compute it: who comes while another does waits for that."""
        find, loop = sync_to_async(self.find, thread_sensitive=False, executor=_finders), asyncio.get_running_loop()
        until = loop.time() + WAITED
        while True:
            before = self._pages.get(key)
            if (page := await find(key)) is not None:
                return page
            if (running := self._turns.get(key)) is not None:
                await asyncio.wait({running.ended}, timeout=max(0, until - loop.time()))
                if not (running.ended.done() and running.ended.result()):  # it takes too long, or is nobody else's
                    return SingleFlight(key, {})
            elif (kept := self._pages.get(key)) is None or kept is before or loop.time() > until:
                return self._turns.setdefault(key, SingleFlight(key, self._turns))
            # else it was kept while this one looked for it: of a herd some would compute it again

    def keep(self, key: Key, response: HttpResponseBase, *, dependencies: Dependencies, begun: float) -> bool:
        """Keep an answer if it is everybody's, and give it what lets a browser ask whether it changed; whether it is.

        `basis` holds the versions of the tables before they were read: what was written meanwhile makes it old at once.
        `begun` is the monotonic time in seconds before anything was.
        """
        if not dependencies.is_sound or not is_everybodys(response):
            return False
        body: bytes = response.content  # type: ignore[attr-defined]
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        patch_vary_headers(response, ["Cookie"])
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = "no-cache"  # others may keep it, and ask us each time
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
        page = CachedPage(dependencies, "", begun, etag.encode(), headers, body)
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._size += page.size
            while self._size > settings.GUEST_PAGES_BYTES:
                self._drop(next(iter(self._pages)))
        return True

    def _drop(self, key: Key) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self._size -= page.size


def _serves(page: CachedPage, now: State) -> bool:
    """Whether guests may be shown a page in this state of the site."""
    age = time.monotonic() - page.begun
    if age > settings.GUEST_PAGES_SECONDS:
        return False
    if page.state != now.name and page.dependencies.holds(now):
        page.state = now.name
    return page.state == now.name or (age < settings.GUEST_PAGES_BEHIND and page.dependencies.only_grew(now))


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


def answer_of(page: CachedPage, asked: Iterable[tuple[bytes, bytes]]) -> tuple[int, Headers, bytes]:
    """Status, headers and body: the whole page, or that the browser has it already."""
    known = b",".join(value for name, value in asked if name == b"if-none-match")
    tags = {tag.strip().removeprefix(b"W/") for tag in known.split(b",")}
    if page.etag in tags:
        return 304, [header for header in page.headers if header[0] not in (b"content-length", b"content-type")], b""
    return 200, page.headers, page.body
