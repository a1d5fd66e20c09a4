"""Connections that say nothing: what uvicorn bounds by no clock, a client that opens connections and sends no request.

    python -m uvicorn config.asgi:application --http engine.connections:Connection …

Each takes a file descriptor. Whoever says nothing for HEAD_SECONDS is hung up on; when descriptors get short, whoever
has said nothing for longest is, at once: who comes with a request sends it with the first packet. So those who only
open connections take from one another, and pages go on being answered. No address is looked at.
"""

from __future__ import annotations

import asyncio
from itertools import islice
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from engine.descriptors import are_short, for_pages

HEAD_SECONDS = 30  # from the first packet, or none, to the end of a request's headers; Tor may be slow
AT_ONCE = 8  # hung up on by one that comes: their numbers are free a moment later, and hide how many are taken

_silent: dict[Connection, None] = {}  # those of this process that have asked for nothing yet, the longest there first


class Connection(HttpToolsProtocol):
    """uvicorn's, with an end to silence."""

    _patience: asyncio.TimerHandle | None = None
    _left = 0  # bytes of the last answer that had not been taken when patience ended

    def connection_made(self, transport: Any) -> None:
        """See the module."""
        super().connection_made(transport)
        self._be_patient()
        if are_short(for_pages()):
            for one in list(islice(_silent, min(AT_ONCE, len(_silent) // 2))):
                one._make_room()

    def on_message_begin(self) -> None:
        """A request begins, be it the next one on this connection: its headers have as long, from now on."""
        super().on_message_begin()
        if self.cycle is None or self.cycle.response_complete:  # else it is being answered
            self._be_patient()

    def on_headers_complete(self) -> None:
        """It asks for something; engine/asgi.py looks after the body."""
        self._is_heard()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """It has its answer. uvicorn's patience with the next request ends once anything comes, be it no request."""
        super().on_response_complete()
        if self.cycle.response_complete and not self.transport.is_closing():
            self._left = self.transport.get_write_buffer_size()
            self._be_patient()

    def connection_lost(self, exc: Exception | None) -> None:
        """It has gone."""
        self._is_heard()
        super().connection_lost(exc)

    def _be_patient(self) -> None:
        self._is_heard()
        _silent[self] = None
        self._patience = self.loop.call_later(HEAD_SECONDS, self._hang_up)

    def _is_heard(self) -> None:
        _silent.pop(self, None)
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _hang_up(self) -> None:
        """Whoever still takes the end of an answer, however slowly, has as long again."""
        before, self._left = self._left, self.transport.get_write_buffer_size()
        if 0 < self._left < before:
            self._be_patient()
        else:
            self._make_room()

    def _make_room(self) -> None:
        self._is_heard()
        self.transport.abort()
