"""Parts of pages that many readers are given alike, rendered once for each version of what they show.

A version names all that the part depends on. Whatever is not in it must not be in its template.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

from django.core.cache import caches
from django.template.loader import get_template
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

KEPT = 24 * 3600  # seconds: a new release may draw them anew, at the latest a day later when the cache outlives it


def draw(rows: Iterable[Any], *, template: str, name: str, version: Callable[[Any], tuple[object, ...]]) -> None:
    """Give each row its `fragment`: `template` with the row under `name`, in the reader's language.

    And its `fragment_version`, a word that is another one when the fragment is: open pages compare it.
    """
    language, cache, loaded = get_language(), caches["fragments"], get_template(template)
    source = loaded.template.source  # type: ignore[attr-defined]
    keys = {}
    for row in rows:
        said = repr((language, source, version(row))).encode()
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


def draw_latest(topics: Iterable[Any]) -> None:
    """Render the rows of the latest topics, as pages of every room show them."""
    draw(topics, template="forum/latest_topic.html", name="topic", version=version_of_latest)


def version_of_latest(topic: Any) -> tuple[object, ...]:
    """One of the latest topics."""
    place = (topic.pk, topic.slug, topic.forum_id, topic.forum.slug, topic.forum.name)
    last = who(topic.last_post) if topic.last_post_id else ()
    return (*place, topic.subject, topic.last_post_id, topic.last_post_on, *last)


def version_of_topic(topic: Any) -> tuple[object, ...]:
    """A topic in a list."""
    last = (topic.last_post_id, *who(topic.last_post)) if topic.last_post_id else ()
    place = (topic.forum_id, topic.forum.slug, topic.forum.name)
    tags = tuple((tag.slug, tag.name) for tag in topic.shown_tags)
    shown = (topic.pk, topic.slug, topic.subject, topic.type, topic.status, topic.posts_count, topic.last_post_on)
    return (
        *shown,
        getattr(topic, "unread", False),
        getattr(topic, "with_forum", False),
        *who(topic),
        *last,
        *place,
        tags,
    )


def version_of_forum(forum: Any) -> tuple[object, ...]:
    """A forum in a list."""
    last = (forum.last_post_id, forum.last_post_on, *who(forum.last_post)) if forum.last_post_id else ()
    counted = (forum.direct_topics_count, forum.unread, forum.is_private)
    return (forum.pk, forum.slug, forum.name, forum._description_rendered, *counted, *last)
