"""What open pages are told, over sockets: that something changed, never what, nor who reads it.

    live.topics_changed([topic.pk])      # much changed at once: whoever has one of these topics open looks again
    live.counts_changed([user.pk, …])    # the head of these people's pages is fetched anew

Both wait for the transaction to end. A message is sent at most once and may be lost on its way; pages therefore compare
`state_of` their topic when they connect, and now and then (static/js/live_socket.js).
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Iterable
from typing import Any

from channels.layers import get_channel_layer
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.timezone import now
from machina.core.db.models import get_model

from accounts.waiting import forget_count

# What happened to a topic: a post was added, changed or taken away, or more than one post was concerned.
POSTED, CHANGED, GONE, MANY = "posted", "changed", "gone", "many"


def topic_group(topic_id: int) -> str:
    """The channel group of those who have a topic open."""
    return _group("topic", topic_id)


def person_group(user_id: int) -> str:
    """The channel group of one person's open pages."""
    return _group("person", user_id)


def _group(kind: str, number: int) -> str:
    """A name that tells whoever looks into Redis neither which topic is open nor who is there."""
    return "live-" + salted_hmac("forum.live", f"{kind} {number}", algorithm="sha256").hexdigest()[:32]


def state_of(topic: Any) -> str:
    """A word that is another one as soon as anything in the topic was added, changed or taken away."""
    said = f"{topic.pk} {topic.forum_id} {topic.posts_count} {topic.last_post_id} {topic.updated.timestamp()}"
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


def tell_topic(topic_id: int, what: str, *, post: int | None = None) -> None:
    """Tell a topic's open pages what happened, and to which post: no text, no name."""
    message = {"type": "topic.changed", "what": what, "post": post, "number": secrets.token_hex(8)}
    _send_on_commit(topic_group(topic_id), message)


def topics_changed(topic_ids: Iterable[int]) -> None:
    """Much changed in these topics at once, past `Post.save()`: they get another state, and open pages look again."""
    numbers = set(topic_ids)
    get_model("forum_conversation", "Topic").objects.filter(pk__in=numbers).update(updated=now())
    for topic_id in numbers:
        tell_topic(topic_id, MANY)


def counts_changed(user_ids: Iterable[int]) -> None:
    """What waits for these people, or what they have not read, is no longer what the head of their pages says."""
    for user_id in set(user_ids):
        forget_count(user_id)
        _send_on_commit(person_group(user_id), {"type": "counts.changed"})


def _send_on_commit(group: str, message: dict[str, Any]) -> None:
    transaction.on_commit(lambda: _send(group, message), robust=True)


def _send(group: str, message: dict[str, Any]) -> None:
    layer: Any = get_channel_layer()
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        layer.tell(group, message)
    else:  # called from asynchronous code, which must not be blocked
        loop.run_in_executor(None, layer.tell, group, message)
