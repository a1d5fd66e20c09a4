"""What an open topic page asks for, told by its socket or by its own clock (static/js/topic_live.js)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from forum.access import find_topic
from forum.live.queries import state_of
from forum.notices.services.telling import settle
from forum.reading.services import mark_seen
from forum.reading.views.reading import POSTS_A_PAGE, draw_posts, head_of, posts_with_authors


def _number(value: str) -> int:
    """The number of a post as a page sends it. Raises BadRequest for anything else."""
    if not (value.isascii() and value.isdecimal() and len(value) < 10):
        raise BadRequest("Say from which post on, by its number: ?post=12.")
    return int(value)


@require_safe
def posts_since(request: HttpRequest, pk: int) -> HttpResponse:
    """The posts of a topic from one on (`?post=12`, itself included), a page of them at most, as its page shows them.

    By a post and not by its position, which changes when an earlier one is taken away: what one has read up to stays
    what it was. 410 when that post is not in this topic any more; the page then asks from one before it. Nothing is
    marked as read: that something was fetched does not mean that it was seen.
    """
    topic = find_topic(request, pk)
    start = topic.posts.filter(pk=_number(request.GET.get("post", "")), approved=True).values("position")
    posts = list(posts_with_authors(topic).filter(position__gte=start).order_by("position")[: POSTS_A_PAGE + 1])
    draw_posts(request, topic, posts[:POSTS_A_PAGE])
    context = {
        "topic": topic,
        "posts": posts[:POSTS_A_PAGE],
        "more": len(posts) > POSTS_A_PAGE,
        "state": state_of(topic),
    }
    return _not_kept(request, render(request, "forum_conversation/posts.html", context, status=200 if posts else 410))


@require_safe
def topic_head(request: HttpRequest, pk: int) -> HttpResponse:
    """The parts of a topic's page around its posts that change while somebody looks: title, question, poll, lock."""
    context = head_of(request, find_topic(request, pk))
    return _not_kept(request, render(request, "forum_conversation/head.html", context))


def _not_kept(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Nothing that is for one person alone stays in a browser."""
    if request.user.is_authenticated:
        patch_cache_control(answer, private=True, no_store=True)
    return answer


@login_required
@require_POST
def topic_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """The reader has the post of this number before their eyes: when it is the last one, the topic is read,
    and so is what they were told of it."""
    topic = find_topic(request, pk)
    if topic.last_post_id == _number(request.POST.get("post", "")):
        mark_seen(topic=topic, user=request.user, until=None)
        settle(request.user, topic_id=topic.pk)
    return HttpResponse(status=204)
