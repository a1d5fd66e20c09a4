"""The words of a post as HTML: what the Markdown alone cannot know is added once the post has a number and a place."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString
from machina.core.db.models import get_model

from safety.html import render_markdown
from safety.markdown import Surroundings

Post = get_model("forum_conversation", "Post")

SIGNS = ("[^",)  # what says that a text has more to it than its Markdown


def render_words(text: str, *, name: str) -> SafeString:
    """What somebody wrote, as it stands in a page that calls it `name`."""
    return render_markdown(text, Surroundings(name=name))


def finish(*, post: Any) -> None:
    """Complete what was rendered as the post was saved, where that can differ; most posts cost nothing here."""
    text = post.content.raw
    if not any(sign in text for sign in SIGNS):
        return
    html = render_words(text, name=str(post.pk))
    if html != post.content.rendered:
        Post.objects.filter(pk=post.pk).update(_content_rendered=html)
        post._content_rendered = html
