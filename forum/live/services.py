"""What open pages are told, over sockets: that something changed, never what, nor who reads it.

    live.topics_changed([topic.pk])      # much changed at once: whoever has one of these topics open looks again
    live.head_changed(topic.pk)          # what stands above its posts changed: a poll, a question
    live.counts_changed([user.pk, …])    # the head of these people's pages is fetched anew

Both wait for the transaction to end. A message is sent at most once and may be lost on its way; pages therefore compare
`state_of` their topic when they connect, and now and then (static/js/live_socket.js).
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable
from typing import Any

from channels.layers import get_channel_layer
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.timezone import now

from forum.live.queries import state_of
from forum.machina import Topic

# What happened to a topic: a post was added, changed or taken away, more than one post was concerned, or what stands
# above them.
POSTED, CHANGED, GONE, MANY, HEAD = "posted", "changed", "gone", "many", "head"


def topic_group(topic_id: int) -> str:
    """The channel group of those who have a topic open."""
    return _group("topic", topic_id)


def person_group(user_id: int) -> str:
    """The channel group of one person's open pages."""
    return _group("person", user_id)


def _group(kind: str, number: int) -> str:
    """A name that tells whoever looks into Redis neither which topic is open nor who is there."""
    return "live-" + salted_hmac("forum.live", f"{kind} {number}", algorithm="sha256").hexdigest()[:32]


def tell_topic(topic_id: int, what: str, *, post: int | None = None, states: tuple[str, str] | None = None) -> None:
    """Tell a topic's open pages what happened, and to which post: no text, no name.

    `states`: of the topic before and after, for what changes no post. A page in the first one is then in the second.
    """
    message = {"type": "topic.changed", "what": what, "post": post, "number": secrets.token_hex(8), "states": states}
    _send_on_commit(topic_group(topic_id), message)


def topics_changed(topic_ids: Iterable[int]) -> None:
    """Much changed in these topics at once, past `Post.save()`: they get another state, and open pages look again."""
    numbers = set(topic_ids)
    Topic.objects.filter(pk__in=numbers).update(updated=now())
    for topic_id in numbers:
        tell_topic(topic_id, MANY)


def head_changed(topic_id: int) -> None:
    """A poll or a question of the topic changed, and no post. It gets another state."""
    topics = Topic.objects
    if (topic := topics.filter(pk=topic_id).first()) is None:
        return
    before, topic.updated = state_of(topic), now()
    topics.filter(pk=topic_id).update(updated=topic.updated)
    tell_topic(topic_id, HEAD, states=(before, state_of(topic)))


def counts_changed(user_ids: Iterable[int]) -> None:
    """What waits for these people, or what they have not read, is no longer what the head of their pages says."""
    for user_id in set(user_ids):
        _send_on_commit(person_group(user_id), {"type": "counts.changed"})


def _send_on_commit(group: str, message: dict[str, Any]) -> None:
    # Django logs what failed by its name, and would fail itself over a partial, which has none.
    transaction.on_commit(lambda: _send(group, message), robust=True)


def _send(group: str, message: dict[str, Any]) -> None:
    layer: Any = get_channel_layer()
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        layer.tell(group, message)
    else:  # called from asynchronous code, which must not be blocked
        loop.run_in_executor(None, layer.tell, group, message)
