"""The state of a topic, as open pages compare it with their own."""

from __future__ import annotations

import hashlib
from typing import Any


def state_of(topic: Any) -> str:
    """A word that is another one as soon as anything in the topic was added, changed or taken away."""
    said = f"{topic.pk} {topic.forum_id} {topic.posts_count} {topic.last_post_id} {topic.updated.timestamp()}"
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()
