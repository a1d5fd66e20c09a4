"""Holding what a moderator decides about until the decision is written: two act one after the other, never across.

The topic is held before its post, in every verb, so that nobody waits for somebody who waits for them.
"""

from __future__ import annotations

from typing import Any

from forum.exceptions import Overtaken
from forum.machina import Post, Topic


def hold_topic(topic: Any) -> Any:
    """The topic as it is now, held until the transaction ends. Raises Overtaken when it is elsewhere, or gone."""
    rows = Topic.objects.select_for_update(of=("self",)).select_related("forum")
    found = rows.filter(pk=topic.pk, forum=topic.forum_id).first()
    if found is None:
        raise Overtaken
    return found


def locked_post(post: Any, **still: Any) -> Any:
    """The post as it is now, held with its topic. Raises Overtaken when it moved, went, or is not `still` so."""
    topic = hold_topic(post.topic)
    rows = Post.objects.select_for_update(of=("self",)).select_related("poster")
    found = rows.filter(pk=post.pk, topic=topic, **still).first()
    if found is None:
        raise Overtaken
    found.topic = topic
    return found
