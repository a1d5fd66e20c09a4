"""What a job of the night puts right: texts rendered by an older pipeline, numbers and counts."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum

from forum.machina import Forum, Post, Topic
from forum.order import put_in_order
from forum.writing.queries.rendering import render_post
from safety.letters import plain_letters


def render_again() -> int:
    """Render every post with the present pipeline; how many there were."""
    count = 0
    for post in Post.objects.select_related("topic__forum", "poster").order_by("pk").iterator(chunk_size=500):
        Post.objects.filter(pk=post.pk).update(
            _content_rendered=render_post(post),
            search_text=plain_letters(f"{post.subject}\n{post.content.raw}"),
        )
        count += 1
    return count


def refresh_cards() -> int:
    """Draw again what links to our own pages say, where it changed; in how many posts it had."""
    count = 0
    drawn = Post.objects.filter(_content_rendered__contains="<figure>").select_related("topic__forum", "poster")
    for post in drawn.order_by("pk").iterator(chunk_size=500):
        html = render_post(post)
        if html != post.content.rendered:
            count += Post.objects.filter(pk=post.pk).update(_content_rendered=html)
    return count


def recount() -> int:
    """Number every post, count every topic and forum afresh, only writing what was wrong; how much that was.

    Rows that are written past the services, by the administration's bulk actions say, leave gaps.
    """
    wrong = put_in_order()
    for topic in Topic.objects.order_by("pk").iterator(chunk_size=500):
        posts = topic.posts.filter(approved=True)
        last = posts.order_by("-created", "-pk").first()
        first = topic.posts.order_by("created", "pk").first()
        wrong += _correct(
            topic,
            posts_count=posts.count(),
            first_post_id=first and first.pk,
            last_post_id=last and last.pk,
            last_post_on=last and last.created,
        )
    for forum in Forum.objects.order_by("pk"):
        topics = Topic.objects.filter(forum=forum, approved=True)
        latest = topics.exclude(last_post=None).order_by("-last_post_on").first()
        wrong += _correct(
            forum,
            direct_topics_count=topics.count(),
            direct_posts_count=topics.aggregate(total=Sum("posts_count"))["total"] or 0,
            last_post_id=latest and latest.last_post_id,
            last_post_on=latest and latest.last_post_on,
        )
    return wrong


def _correct(row: Any, **truth: Any) -> bool:
    """Write what is true of a topic or forum, if it says otherwise."""
    if all(getattr(row, name) == value for name, value in truth.items()):
        return False
    type(row).objects.filter(pk=row.pk).update(**truth)
    return True
