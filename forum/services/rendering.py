"""The words of a post as HTML: what the Markdown alone cannot know is added once the post has a number and a place."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString

from forum.machina import Post
from forum.services import cards, mentions
from safety.html import render_markdown
from safety.markdown import Surroundings

SIGNS = ("[^", "@")  # what says that a text has more to it than its Markdown


def surroundings(*, name: str, forum: Any, topic: Any, author: Any) -> Surroundings:
    """What words stand in that `author` writes in a topic, or to open one; their page calls them `name`."""
    names = mentions.reader_of_names(forum=forum, topic=topic, asker=author)
    return Surroundings(name=name, mention=names, card=cards.card_for)


def render_words(text: str, *, name: str) -> SafeString:
    """Words out of their place, as an earlier version is: they speak to nobody."""
    return render_markdown(text, Surroundings(name=name))


def preview(text: str, *, forum: Any, topic: Any, author: Any) -> SafeString:
    """What somebody is writing, as it will be shown."""
    return render_markdown(text, surroundings(name="preview", forum=forum, topic=topic, author=author))


def _around_post(post: Any) -> Surroundings:
    return surroundings(name=str(post.pk), forum=post.topic.forum, topic=post.topic, author=post.poster)


def render_post(post: Any) -> SafeString:
    """The words of a post that stands in its topic."""
    return render_markdown(post.content.raw, _around_post(post))


def finish(*, post: Any) -> None:
    """Complete what was rendered as the post was saved, where that can differ; most posts cost nothing here."""
    text = post.content.raw
    if not (any(sign in text for sign in SIGNS) or cards.ALONE.search(text)):
        return
    around = _around_post(post)
    html = render_markdown(text, around)
    if html != post.content.rendered:
        Post.objects.filter(pk=post.pk).update(_content_rendered=html)
        post._content_rendered = html
    if post.approved and around.mentioned:
        mentions.note(post=post, addresses=around.mentioned)
