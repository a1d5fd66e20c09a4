"""A channel layer (Channels) that either hears what every process says, or knows that it does not.

    CHANNEL_LAYERS = {"default": {"BACKEND": "engine.redis_channels.SharedChannelLayer", "CONFIG": {"address": …}}}

Who is in which group is known to this process alone. Redis carries what is said and keeps nothing: each process listens
to one channel there, over one connection, and hands on what concerns its own sockets. When that connection fails or
hangs, everybody in a group is told (`{"type": "layer.lost"}`), and nobody joins until it is there again. Without an
address there is this process only.

The layers of channels_redis were tried (4.3). The first keeps groups in Redis: 19 of 20 sockets outlived a quick
restart in no group at all and heard nothing any more, nor that they did not; while Redis hung, they found out one after
the other, each by its own time limit. The one for publishing reconnects in silence.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import threading
import time
from asyncio import AbstractEventLoop, Queue
from collections import deque
from functools import cached_property
from typing import Any

from channels.layers import BaseChannelLayer
from django.utils.crypto import salted_hmac
from redis import Redis
from redis.asyncio import Redis as ListeningRedis
from redis.asyncio.retry import Retry as ListeningRetry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisLost
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeout
from redis.retry import Retry

logger = logging.getLogger("engine")

SECONDS = 3  # how long Redis may take to answer anything
QUIET = 5  # seconds without a word after which it is asked whether it is still there
UNSAID = 100  # messages that wait while Redis is away; more of them would tell nobody anything new
AGAIN = (0.2, 5)  # seconds between two tries to listen: at first, at most
TOLD_AGAIN = 60  # seconds between two lines in the log
LOST = {"type": "layer.lost"}


class Lost(ConnectionError):
    """Joining a group while nothing would be heard."""


class SharedChannelLayer(BaseChannelLayer):
    """See the module. Names of channels and groups are checked by what Channels gives."""

    extensions = ["groups", "flush"]

    def __init__(self, address: str = "", capacity: int = 100, **more: Any) -> None:
        super().__init__(capacity=capacity, **more)
        self.address = address
        self._loop: AbstractEventLoop | None = None  # where this process listens
        self._listening: asyncio.Task[None] | None = None
        self._speaks_again_at = self._warns_again_at = 0.0
        self._unsaid: deque[str] = deque(maxlen=UNSAID)
        self._speaking = threading.Lock()
        self._reset()

    def _reset(self) -> None:
        self._hears, self._knows = False, asyncio.Event()  # whether it hears; whether it has found that out yet
        self._groups: dict[str, set[str]] = {}
        self._joined: dict[str, set[str]] = {}  # the same by channel
        self._waiting: dict[str, Queue[dict[str, Any]]] = {}  # what a channel has not read yet

    # -- Saying --------------------------------------------------------------------------------------------------------
    def tell(self, group: str, message: dict[str, Any]) -> None:
        """Say something to a group, from any thread; nobody may be there. It may come late, or never."""
        self.require_valid_group_name(group)
        if self.address:
            self._unsaid.append(json.dumps([group, message]))
            self._speak()
        elif self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._hand_on, group, message)

    def _speak(self) -> None:
        """Say what is still to be said. Redis that hangs costs one request its patience, not every one: while one
        speaks, it speaks for all.
        """
        while self._unsaid and time.monotonic() >= self._speaks_again_at:
            if not self._speaking.acquire(blocking=False):
                return
            try:  # one message, then whoever else came meanwhile is seen again
                if not self._say_next():
                    return
            finally:
                self._speaking.release()

    def _say_next(self) -> bool:
        """Whether it could be said."""
        if not self._unsaid:  # somebody else was quicker
            return True
        try:
            self._redis.publish(self._line, self._unsaid[0])
        except (RedisError, OSError) as error:
            self._warn(error)
            if isinstance(error, RedisTimeout):
                self._speaks_again_at = time.monotonic() + QUIET
            return False
        self._unsaid.popleft()
        return True

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """The same, from asynchronous code."""
        await asyncio.to_thread(self.tell, group, message)

    @cached_property
    def _line(self) -> str:
        """The one channel of Redis: of this site, and of its database, which channels know nothing of."""
        database = self._redis.connection_pool.connection_kwargs.get("db", 0)
        return "said-" + salted_hmac("safety.redis_channels", str(database), algorithm="sha256").hexdigest()[:32]

    @cached_property
    def _redis(self) -> Redis:
        # A connection of before a restart is found dead at the first try; one that hangs hangs at the second, too.
        once = Retry(NoBackoff(), 1, supported_errors=(RedisLost,))
        return Redis.from_url(self.address, retry=once, socket_connect_timeout=SECONDS, socket_timeout=SECONDS)

    # -- Being there ---------------------------------------------------------------------------------------------------
    async def new_channel(self, prefix: str = "specific.") -> str:
        """A name of one's own; by itself it is told nothing."""
        self._listen_here()
        return prefix + secrets.token_hex(12)

    async def group_add(self, group: str, channel: str) -> None:
        """Be told what the group is told. Raises Lost while nothing would be heard."""
        self.require_valid_group_name(group)
        self.require_valid_channel_name(channel)
        if self.address and not self._hears:
            try:
                await asyncio.wait_for(self._knows.wait(), 2 * SECONDS)
            except TimeoutError:
                raise Lost from None
            if not self._hears:  # the next try is a page's own, not a queue of sockets that wait here
                raise Lost
        self._groups.setdefault(group, set()).add(channel)
        self._joined.setdefault(channel, set()).add(group)

    async def group_discard(self, group: str, channel: str) -> None:
        """Be told no more. What a channel in no group has not read is forgotten."""
        for one, other, table in ((group, channel, self._groups), (channel, group, self._joined)):
            table.get(one, set()).discard(other)
            if not table.get(one):
                table.pop(one, None)
        if channel not in self._joined and channel in self._waiting and not self._waiting[channel].empty():
            del self._waiting[channel]

    async def receive(self, channel: str) -> dict[str, Any]:
        """The next message for this channel."""
        waiting = self._waiting.setdefault(channel, Queue(self.capacity))
        try:
            return await waiting.get()
        finally:
            if waiting.empty():
                self._waiting.pop(channel, None)

    async def flush(self) -> None:
        """Forget everybody and stop listening."""
        if self._listening is not None:
            while not self._listening.done():
                self._listening.cancel()  # again: what was just answered from Redis may swallow one
                await asyncio.wait([self._listening], timeout=1)
            self._listening = None
        self._reset()

    # -- Hearing -------------------------------------------------------------------------------------------------------
    def _listen_here(self) -> None:
        """Sockets live in the loop that runs now. Those of one that ended ended with it."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._reset()
            self._loop = loop
        if self.address and (self._listening is None or self._listening.done()):
            self._listening = loop.create_task(self._keep_listening())

    async def _keep_listening(self) -> None:
        pause, most = AGAIN
        while True:
            try:
                await self._listen()
            except Exception as error:  # whatever it is: the sockets must not go on believing that they are told
                if not isinstance(error, (RedisError, OSError)):
                    logger.exception("Listening to the other processes failed.")
                self._warn(error)
            pause = AGAIN[0] if self._hears else min(2 * pause, most)
            self._lose()
            await asyncio.sleep(pause)

    async def _listen(self) -> None:
        """Hear and hand on, until something fails. Raises RedisError or OSError."""
        never = ListeningRetry(NoBackoff(), 0)  # it must not come back in silence: what was said meanwhile is missing
        redis = ListeningRedis.from_url(
            self.address, retry=never, socket_connect_timeout=SECONDS, socket_timeout=SECONDS
        )
        async with redis, redis.pubsub() as line:
            await line.subscribe(self._line)
            while True:
                heard = await line.get_message(timeout=QUIET if self._hears else SECONDS)
                if heard is None and self._hears:
                    await asyncio.to_thread(self._speak)
                    await line.ping()
                    heard = await line.get_message(timeout=SECONDS)
                if heard is None:
                    raise TimeoutError
                if heard["type"] == "subscribe":
                    self._hears, self._speaks_again_at = True, 0
                    self._knows.set()
                elif heard["type"] == "message":
                    self._hand_on(*json.loads(heard["data"]))

    def _hand_on(self, group: str, message: dict[str, Any]) -> None:
        for channel in self._groups.get(group, ()):
            self._give(channel, message)

    def _give(self, channel: str, message: dict[str, Any]) -> None:
        """Who has not read for so long may as well begin anew."""
        waiting = self._waiting.setdefault(channel, Queue(self.capacity))
        if waiting.full():
            while not waiting.empty():
                waiting.get_nowait()
            message = LOST
        waiting.put_nowait(dict(message))

    def _lose(self) -> None:
        """Nothing is heard: tell everybody, and let nobody wait for it."""
        self._hears = False
        self._knows.set()
        everybody, self._groups, self._joined = self._joined, {}, {}
        for channel in everybody:
            self._give(channel, LOST)

    def _warn(self, error: Exception) -> None:
        """Say once a minute that Redis is away."""
        if time.monotonic() >= self._warns_again_at:
            self._warns_again_at = time.monotonic() + TOLD_AGAIN
            logger.warning("Open pages ask by themselves until Redis answers: %s", type(error).__name__)
