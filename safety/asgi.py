"""The HTTP entry of the whole site.

It differs from Django's handler in three things. A request body never reaches a disk in clear and never grows without
bound: Django writes it to a temporary file before any upload handler runs, without a limit. Middleware and view run in
one hop to one thread: going through each adapted middleware apart costs twice the processor time (measured). And what
guests are shown is kept in memory, asked for before anything else (safety/page_cache.py).
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
import resource
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers import asgi
from django.db import close_old_connections
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseServerError
from django.http.response import HttpResponseBase
from django.urls import get_resolver, set_script_prefix

from safety.freshness import asked_once
from safety.page_cache import GuestPages, Kept, Key, answer_of, key_of
from safety.quiet import is_quiet, quiet
from safety.spooling import EncryptedSpool, SpoolLimit
from safety.uploads import body_limit, refuse_too_large, room_rule
from safety.workers import Workers

logger = logging.getLogger("safety")

_ARENA_MAX = -8  # M_ARENA_MAX of <malloc.h>

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


class Request(asgi.ASGIRequest):
    """A request that knows whether its body was refused."""

    refused_over: int | None = None
    cookie_came = False


class ASGIHandler(asgi.ASGIHandler):
    """See the module. WebSockets don't pass here."""

    request_class = Request

    def __init__(self) -> None:
        super(asgi.ASGIHandler, self).__init__()
        self.load_middleware(is_async=False)
        self.guest_pages = GuestPages()
        # The stubs of asgiref know one kind of executor only.
        workers = cast(ThreadPoolExecutor, Workers())
        self.think = sync_to_async(self.respond, thread_sensitive=False, executor=workers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"This handler serves HTTP only, not {scope['type']}.")
        with quiet(is_quiet(scope["path"])):
            if (key := key_of(scope)) is None:
                async with ThreadSensitiveContext():
                    await self.handle(scope, receive, send)
                return
            state, page = await sync_to_async(self.guest_pages.find, thread_sensitive=False)(key)
            if page is not None:
                await _send_kept(page, scope, send)
                return
            async with ThreadSensitiveContext():
                await self.handle(scope, receive, send, keep=(key, state))

    async def handle(self, scope: Scope, receive: Receive, send: Send, keep: tuple[Key, str] | None = None) -> None:
        """Read the body, compute the answer in one thread, send it."""
        try:
            limit = await self._room(scope)
            body, refused_over = await self.read_limited(receive, limit=limit, announced=_content_length(scope))
        except RequestAborted:
            return
        try:
            response = await self.think(scope, body, refused_over)
            if keep is not None:
                self.guest_pages.keep(keep[0], response, computed_from=keep[1])
            if response.streaming:
                await self._stream(response, receive, send)
            else:
                await self.send_response(response, send)
        finally:
            body.close()

    # -- Coming in ---------------------------------------------------------------------------------------------------
    async def _room(self, scope: Scope) -> int:
        """The largest body that this request may carry. When nobody can tell how much room there is, there is none."""
        limit = body_limit(scope["path"])
        rule = room_rule(scope["path"]) if scope["method"] not in ("GET", "HEAD") else None
        if rule is None:
            return limit
        try:
            return min(limit, await sync_to_async(rule)())
        except Exception:
            if not is_quiet(scope["path"]):
                logger.exception("The rule that says how much may come in failed.")
            return 0

    async def read_limited(
        self, receive: Receive, *, limit: int, announced: int | None
    ) -> tuple[EncryptedSpool, int | None]:
        """The body in an encrypted spool, and the limit that it broke, if it did (then the spool is empty).

        Past the limit it reads on and throws away, up to a bound: a browser that is still sending when the connection
        closes shows "connection reset" instead of our page. A disk that takes no more is a limit of 0.
        """
        spool = EncryptedSpool(limit=limit)
        refused_over = limit if announced is not None and announced > limit else None
        received = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                spool.close()
                raise RequestAborted
            chunk = message.get("body", b"")
            received += len(chunk)
            if refused_over is None:
                try:
                    spool.write(chunk)
                except (SpoolLimit, OSError) as error:
                    refused_over = limit if isinstance(error, SpoolLimit) else 0
                    spool.close()
                    spool = EncryptedSpool()
            elif received > limit + settings.BODY_DISCARD_LIMIT:
                break
            if not message.get("more_body", False):
                break
        spool.seek(0)
        return spool, refused_over

    # -- Thinking, all in one thread ----------------------------------------------------------------------------------
    def respond(self, scope: Scope, body: EncryptedSpool, refused_over: int | None) -> HttpResponseBase:
        """Request to response, with the signals around it."""
        unseen = is_quiet(scope["path"])
        if unseen:
            scope = _forget_who(scope)
        set_script_prefix(asgi.get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, error = self.create_request(scope, cast(IO[bytes], body))
        response: HttpResponseBase
        if request is None:
            response = error or HttpResponseServerError()
        else:
            cast(Request, request).refused_over = refused_over
            cast(Request, request).cookie_came = bool(scope.get("cookie_came"))
            if not request.META.get("CONTENT_LENGTH"):
                # A chunked body announces no length, and Django's form parser takes that for an empty form.
                request.META["CONTENT_LENGTH"] = str(body.size)
            try:
                with asked_once():
                    response = self.get_response(request)
            except Exception:
                # Beyond every error page. The server would log what escapes from here, with everything in it.
                if not unseen:
                    logger.exception("The error page failed.")
                response = HttpResponseServerError("Internal Server Error", content_type="text/plain")
            response._handler_class = self.__class__  # type: ignore[attr-defined]
            if isinstance(response, FileResponse):
                response.block_size = self.chunk_size
        if unseen and isinstance(response, HttpResponse):
            response.cookies.clear()  # whatever a middleware thought it should remember
        if response.streaming:
            close_old_connections()  # it is sent, and closed, from other threads
        else:
            response.close()  # the content is complete in memory; this ends the request and its connections
        return response

    def _get_response(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a body that was too large without calling the view that would have parsed it."""
        limit = getattr(request, "refused_over", None)
        if limit is None:
            response: HttpResponseBase = super()._get_response(request)  # type: ignore[misc]  # the stubs don't know it
            return response
        callback, _args, _kwargs = self.resolve_request(request)
        refusal: Callable[[HttpRequest, int], HttpResponse] = getattr(callback, "when_too_large", refuse_too_large)
        return refusal(request, limit)

    # -- Going out -----------------------------------------------------------------------------------------------------
    async def _stream(self, response: HttpResponseBase, receive: Receive, send: Send) -> None:
        """Send piece by piece, and stop producing when the other side hangs up."""
        whole = response if getattr(response, "is_async", False) else _InPieces(response)
        sending = asyncio.ensure_future(self.send_response(cast(HttpResponseBase, whole), send))
        leaving = asyncio.ensure_future(self._wait_for_disconnect(receive))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, leaving):
                if not task.done():
                    task.cancel()
            outcome = (await asyncio.gather(sending, leaving, return_exceptions=True))[0]
            await sync_to_async(response.close)()
        if isinstance(outcome, Exception):
            raise outcome

    async def _wait_for_disconnect(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass


class _InPieces:
    """A synchronous stream, read a piece at a time in a thread: Django would read all of it before the first byte."""

    streaming = True

    def __init__(self, response: HttpResponseBase) -> None:
        self.items = response.items
        self.cookies = response.cookies
        self.status_code = response.status_code
        self._pieces = iter(cast(Iterable[bytes], response))

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read_next = sync_to_async(lambda: next(self._pieces, None), thread_sensitive=False)
        while (piece := await read_next()) is not None:
            yield piece


_TELLING = frozenset(b"cookie cookie-came user-agent referer x-forwarded-for x-real-ip forwarded authorization".split())


def _forget_who(scope: Scope) -> Scope:
    """The request without what tells who makes it; only that a cookie came is remembered, to warn the visitor."""
    headers = [(name, value) for name, value in scope["headers"] if name not in _TELLING]
    # A reverse proxy that strips the cookie can still say that there was one.
    cookie_came = any(name in (b"cookie", b"cookie-came") and value for name, value in scope["headers"])
    return {**scope, "headers": headers, "client": ("0.0.0.0", 0), "cookie_came": cookie_came}  # noqa: S104


async def _send_kept(page: Kept, scope: Scope, send: Send) -> None:
    """Answer from memory."""
    status, headers, body = answer_of(page, scope["headers"])
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _content_length(scope: Scope) -> int | None:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return None


def guard_memory() -> None:
    """No core dump may hold what people send; swap may, so say it when there is some."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        swaps = Path("/proc/swaps").read_text().splitlines()[1:]
    except OSError:
        return
    if any("zram" not in line for line in swaps):
        logger.warning("Swap is on: what people send can reach the disk through it. Switch it off or encrypt it.")


def share_one_heap() -> None:
    """The C library would keep a heap for each thread, none of which gives back what another could use."""
    with suppress(AttributeError, OSError):  # not every C library has this
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)


def settle() -> None:
    """What is loaded now stays until the end: the collector need not walk over it again and again."""
    _ = get_resolver().url_patterns  # every view, before the first visitor comes
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)  # a page makes some thousands of objects, nearly all gone when it is sent


def get_asgi_application() -> ASGIHandler:
    """The site as an ASGI application for HTTP. Call `settle` when all else is loaded."""
    import django

    django.setup(set_prefix=False)
    guard_memory()
    share_one_heap()
    return ASGIHandler()
