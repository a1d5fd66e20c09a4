"""What a reader has seen of a topic, and the way to what they have not."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from forum.access import find_topic
from forum.addresses import topic_address, with_post
from forum.paging import mark_of, read_moment
from forum.reading.queries import first_since, seen_until
from forum.reading.services import mark_seen


def note_reading(request: HttpRequest, topic: Any, page: Any) -> str:
    """Remember how far somebody has read, and set the line above what is new to them on this page.

    What stands on later pages stays unread. The answer leads to what is new on other pages (`since`), if anything is.
    """
    seen, posts = seen_until(topic, request.user), page.object_list
    if not posts or (seen is not None and topic.last_post_on and seen >= topic.last_post_on):
        return ""
    if not page.has_next():
        mark_seen(topic=topic, user=request.user, until=None)
    elif seen is None or posts[-1].created > seen:
        mark_seen(topic=topic, user=request.user, until=posts[-1].created)
    if seen is None:
        return ""
    new = next((post for post in posts if post.created > seen and post.poster_id != request.user.pk), None)
    if new is not None:
        new.is_first_new = True
        # What opens a later page may be the first of all, or others stand on the pages before it.
        if new is not posts[0] or page.number == 1 or first_since(topic, seen, reader=request.user) == new:
            return ""
    return mark_of(seen)


@never_cache
def first_unread(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to what a reader has not seen yet in a topic; a guest, or who sees it first, to its beginning."""
    topic = find_topic(request, pk)
    since = read_moment(request.GET.get("since", ""))
    if since is None and request.user.is_authenticated:
        since = seen_until(topic, request.user)
    if since is None:
        return redirect(topic_address(topic))
    post = first_since(topic, since, reader=request.user)
    number = topic.last_post_id if post is None else post.pk
    return redirect(with_post(topic_address(topic), str(number)))
