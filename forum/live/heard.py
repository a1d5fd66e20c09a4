"""What one message says to the open pages of this process (consumers.py): looked up once, however many they are.

A step into the database's thread costs every page that takes one, and while the process is busy with what pages ask,
some milliseconds each: so rights are asked for many sessions in one step, each session once. They are asked for anew
for every message: a right that has ended is gone with the very next one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from importlib import import_module
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from accounts.powers import person_of
from engine.versions import one_state
from forum.live.services import POSTED
from forum.machina import Post, Topic
from forum.queries import handler_for, readable_forum_ids

CLOSED, NOTHING = "closed", "nothing"  # a reader may read the topic no more; there is nothing to tell them
TOGETHER = 100  # sessions a step: of more, the first are told while the others are asked for
MESSAGES_REMEMBERED = 100
Readable = dict[str, frozenset[int]]  # by session: the forums that it may read now
News = tuple[
    str, int | None, bool
]  # what happened; in which forum, if the topic is still there; whether guests read it


def reader_of(session_key: str | None) -> Any:
    """Who listens, as the session says now: signed out or closed out elsewhere is a guest. Asks the database."""
    if not session_key:
        return AnonymousUser()
    return person_of(import_module(settings.SESSION_ENGINE).SessionStore(session_key))


class Heard:
    """A message, with what it says to guests and to each of these sessions."""

    def __init__(self, event: dict[str, Any], topic_id: int, sessions: Iterable[str]) -> None:
        keys = sorted(set(sessions))
        self._others = keys[TOGETHER:]
        self._first = asyncio.ensure_future(_look_up(event, topic_id, keys[:TOGETHER]))
        self._readable: dict[str, asyncio.Future[Readable]] = {}  # by session: of it and of others

    async def says(self, session_key: str | None) -> str:
        """What happened, or CLOSED, or NOTHING; None asks for guests."""
        (what, forum_id, guests_may), readable = await asyncio.shield(self._first)
        if session_key is None:
            return what if guests_may else CLOSED
        if session_key not in readable:
            readable = await self._readable_with(session_key)
        return what if forum_id in readable[session_key] else CLOSED

    async def _readable_with(self, session_key: str) -> Readable:
        others, self._others = self._others, []
        for start in range(0, len(others), TOGETHER):
            self._ask(others[start : start + TOGETHER])
        if session_key not in self._readable:
            self._ask([session_key])
        return await asyncio.shield(self._readable[session_key])

    def _ask(self, keys: list[str]) -> None:
        self._readable |= dict.fromkeys(keys, asyncio.ensure_future(_readable_by(keys)))


_heard: dict[str, Heard] = {}  # by the number of a message


def heard(event: dict[str, Any], topic_id: int, sessions: Iterable[str]) -> Heard:
    """The message of this event; whoever hears it first has it looked up for all these sessions."""
    number = event["number"]
    if number not in _heard:
        while len(_heard) >= MESSAGES_REMEMBERED:
            del _heard[next(iter(_heard))]
        _heard[number] = Heard(event, topic_id, sessions)
    return _heard[number]


@database_sync_to_async
def _look_up(event: dict[str, Any], topic_id: int, session_keys: list[str]) -> tuple[News, Readable]:
    """The first step. Nobody is told before it ends: who is told asks for the page, and makes what follows slow."""
    return _news(event, topic_id), _read_for(session_keys)


@database_sync_to_async
def _readable_by(session_keys: list[str]) -> Readable:
    return _read_for(session_keys)


def _news(event: dict[str, Any], topic_id: int) -> News:
    forum_id = Topic.objects.filter(pk=topic_id, approved=True).values_list("forum_id", flat=True).first()
    what = str(event["what"])
    if what == POSTED:
        posts = Post.objects.filter(pk=event["post"], topic_id=topic_id, approved=True)
        what = POSTED if posts.exists() else NOTHING
    return what, forum_id, forum_id in readable_forum_ids(AnonymousUser())


def _read_for(session_keys: list[str]) -> Readable:
    """The forums of each session. People are known from one state of the site, as on one page."""
    with one_state():
        handler = handler_for()
        return {key: readable_forum_ids(reader_of(key), handler) for key in session_keys}
