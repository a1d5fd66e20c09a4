"""Completing what was rendered as a post was saved, once it has a number and a place."""

from __future__ import annotations

from typing import Any

from forum.machina import Post
from forum.writing.queries import cards
from forum.writing.queries.rendering import around_post
from forum.writing.services import mentions
from safety.html import render_markdown

SIGNS = ("[^", "@")  # what says that a text has more to it than its Markdown


def finish(*, post: Any) -> None:
    """Complete what was rendered as the post was saved, where that can differ; most posts cost nothing here."""
    text = post.content.raw
    if not (any(sign in text for sign in SIGNS) or cards.ALONE.search(text)):
        return
    around = around_post(post)
    html = render_markdown(text, around)
    if html != post.content.rendered:
        Post.objects.filter(pk=post.pk).update(_content_rendered=html)
        post._content_rendered = html
    if post.approved and around.mentioned:
        mentions.note(post=post, addresses=around.mentioned)
