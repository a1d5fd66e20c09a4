"""Where things of the forum stand, for mails and redirects as well as for templates."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.urls import reverse


def topic_address(topic: Any) -> str:
    """The path of a topic; its forum is at hand."""
    return reverse(
        "forum_conversation:topic",
        kwargs={"forum_slug": topic.forum.slug, "forum_pk": topic.forum_id, "slug": topic.slug, "pk": topic.pk},
    )


def profile_address(name: str) -> str:
    """The path of the page of who writes under this public name; without one there is none.

    Whatever a name holds is encoded, so that the address is the same in a page, in HTML and in a mail.
    """
    return reverse("forum_member:profile", args=["_"]).removesuffix("_/") + quote(name, safe="") + "/" if name else ""


def with_post(address: str, post: str) -> str:
    """A topic's address, at one of its posts."""
    return f"{address}?post={post}#{post}" if post.isdecimal() else address
