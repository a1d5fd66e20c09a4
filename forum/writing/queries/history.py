"""Who sees what a post said before."""

from __future__ import annotations

from typing import Any

from forum.models import HiddenPost


def may_see_history(*, post: Any, user: Any, moderates: bool) -> bool:
    """Whether this reader of the topic sees what the post said before; of a hidden post, moderators alone."""
    if moderates:
        return True
    own = user.is_authenticated and post.poster_id == user.pk
    return bool(own and not HiddenPost.objects.filter(post=post).exists())
