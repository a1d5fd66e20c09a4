"""The HTTP entry of the whole site.

It differs from Django's handler in three things. A request body never reaches a disk in clear and never grows without
bound: Django writes it to a temporary file before any upload handler runs, without a limit. Middleware and view run in
one hop to one of few threads (engine/admission.py): going through each adapted middleware apart costs twice the
processor time (measured). And what guests are shown is kept in memory, asked for before anything else
(engine/page_cache.py); what sources send and are told leaves it (safety/memory.py).
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import re
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from typing import IO, Any, cast

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers import asgi
from django.db import close_old_connections
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseServerError
from django.http.response import HttpResponseBase
from django.urls import get_resolver, set_script_prefix

from engine.admission import Full, Places
from engine.descriptors import are_short, for_answers
from engine.page_cache import CachedPage, GuestPages, Headers, SingleFlight, answer_of, key_of
from engine.refusals import draw_refusals, refusal
from engine.versions import Dependencies, one_state
from safety.memory import Forgetting, guard_memory, is_forgotten, share_one_heap
from safety.quiet import is_quiet, is_unlogged, quiet
from safety.spooling import EncryptedSpool
from safety.uploads import body_kept, body_limit, refuse_still, refuse_too_large, room_rule

logger = logging.getLogger("engine")

_READ_AT_ONCE = 1024 * 1024  # bytes of a body that are read before anybody knows how much room there is
STOOD_STILL = -1  # instead of the limit that was broken
SWITCH_SECONDS = 0.0005  # a thread that computes lets the loop, which answers guests, wait no longer (CPython: 0.005)
_SLOWEST = 1024  # bytes that must have come before the patience begins anew: a byte now and then is standing still

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


class Request(asgi.ASGIRequest):
    """A request that knows whether its body was refused."""

    refused_over: int | None = None
    stood_still = False
    cookie_came = False


class ASGIHandler(asgi.ASGIHandler):
    """See the module. WebSockets don't pass here."""

    request_class = Request

    def __init__(self) -> None:
        super(asgi.ASGIHandler, self).__init__()
        self.load_middleware(is_async=False)
        self.guest_pages = GuestPages()
        self.forgetting = Forgetting()
        # Three kinds, none of which can take another's places: the source's door, what costs next to nothing, the rest.
        self.drop, self.light, self.site = (
            Places(threads=threads, line=settings.REQUEST_LINE, patience=settings.REQUEST_PATIENCE)
            for threads in (settings.LEAKS_THREADS, settings.LIGHT_THREADS, settings.REQUEST_THREADS)
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"This handler serves HTTP only, not {scope['type']}.")
        with quiet(is_unlogged(scope["path"])):
            if (key := key_of(scope)) is None:
                try:
                    await self.handle(scope, receive, send)
                finally:
                    if is_forgotten(scope["path"]):
                        self.forgetting.soon()
                return
            found = await self.guest_pages.ask(key)
            if isinstance(found, CachedPage):
                await _send_whole(answer_of(found, scope["headers"]), send)
                return
            try:
                await self.handle({**scope, "basis": Dependencies()}, receive, send, turn=found)
            finally:
                found.end(kept=False)

    def places_for(self, path: str) -> Places:
        """Where a request to this path is answered."""
        if re.match(settings.LIGHT_PATHS, path):
            return self.light
        return self.drop if is_quiet(path) else self.site

    def shut_down(self) -> None:
        """Let every thread end, its connections closed."""
        for places in (self.drop, self.light, self.site):
            places.shutdown()

    async def handle(self, scope: Scope, receive: Receive, send: Send, turn: SingleFlight | None = None) -> None:
        """Read the body, compute the answer in one thread, send it. Who finds no place is told so."""
        places = self.places_for(scope["path"])
        if places.is_full or are_short(for_answers()):
            await _refuse(scope, receive, send)
            return
        # Asked while the body comes in: whoever hangs up after the last byte has sent it, if somebody reads meanwhile.
        room = asyncio.ensure_future(self._room(scope))
        try:
            kept = body_kept(scope["path"])
            body, refused_over = await self.read_limited(
                receive, room=room, announced=_content_length(scope), kept=kept
            )
        except RequestAborted:
            return
        finally:
            if not room.done():
                room.cancel()
        begun = time.monotonic()
        try:
            response = await places.run(self.respond, scope, body, refused_over)
            if turn is not None:
                turn.end(kept=self.guest_pages.keep(turn.key, response, dependencies=scope["basis"], begun=begun))
            if response.streaming:
                await self._stream(response, receive, send)
            else:
                await self.send_response(response, send)
        except Full:
            await _send_whole(refusal(scope), send)
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
            return min(limit, await sync_to_async(rule, thread_sensitive=False)(scope))
        except Exception:
            if not is_quiet(scope["path"]):
                logger.exception("The rule that says how much may come in failed.")
            return 0

    async def read_limited(
        self, receive: Receive, *, room: asyncio.Future[int], announced: int | None, kept: int
    ) -> tuple[EncryptedSpool, int | None]:
        """The body in an encrypted spool, and the limit that it broke, if it did; STOOD_STILL when it came no further.

        Past the limit it reads on and throws away, up to a bound: a browser that is still sending when the connection
        closes shows "connection reset" instead of our page. A disk that takes no more is a limit of 0. Of a body that
        was refused the spool holds the first `kept` bytes, in memory: what was typed comes before the files.
        """
        spool = EncryptedSpool()
        refused_over: int | None = None
        limit: int | None = None
        pace = _Pace(receive)
        beginning = bytearray()
        received, more = 0, True
        while more:
            try:
                message = await pace.receive()
            except TimeoutError:
                refused_over = STOOD_STILL
                break
            if message["type"] == "http.disconnect":
                spool.close()
                raise RequestAborted
            chunk = message.get("body", b"")
            more = message.get("more_body", False)
            received += len(chunk)
            beginning += chunk[: kept - len(beginning)]
            if limit is None and (room.done() or not more or received > _READ_AT_ONCE):
                limit = await room
            if limit is not None and refused_over is None and max(received, announced or 0) > limit:
                refused_over = limit
            if refused_over is None:
                try:
                    spool.write(chunk)
                except OSError:
                    refused_over = 0
            if refused_over is not None:
                spool.close()
                if received > (limit or 0) + settings.BODY_DISCARD_LIMIT:
                    break
        if refused_over is not None:
            spool.close()
            spool = EncryptedSpool(beginning, memory=kept)
        beginning[:] = bytes(len(beginning))
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
            cast(Request, request).stood_still = refused_over == STOOD_STILL
            cast(Request, request).cookie_came = bool(scope.get("cookie_came"))
            if not request.META.get("CONTENT_LENGTH"):
                # A chunked body announces no length, and Django's form parser takes that for an empty form.
                request.META["CONTENT_LENGTH"] = str(body.size)
            try:
                with one_state(scope.get("basis")):
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
        if getattr(request, "stood_still", False):
            still: Callable[[HttpRequest], HttpResponse] = getattr(callback, "when_still", refuse_still)
            answer = still(request)
            answer["Connection"] = "close"  # with what else may come
            return answer
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
            await sync_to_async(response.close, thread_sensitive=False)()
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


class _Pace:
    """Receives a body, and loses patience when it stands still (BODY_STILL_SECONDS). The server has no such limit."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._loop = asyncio.get_running_loop()
        self._came = 0
        self._until = self._loop.time() + settings.BODY_STILL_SECONDS

    async def receive(self) -> Mapping[str, Any]:
        """The next message; raises TimeoutError."""
        async with asyncio.timeout_at(self._until):
            message = await self._receive()
        self._came += len(message.get("body", b""))
        if self._came >= _SLOWEST:
            self._came, self._until = 0, self._loop.time() + settings.BODY_STILL_SECONDS
        return message


_TELLING = frozenset(b"cookie cookie-came user-agent referer x-forwarded-for x-real-ip forwarded authorization".split())


def _forget_who(scope: Scope) -> Scope:
    """The request without what tells who makes it; only that a cookie came is remembered, to warn the visitor."""
    headers = [(name, value) for name, value in scope["headers"] if name not in _TELLING]
    # A reverse proxy that strips the cookie can still say that there was one.
    cookie_came = any(name in (b"cookie", b"cookie-came") and value for name, value in scope["headers"])
    return {**scope, "headers": headers, "client": ("0.0.0.0", 0), "cookie_came": cookie_came}  # noqa: S104


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """Say that there is no place, once what comes has come: a browser that is still sending shows no page."""
    pace, received, more = _Pace(receive), 0, True
    with contextlib.suppress(TimeoutError):
        while more and received <= settings.BODY_DISCARD_LIMIT:
            message = await pace.receive()
            if message["type"] == "http.disconnect":
                return
            received += len(message.get("body", b""))
            more = message.get("more_body", False)
    await _send_whole(refusal(scope), send)


async def _send_whole(answer: tuple[int, Headers, bytes], send: Send) -> None:
    """Send what lies ready."""
    status, headers, body = answer
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _content_length(scope: Scope) -> int | None:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return None


def settle() -> None:
    """What is loaded now stays until the end: the collector need not walk over it again and again."""
    _ = get_resolver().url_patterns  # every view, before the first visitor comes
    draw_refusals()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)  # a page makes some thousands of objects, nearly all gone when it is sent
    sys.setswitchinterval(SWITCH_SECONDS)


def get_asgi_application() -> ASGIHandler:
    """The site as an ASGI application for HTTP. Call `settle` when all else is loaded."""
    import django

    django.setup(set_prefix=False)
    guard_memory()
    share_one_heap()
    return ASGIHandler()
