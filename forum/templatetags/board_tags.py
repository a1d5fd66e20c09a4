"""What other rooms' templates show of the forum, and small helps for its own."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.translation import gettext

from forum.models import Space
from forum.queries import handler_for, latest_topics, readable_forum_ids

register = template.Library()


@register.simple_tag
def topic_url(topic: Any) -> str:
    """The address of a topic."""
    return reverse(
        "forum_conversation:topic",
        kwargs={"forum_slug": topic.forum.slug, "forum_pk": topic.forum_id, "slug": topic.slug, "pk": topic.pk},
    )


@register.simple_tag
def post_url(post: Any) -> str:
    """The address of a post, on whatever page of its topic it is."""
    return f"{topic_url(post.topic)}?post={post.pk}#{post.pk}"


@register.simple_tag
def forum_url(forum: Any) -> str:
    """The address of a forum."""
    return reverse("forum:forum", kwargs={"slug": forum.slug, "pk": forum.pk})


@register.simple_tag
def forum_crumbs(forum: Any = None, topic: Any = None, here: str = "") -> list[tuple[str, str]]:
    """The way from the forum's home to this page."""
    crumbs = [(gettext("Forum"), reverse("forum:index"))]
    if forum is not None:
        if forum.parent_id:
            crumbs.append((forum.parent.name, forum_url(forum.parent)))
        crumbs.append((forum.name, forum_url(forum)))
    if topic is not None:
        crumbs.append((topic.subject, topic_url(topic)))
    if here:
        crumbs.append((here, ""))
    return crumbs


@register.simple_tag
def author(item: Any, *, link: bool = True) -> str:
    """Who wrote a post or opened a topic: a person, a kept name, or a tombstone."""
    poster, kept_name = item.poster, getattr(item, "username", "")
    if poster and link:
        url = reverse("forum_member:profile", args=[poster.pk])
        return format_html('<a class="author" href="{}">{}</a>', url, poster.get_full_name())
    if poster:
        return conditional_escape(poster.get_full_name())
    if kept_name:
        return format_html('{} <span class="meta">{}</span>', kept_name, gettext("(account closed)"))
    return format_html('<span class="meta">{}</span>', gettext("somebody who left"))


@register.inclusion_tag("forum/latest_topics.html", takes_context=True, name="latest_topics")
def latest_topics_of(
    context: dict[str, Any], user: Any, limit: int = 5, collective: Any = None, commune: Any = None
) -> dict[str, Any]:
    """The topics where something was said last, as far as `user` may read; guests see the public ones.

    `collective` or `commune` keeps to the spaces of that collective, or of all collectives of that commune.
    """
    handler = handler_for(context.get("request"))
    forum_ids = None
    if collective is not None or commune is not None:
        spaces = Space.objects.filter(**{"collective": collective} if collective else {"collective__commune": commune})
        pairs = spaces.values_list("public_forum_id", "private_forum_id")
        forum_ids = {forum_id for pair in pairs for forum_id in pair}
    return {"topics": latest_topics(user, limit=limit, forum_ids=forum_ids, handler=handler)}


@register.inclusion_tag("forum/collective_forums.html", takes_context=True)
def collective_forums(context: dict[str, Any], collective: Any, user: Any) -> dict[str, Any]:
    """Doors to the forums of a collective that this person may enter."""
    space = Space.objects.filter(collective=collective).select_related("public_forum", "private_forum").first()
    if space is None:
        return {"forums": []}
    readable = readable_forum_ids(user, handler_for(context.get("request")))
    forums = [(space.public_forum, False), (space.private_forum, True)]
    return {"forums": [(forum, private) for forum, private in forums if forum.pk in readable]}
