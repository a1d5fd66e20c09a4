"""What other rooms' templates show of the forum, and small helps for its own."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from campaign.templatetags.plates import name_sign
from engine.part_cache import cached_rows
from engine.prepared_queries import prepared
from forum.about.queries import event_of, project_of, space_for_event, space_for_project, topic_about
from forum.addresses import profile_address, topic_address
from forum.machina import Topic
from forum.models import Space
from forum.moderation.queries import first_waiting
from forum.notices.queries import count_unread
from forum.notices.sentences import address_of_notice, sentence_of
from forum.queries import MOVING, handler_for, latest_topics, readable_forum_ids, space_of
from forum.reading.excerpts import excerpt
from forum.reading.fragments import draw_latest
from forum.spaces.queries import forums_of_collectives

register = template.Library()
NEIGHBOURS = 5


@register.simple_tag
def topic_url(topic: Any) -> str:
    """The address of a topic."""
    return topic_address(topic)


@register.simple_tag
def post_url(post: Any) -> str:
    """The address of a post, on whatever page of its topic it is."""
    return f"{topic_url(post.topic)}?post={post.pk}#{post.pk}"


@register.simple_tag
def forum_url(forum: Any) -> str:
    """The address of a forum."""
    return reverse("forum:forum", kwargs={"slug": forum.slug, "pk": forum.pk})


@register.simple_tag
def forum_crumbs(forum: Any = None, topic: Any = None, here: str = "", *, short: bool = False) -> list[tuple[str, str]]:
    """The way from the forum's home to this page; a short one takes one line of a phone."""
    crumbs = [(gettext("Forum"), reverse("forum:index"))]
    if forum is not None and short:
        crumbs.append((forums_of_collectives().place_of(forum), forum_url(forum)))
    elif forum is not None:
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
    if poster and poster.public_name and link:
        url = profile_address(poster.public_name)
        return format_html('<a class="author" href="{}" dir="auto">{}</a>', url, poster.get_full_name())
    if poster:
        return format_html("<bdi>{}</bdi>", poster.get_full_name())
    if kept_name:
        return format_html('<bdi>{}</bdi> <span class="meta">{}</span>', kept_name, gettext("(account closed)"))
    return format_html('<span class="meta">{}</span>', gettext("somebody who left"))


@register.simple_tag
def author_sign(item: Any) -> str:
    """Draw the sign of the name that `author` shows, beside it; none for who shows none."""
    name = item.poster.public_name if item.poster else getattr(item, "username", "")
    return name_sign(name) if name else ""


@register.filter(name="excerpt")
def excerpt_of(topic: Any) -> str:
    """{{ topic|excerpt }}: what was said last, in one line."""
    return excerpt(topic.last_words) if topic.last_post_id else ""


_MOVING = [f"{place}__{name}" for place in ("public_forum", "private_forum") for name in MOVING]


def _spaces_of(collective: Any) -> list[Space]:
    """The spaces of a collective, without what every reply moves."""
    return cached_rows(("forum:spaces", collective.pk), lambda: _spaces(collective=collective.pk))


@prepared
def _spaces(*, collective: int) -> QuerySet[Space]:
    return Space.objects.filter(collective=collective).select_related("public_forum", "private_forum").defer(*_MOVING)


def _spaces_in(commune: Any) -> list[Space]:
    """Those of all collectives of a commune."""
    spaces = Space.objects.filter(collective__commune=commune).only("public_forum", "private_forum")
    return cached_rows(("forum:spaces-in", commune.pk), lambda: spaces)


@register.inclusion_tag("forum/latest_topics.html", takes_context=True, name="latest_topics")
def latest_topics_of(
    context: dict[str, Any], user: Any, limit: int = 5, collective: Any = None, commune: Any = None
) -> dict[str, Any]:
    """The topics where something was said last, as far as `user` may read; guests see the public ones.

    `collective` or `commune` keeps to the spaces of that collective, or of all collectives of that commune.
    """
    topics = _latest_at(context, user, limit, collective, commune)
    draw_latest(topics, with_place=collective is None)
    return {"topics": topics}


def _latest_at(context: dict[str, Any], user: Any, limit: int, collective: Any, commune: Any) -> list[Any]:
    forum_ids = None
    if collective is not None or commune is not None:
        spaces = _spaces_of(collective) if collective else _spaces_in(commune)
        pairs = ((space.public_forum_id, space.private_forum_id) for space in spaces)
        forum_ids = {forum_id for pair in pairs for forum_id in pair}
    return latest_topics(user, limit=limit, forum_ids=forum_ids, handler=handler_for(context.get("request")))


@register.simple_tag(takes_context=True)
def has_topics(context: dict[str, Any], user: Any, limit: int = 5, collective: Any = None, commune: Any = None) -> bool:
    """Whether `latest_topics` has something to show, so that a page may say what lacks in one place."""
    return bool(_latest_at(context, user, limit, collective, commune))


@register.simple_tag
def new_topic_url(collective: Any) -> str:
    """Where one opens a topic in a collective's forum for everybody; empty where it has none."""
    space = next(iter(_spaces_of(collective)), None)
    if space is None:
        return ""
    forum = space.public_forum
    return reverse("forum_conversation:topic_create", kwargs={"forum_slug": forum.slug, "forum_pk": forum.pk})


@register.inclusion_tag("forum/collective_forums.html", takes_context=True)
def collective_forums(context: dict[str, Any], collective: Any, user: Any) -> dict[str, Any]:
    """Doors to the forums of a collective that this person may enter."""
    space = next(iter(_spaces_of(collective)), None)
    if space is None:
        return {"forums": []}
    readable = readable_forum_ids(user, handler_for(context.get("request")))
    forums = [(space.public_forum, False), (space.private_forum, True)]
    return {"forums": [(forum, private) for forum, private in forums if forum.pk in readable]}


@register.inclusion_tag("forum/event_topic.html", takes_context=True, name="event_topic")
def topic_of_event(context: dict[str, Any], event: Any, may_open: bool = False) -> dict[str, Any]:
    """A door to the topic about an event; for its organisers, while there is none, the button that opens one."""
    user = context["user"]
    topic = topic_about(event, user, handler_for(context.get("request")))
    listed = event.published_at is not None and not event.is_unlisted
    may_open = bool(topic is None and may_open and listed and space_for_event(event, user))
    return {"topic": topic, "event": event, "may_open": may_open, "csrf_token": context.get("csrf_token")}


@register.simple_tag
def neighbours_of(topic: Any) -> list[Any]:
    """The other topics of its forum where something was said last; who reads one may read them."""
    rows = cached_rows(("forum:neighbours", topic.forum_id), lambda: _neighbours(forum=topic.forum_id))
    others = [row for row in rows if row.pk != topic.pk][: NEIGHBOURS - 1]
    for row in others:
        row.forum = topic.forum
    return others


@prepared
def _neighbours(*, forum: int) -> QuerySet[Any]:
    topics = Topic.objects.filter(forum=forum, approved=True).order_by("-last_post_on")
    return topics.only("slug", "subject", "posts_count", "forum")[:NEIGHBOURS]


@register.simple_tag
def collective_of(forum: Any) -> Any:
    """The collective whose forum this is; None for those of the whole campaign."""
    space = space_of(forum)
    return space and space.collective


@register.simple_tag(takes_context=True)
def event_of_topic(context: dict[str, Any], topic: Any) -> Any:
    """The event that a topic is about, if any that this person may see."""
    return event_of(topic, context["user"]) if topic.has_event else None


@register.inclusion_tag("forum/waiting_moderation.html", takes_context=True)
def waiting_moderation(context: dict[str, Any]) -> dict[str, Any]:
    """Flags and posts that wait for this person, for /a-traiter/."""
    ids = handler_for(context.get("request")).forum_ids_with(context["user"], "can_approve_posts")
    flags, waiting = first_waiting(ids)
    return {"flagged": list({flag.post_id: flag.post for flag in flags}.values()), "waiting": waiting}


@register.inclusion_tag("forum/project_topic.html", takes_context=True, name="project_topic")
def topic_of_project(context: dict[str, Any], project: Any, may_open: bool = False) -> dict[str, Any]:
    """A door to the topic about a project; while there is none, for those who document it, a button that opens one."""
    user = context["user"]
    topic = topic_about(project, user, handler_for(context.get("request")))
    may_open = bool(topic is None and may_open and project.published_at and space_for_project(project, user))
    return {"topic": topic, "project": project, "may_open": may_open, "csrf_token": context.get("csrf_token")}


@register.simple_tag(takes_context=True)
def project_of_topic(context: dict[str, Any], topic: Any) -> Any:
    """The surveillance project that a topic is about, if any that this person may see."""
    return project_of(topic, context["user"]) if topic.has_project else None


@register.inclusion_tag("forum/near_door.html")
def near_door(commune: Any) -> dict[str, Any]:
    """A link to the topic where people near a commune find each other; it asks nothing, the door itself looks."""
    return {"commune": commune}


@register.simple_tag(takes_context=True)
def unread_notices(context: dict[str, Any], user: Any) -> int:
    """How many unread notices a signed-in person has, for the head of every page."""
    return count_unread(user, handler_for(context.get("request")))


@register.simple_tag
def notice_sentence(notice: Any) -> str:
    """What a notice says."""
    return sentence_of(notice)


@register.simple_tag
def notice_address(notice: Any) -> str:
    """Where a notice leads; empty when that is gone."""
    return address_of_notice(notice)
