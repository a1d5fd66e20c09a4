"""The posts that hold what somebody looks for, among those that they may read."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.timezone import make_aware

from accounts.validators import name_key
from engine.prepared_queries import prepared
from forum.machina import Post
from forum.models import TopicTag
from forum.queries import readable_forum_ids, visible_posts
from forum.searching.full_text import forms_of, holds, holds_forms, words_of
from forum.tags.names import tag_slug

FOUND_AT_MOST = 10  # by the site's search


def search_posts(
    user: Any,
    *,
    text: str,
    author: str = "",
    forum: Any = None,
    since: date | None = None,
    until: date | None = None,
    tag: str = "",
    handler: Any = None,
) -> QuerySet[Any]:
    """Posts that hold every word, of this author, in this forum, between these days, in topics with this tag.

    None when nothing is asked.
    """
    words = words_of(text)
    posts = visible_posts(user, handler)
    if not words and (text.strip() or not (author or forum or since or until or tag)):
        return posts.none()
    if words:
        readable = readable_forum_ids(user, handler)
        if forum is not None:
            readable &= {forum.pk}
        posts = posts.filter(holds(words, newest_in=None if author or since or until or tag else readable))
    if author:
        if name_key(author) is None:  # signs only: nobody is called so
            return posts.none()
        people = get_user_model().objects.named(author).values("pk")
        posts = posts.filter(Q(poster__in=people) | Q(poster=None, username__iexact=author))
    if forum is not None:
        posts = posts.filter(topic__forum=forum)
    if tag:
        posts = posts.filter(topic__in=TopicTag.objects.filter(slug=tag_slug(tag)).values("topic"))
    if since:
        posts = posts.filter(created__gte=make_aware(datetime.combine(since, time.min)))
    if until:
        posts = posts.filter(created__lt=make_aware(datetime.combine(until + timedelta(days=1), time.min)))
    return posts


def latest_holding(user: Any, text: str, handler: Any = None) -> list[Any]:
    """The latest posts that this person may read and that hold every word of `text`, with what names their place."""
    words, readable = words_of(text), sorted(readable_forum_ids(user, handler))
    return _latest_holding(forms=forms_of(words), forums=readable) if words and readable else []


@prepared
def _latest_holding(*, forms: list[str], forums: list[int]) -> QuerySet[Any]:
    where = holds_forms(forms, newest_in=forums, most=10 * FOUND_AT_MOST)
    posts = Post.objects.filter(where, topic__forum_id__in=forums, topic__approved=True, approved=True)
    shown = [f"topic__{name}" for name in ("subject", "slug", "forum__name", "forum__slug")]
    posts = posts.select_related("topic", "topic__forum").only("content", "_content_rendered", *shown)
    return posts.order_by("-created", "-pk")[:FOUND_AT_MOST]
