"""Parts of pages that many readers are given alike, rendered once for each version of what they show.

A version names all that the part depends on. Whatever is not in it must not be in its template.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

from django.core.cache import caches
from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from forum.spaces.queries import forums_of_collectives

KEPT = 24 * 3600  # seconds: a new release may draw them anew, at the latest a day later when the cache outlives it


def draw(rows: Iterable[Any], *, template: str, name: str, version: Callable[[Any], tuple[object, ...]]) -> None:
    """Give each row its `fragment`: `template` with the row under `name`, in the reader's language.

    And its `fragment_version`, a word that is another one when the fragment is: open pages compare it.
    """
    language, cache, loaded = get_language(), caches["fragments"], get_template(template)
    source = loaded.template.source  # type: ignore[attr-defined]
    keys, year = {}, timezone.localdate().year  # which dates leave out
    for row in rows:
        said = repr((language, source, year, version(row))).encode()
        keys[f"forum:{hashlib.blake2b(said, digest_size=16).hexdigest()}"] = row
    known = cache.get_many(keys)
    drawn = {key: str(loaded.render({name: row})) for key, row in keys.items() if key not in known}
    if drawn:
        cache.set_many(drawn, KEPT)
    for key, row in keys.items():
        row.fragment_version = key[-16:]
        row.fragment = mark_safe(drawn.get(key) or known[key])  # noqa: S308  (what a template rendered, escaped there)


def who(item: Any) -> tuple[object, ...]:
    """What shows of an author."""
    return (item.poster_id, item.poster.get_full_name() if item.poster_id else "", getattr(item, "username", ""))


def version_of_post(post: Any) -> tuple[object, ...]:
    """A post in its topic, with the doors to what its reader may do: the same for readers with the same rights."""
    editor = post.updated_by.get_full_name() if post.updates_count and post.updated_by_id else ""
    topic = post.topic
    place = (topic.pk, topic.slug, topic.forum_id, topic.forum.slug)
    changes = (post.updates_count, post.updated if post.updates_count else None, editor, post.update_reason)
    files = tuple((file.pk, file.title) for file in post.shown_files)
    rights = (post.may_edit, post.may_delete, post.may_flag, post.may_moderate, post.may_quote, post.has_history)
    return (post.pk, post._content_rendered, post.created, files, *who(post), post.badges, *changes, *place, *rights)


def draw_rows(topics: Iterable[Any]) -> None:
    """Render the rows of topics; who calls says `place` (empty: the page says it), `shown_tags` and `at_last`."""
    draw(topics, template="forum/topic_row.html", name="topic", version=version_of_topic)


def draw_latest(topics: Iterable[Any], *, with_place: bool = True) -> None:
    """Render the rows of the latest topics, as pages of every room show them: each leads to what was said last."""
    whose = forums_of_collectives()
    for topic in topics:
        topic.place = whose.place_of(topic.forum) if with_place else ""
        topic.shown_tags, topic.at_last = [], True
    draw_rows(topics)


def version_of_topic(topic: Any) -> tuple[object, ...]:
    """A topic in a list."""
    last = (topic.last_post_id, topic.last_words, *who(topic.last_post)) if topic.last_post_id else ()
    place = (topic.forum_id, topic.forum.slug, topic.place)
    tags = tuple((tag.slug, tag.name) for tag in topic.shown_tags)
    shown = (topic.pk, topic.slug, topic.subject, topic.type, topic.status, topic.posts_count, topic.last_post_on)
    return (*shown, getattr(topic, "unread", False), topic.at_last, *last, *place, tags)


def version_of_forum(forum: Any) -> tuple[object, ...]:
    """A forum in a list."""
    counted = (forum.direct_topics_count, forum.unread, forum.is_private)
    return (forum.pk, forum.slug, forum.name, forum.label, forum.is_small, forum._description_rendered, *counted)
