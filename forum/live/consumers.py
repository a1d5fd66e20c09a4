"""WebSockets of the forum: open pages are told that something changed (services.py). Nothing about who reads."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from channels.consumer import get_handler_name
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings
from django.db import DatabaseError

from forum.live.heard import CLOSED, NOTHING, heard, reader_of
from forum.live.queries import state_of
from forum.live.services import person_group, topic_group
from forum.machina import Topic
from forum.queries import readable_forum_ids

NOT_HERE, TOO_MANY, LATER = 4404, 4429, 1013  # why a socket is closed
A_PERSON = 30  # sockets at once; one for each page that is looked at, and those that a lost connection left behind

# How many sockets this process holds, by account (None: all guests together). Counted here and told to nobody.
_held: Counter[int | None] = Counter()
_here: defaultdict[str, set[ListeningConsumer]] = defaultdict(set)  # those in a group


def _has_room(user_id: int | None) -> bool:
    """Whether this process takes one more. Guests, who cannot be told apart, never take the last half."""
    if _held.total() >= settings.LIVE_SOCKETS:
        return False
    return _held[user_id] < (settings.LIVE_SOCKETS // 2 if user_id is None else A_PERSON)


class ListeningConsumer(AsyncJsonWebsocketConsumer):
    """A socket that tells and never hears: there is no presence and no typing indicator.

    While it would be told nothing it is closed: the page then asks by itself, and comes back.
    """

    groups: list[str] = []
    joined: list[str]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Count the socket in and out, and end it quietly while nothing would be told."""
        self.joined = []
        who = scope["user"].pk  # None: a guest
        if not _has_room(who):
            await send({"type": "websocket.close", "code": TOO_MANY})
            return
        _held[who] += 1
        try:
            await super().__call__(scope, receive, send)
        except (OSError, DatabaseError):  # nothing would be heard (Lost), nothing answers, or the page went meanwhile
            await send({"type": "websocket.close", "code": LATER})
        finally:
            for group in self.joined:
                await self.channel_layer.group_discard(group, self.channel_name)
                _here[group].discard(self)
                if not _here[group]:
                    del _here[group]
            _held[who] -= 1
            if not _held[who]:
                del _held[who]

    async def join(self, group: str) -> None:
        """Be told what this group is told."""
        await self.channel_layer.group_add(group, self.channel_name)
        self.joined.append(group)
        _here[group].add(self)

    async def dispatch(self, message: dict[str, Any]) -> None:
        """channels' own without its step into the database's thread for each message; `database_sync_to_async` tidies
        up there by itself. With 250 sockets these steps alone took most of the time until the last one was told.
        """
        await getattr(self, get_handler_name(message))(message)

    async def layer_lost(self, event: dict[str, Any]) -> None:
        """What is said reaches this process no more."""
        await self.close(code=LATER)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any) -> None:
        """Readers have nothing to say here."""

    async def counts_changed(self, event: dict[str, Any]) -> None:
        """The head of this person's pages is to be fetched anew."""
        await self.send_json({"event": "counts"})

    @property
    def session_key(self) -> str | None:
        """The session of who opened the page signed in; None for a guest."""
        return self.scope["session"].session_key if self.scope["user"].is_authenticated else None

    def reader(self) -> Any:
        """Who listens now. Asks the database."""
        return reader_of(self.session_key)


def _sessions_in(group: str) -> Iterable[str]:
    """The sessions of a group's members here: all of them hear what it is told, in the same moment."""
    return (key for one in _here.get(group, ()) if (key := one.session_key))


class TopicConsumer(ListeningConsumer):
    """`/ws/forum/topics/<id>/`: open to whom the topic's page is open, guests included."""

    async def connect(self) -> None:
        """Accept readers and say in which state the topic is; one that may not be read is like one that is not there.

        Joining comes before looking: what is written between the two is told twice rather than never.
        """
        self.topic_id = int(self.scope["url_route"]["kwargs"]["topic_id"])
        await self.join(topic_group(self.topic_id))
        state = await self._state()
        if state is None:
            await self.close(code=NOT_HERE)
            return
        if self.scope["user"].is_authenticated:
            await self.join(person_group(self.scope["user"].pk))
        await self.accept()
        await self.send_json({"event": "state", "state": state, "every": settings.LIVE_ASK_EVERY})

    async def topic_changed(self, event: dict[str, Any]) -> None:
        """Pass the news on, if this person may still read the topic: rights change while a page is open."""
        what = await heard(event, self.topic_id, _sessions_in(topic_group(self.topic_id))).says(self.session_key)
        if what == CLOSED:
            await self.close(code=NOT_HERE)
        elif what != NOTHING:
            news = {"event": what, "post": event["post"]}
            await self.send_json(news | {"states": event["states"]} if event.get("states") else news)

    @database_sync_to_async
    def _state(self) -> str | None:
        return self._read_state()

    def _read_state(self) -> str | None:
        topics = Topic.objects.filter(pk=self.topic_id, approved=True, forum__in=readable_forum_ids(self.reader()))
        topic = topics.only("forum_id", "posts_count", "last_post_id", "updated").first()
        return None if topic is None else state_of(topic)


class CountsConsumer(ListeningConsumer):
    """`/ws/counts/`: a signed-in person's pages are told when the counts in their head have changed."""

    async def connect(self) -> None:
        """Accept who is signed in, and say so: pages count on the first word."""
        reader = await database_sync_to_async(self.reader)()
        if not reader.is_authenticated:
            await self.close(code=NOT_HERE)
            return
        await self.join(person_group(reader.pk))
        await self.accept()
        await self.send_json({"event": "open", "every": settings.LIVE_ASK_EVERY})
