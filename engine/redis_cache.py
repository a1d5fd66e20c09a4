"""Redis as a cache that no page dies of.

While Redis does not answer, each process keeps what it is given in its own memory: pages are computed, and limits go on
counting, if only what this process sees (a limit that opens when a server falls is an invitation to fell it). What must
know the truth or fail (the state of the site in engine/versions.py, the drop's own counts, config/health.py) asks the
plain engine.
"""

from __future__ import annotations

import logging
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeout

logger = logging.getLogger("engine")

ASKED_AGAIN = 5  # seconds after a failure: one that hangs costs one request three seconds, not every one
TOLD_AGAIN = 60  # seconds between two lines in the log
_RUN = re.compile(rb"run_id:(\w+)")
_clients: dict[str, Any] = {}


_hung_until = 0.0  # while Redis is known to hang, whoever wants to read is told at once


class _Server:
    """Which run of Redis this process speaks to. One that starts again may know less than it said before."""

    def __init__(self) -> None:
        self._run = b""
        self.name = ""
        self._lock = threading.Lock()

    def meet(self, connection: Any) -> None:
        """Greet it on a new connection, before anything else is asked there. Who does not say its run is another."""
        connection.on_connect()
        connection.send_command("INFO", "server")
        try:
            found = _RUN.search(connection.read_response(disable_decoding=True))
        except ResponseError:
            found = None
        with self._lock:
            if found is None or found[1] != self._run:
                self._run, self.name = found[1] if found else b"", secrets.token_hex(4)


_servers: dict[str, _Server] = {}


class PlainRedisCache(RedisCache):
    """Django's, with one pool of connections a process: Django makes a cache, and a pool, for each request.

    A page asks twenty times: after a time limit has passed, reading fails without asking, for some seconds. What is
    written is tried each time.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        options = params.get("OPTIONS", {})
        self._place = repr((server, options))
        self._server = _servers.get(self._place) or _servers.setdefault(self._place, _Server())
        self._options: dict[str, Any] = {**options, "redis_connect_func": self._server.meet}

    @cached_property
    def _cache(self) -> Any:
        return _clients.get(self._place) or _clients.setdefault(self._place, super()._cache)

    def get(self, *args: Any, **more: Any) -> Any:
        """Raises RedisError when Redis does not answer, or did not a moment ago."""
        return self._read(super().get, *args, **more)

    def get_many(self, *args: Any, **more: Any) -> Any:
        """The same of several."""
        return self._read(super().get_many, *args, **more)

    @staticmethod
    def _read(ask: Callable[..., Any], *args: Any, **more: Any) -> Any:
        global _hung_until
        if time.monotonic() < _hung_until:
            raise RedisTimeout("It did not answer a moment ago.")
        try:
            return ask(*args, **more)
        except RedisTimeout:
            _hung_until = time.monotonic() + ASKED_AGAIN
            raise


class RedisVersions(PlainRedisCache):
    """What tells whether something changed (engine/versions.py), and never the same again after a change.

    A Redis that comes back from an older snapshot knows older words, and things that were kept under them would be
    taken for the present: each word is therefore that of one run, and of no other.
    """

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """A word that is another one after each change, and after each start of Redis."""
        found = super().get(key, None, version)
        return default if found is None else self._of_this_run(found)

    def get_many(self, *args: Any, **more: Any) -> Any:
        """The same of several."""
        return {key: self._of_this_run(found) for key, found in super().get_many(*args, **more).items()}

    def _of_this_run(self, word: str) -> str:
        return f"{word}.{self._server.name}"  # known since the connection on which the word came

    def another(self, keys: Iterable[str]) -> None:
        """Let all of these keys, at once, have a value that they never had."""
        self.set_many(dict.fromkeys(keys, secrets.token_hex(8)), None)


class _Outage:
    """Since when Redis is away, as far as this process knows; and what is kept meanwhile."""

    def __init__(self) -> None:
        self.own = LocMemCache("redis-is-away", {})
        self._lock = threading.Lock()
        self._ask_at = self._tell_at = 0.0
        self._is_on = False

    @property
    def is_fresh(self) -> bool:
        """Whether it failed so lately that nobody need ask again."""
        return time.monotonic() < self._ask_at

    def begin(self, error: Exception) -> None:
        """It failed, now."""
        with self._lock:
            now = time.monotonic()
            self._is_on, self._ask_at = True, now + ASKED_AGAIN
            if now >= self._tell_at:
                self._tell_at = now + TOLD_AGAIN
                logger.error("Redis does not answer (%s): this process keeps for itself.", type(error).__name__)

    def end(self) -> None:
        """It answered."""
        if self._is_on:
            with self._lock:
                self._is_on = False
                self.own.clear()


_outage = _Outage()


class ForgivingRedisCache(PlainRedisCache):
    """Redis, or this process's memory while Redis is away. Raises nothing that the memory would not."""

    def _ask(self, method: str, *args: Any, **more: Any) -> Any:
        if not _outage.is_fresh:
            try:
                answer = getattr(super(), method)(*args, **more)
            except (RedisError, OSError) as error:
                _outage.begin(error)
            else:
                _outage.end()
                return answer
        return getattr(_outage.own, method)(*args, **more)

    def add(self, *args: Any, **more: Any) -> Any:
        return self._ask("add", *args, **more)

    def get(self, *args: Any, **more: Any) -> Any:
        return self._ask("get", *args, **more)

    def set(self, *args: Any, **more: Any) -> Any:
        return self._ask("set", *args, **more)

    def touch(self, *args: Any, **more: Any) -> Any:
        return self._ask("touch", *args, **more)

    def delete(self, *args: Any, **more: Any) -> Any:
        return self._ask("delete", *args, **more)

    def get_many(self, *args: Any, **more: Any) -> Any:
        return self._ask("get_many", *args, **more)

    def has_key(self, *args: Any, **more: Any) -> Any:
        return self._ask("has_key", *args, **more)

    def incr(self, *args: Any, **more: Any) -> Any:
        return self._ask("incr", *args, **more)

    def set_many(self, *args: Any, **more: Any) -> Any:
        return self._ask("set_many", *args, **more)

    def delete_many(self, *args: Any, **more: Any) -> Any:
        return self._ask("delete_many", *args, **more)

    def clear(self) -> Any:
        return self._ask("clear")
