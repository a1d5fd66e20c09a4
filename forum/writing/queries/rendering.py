"""The words of a post as HTML: what the Markdown alone cannot know is added once the post has a number and a place."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString

from forum.writing.queries import cards
from forum.writing.queries.mentions import reader_of_names
from safety.html import render_markdown
from safety.markdown import Surroundings


def surroundings(*, name: str, forum: Any, topic: Any, author: Any) -> Surroundings:
    """What words stand in that `author` writes in a topic, or to open one; their page calls them `name`."""
    names = reader_of_names(forum=forum, topic=topic, asker=author)
    return Surroundings(name=name, mention=names, card=cards.card_for)


def render_words(text: str, *, name: str) -> SafeString:
    """Words out of their place, as an earlier version is: they speak to nobody."""
    return render_markdown(text, Surroundings(name=name))


def preview(text: str, *, forum: Any, topic: Any, author: Any) -> SafeString:
    """What somebody is writing, as it will be shown."""
    return render_markdown(text, surroundings(name="preview", forum=forum, topic=topic, author=author))


def around_post(post: Any) -> Surroundings:
    """What the words of a post stand in."""
    return surroundings(name=str(post.pk), forum=post.topic.forum, topic=post.topic, author=post.poster)


def render_post(post: Any) -> SafeString:
    """The words of a post that stands in its topic."""
    return render_markdown(post.content.raw, around_post(post))
