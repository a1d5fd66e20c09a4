"""Doors to forums, topics and lists of topics."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.utils import timezone

from engine.part_cache import cached, cached_rows
from engine.prepared_queries import prepared
from forum.access import find_forum, find_topic, give_rights, may
from forum.addresses import with_post
from forum.live.queries import state_of
from forum.machina import Post, Topic
from forum.models import Attachment, HiddenPost
from forum.notices.forms import ForumFollowingForm
from forum.notices.services.telling import settle_shown
from forum.paging import PostPages, Window, first_window, read_window
from forum.people.queries import with_badges
from forum.queries import (
    every_forum,
    handler_for,
    latest_topics,
    moving_topics,
    private_forum_ids,
    readable_forum_ids,
    topics_in,
)
from forum.reading.fragments import draw, draw_latest, draw_rows, version_of_forum, version_of_post
from forum.reading.participants import participants_of
from forum.reading.queries import unread_by, unread_forum_ids, unread_topic_ids, where_is
from forum.reading.views.unread import note_reading
from forum.spaces.queries import forums_of_collectives
from forum.tags.queries import give_tags
from forum.templatetags.board_tags import topic_url
from forum.writing.forms.writing import ReplyForm
from forum.writing.queries.drafts import draft_for

TOPICS_A_PAGE = 20
LATEST = 10  # topics on the forum's home
SILENT_AFTER = 365  # days without a message
POSTS_A_PAGE = 20


def mark_unread(request: HttpRequest, topics: list[Any]) -> None:
    """Give each topic its `unread`."""
    unread = unread_topic_ids(request.user, topics)
    for topic in topics:
        topic.unread = topic.pk in unread


def draw_topics(topics: list[Any], *, with_place: bool = False) -> None:
    """Render the rows of a list of topics."""
    give_tags(topics)
    whose = forums_of_collectives() if with_place else None
    for topic in topics:
        topic.place, topic.at_last = whose.place_of(topic.forum) if whose else "", False
    draw_rows(topics)


def readable_forums(request: HttpRequest, *, inside: int | None = None) -> list[Any]:
    """Every forum that the visitor may read, or those right inside one, with what their rows show."""
    handler = handler_for(request)
    readable, private = readable_forum_ids(request.user, handler), private_forum_ids(handler)
    every = (one for one in cached("forum:forums", every_forum) if inside is None or one.parent_id == inside)
    forums = [copy(forum) for forum in every if forum.pk in readable]
    unread = unread_forum_ids(request.user, forums)
    for forum in forums:
        forum.is_private, forum.unread = forum.pk in private, forum.pk in unread
        forum.label, forum.is_small, forum.inside = forum.name, False, []
    return forums


def draw_forums(forums: list[Any]) -> None:
    """Render the rows of a list of forums."""
    draw(forums, template="forum/forum_row.html", name="forum", version=version_of_forum)


def index(request: HttpRequest) -> HttpResponse:
    """What was said last, and every forum: those of the campaign, of collectives that talk, and of the others."""
    latest = latest_topics(request.user, limit=LATEST, handler=handler_for(request))
    mark_unread(request, latest)
    draw_latest(latest)
    context = {
        **spaces_of(readable_forums(request)),
        "latest": latest,
        "may_approve": bool(handler_for(request).forum_ids_with(request.user, "can_approve_posts")),
    }
    return render(request, "forum/index.html", context)


def spaces_of(forums: list[Any]) -> dict[str, Any]:
    """Forums as their home groups them: those that are part of others with these, collectives' by their last word.

    A collective's public forum bears its name there; where nobody wrote for a year, its name is all that shows.
    """
    whose, by_pk = forums_of_collectives(), {forum.pk: forum for forum in forums}
    for forum in forums:
        if forum.parent_id in by_pk:
            by_pk[forum.parent_id].inside.append(forum)
    tops = [forum for forum in forums if forum.parent_id is None]
    long_ago = timezone.now() - timedelta(days=SILENT_AFTER)
    talking, silent, silent_number = [], [], 0
    for top in tops:
        if top.pk in whose.categories:
            words = [forum.last_post_on for forum in top.inside if forum.last_post_on]
            talks = bool(words) and max(words) > long_ago
            (talking if talks else silent).extend(top.inside)
            silent_number += not talks
    for forum in talking + silent:
        forum.label = whose.place_of(forum)
    for forum in silent:
        forum.is_small = True
    draw_forums([forum for forum in forums if forum.parent_id is not None])
    general = [top for top in tops if top.pk not in whose.categories]
    return {"tops": general, "talking": talking, "silent": silent, "silent_number": silent_number}


def forum_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One forum: its announcements on every page, then its topics; and the forums inside it."""
    forum = find_forum(request, pk)
    if forum.is_link:
        return redirect(forum.link)
    raised, window = topics_of(forum, request)
    if window.newer:  # what is pinned leads the first page; announcements lead every one
        raised = [topic for topic in raised if topic.is_announce]
    shown = raised + window.rows
    mark_unread(request, shown)
    draw_topics(shown)
    inside = [] if forum.is_leaf_node() else readable_forums(request, inside=forum.pk)
    draw_forums(inside)
    context = {
        "forum": forum,
        "is_private": forum.pk in private_forum_ids(handler_for(request)),
        "inside": inside,
        "topics": shown,
        "window": window,
        "may_start": not forum.is_category
        and (not request.user.is_authenticated or may(request, "can_start_new_topics", forum)),
        "may_approve": may(request, "can_approve_posts", forum),
        "following": ForumFollowingForm(initial={"level": forum.my_level}) if request.user.is_authenticated else None,
    }
    return render(request, "forum/forum_detail.html", context)


def topics_of(forum: Any, request: HttpRequest) -> tuple[list[Any], Window]:
    """What is raised in a forum that this person was let into (find_forum), and a page of the other topics."""

    def read_first() -> tuple[list[Any], Window]:
        raised, found = _raised_topics(forum=forum.pk), _other_topics(forum=forum.pk)
        window = first_window(found, moment="last_post_on", size=TOPICS_A_PAGE)
        give_tags(raised + window.rows)
        return raised, window

    if forum.is_category:
        return [], Window([])
    if request.GET.keys() & {"before", "after"}:
        others = topics_in(forum.pk).filter(type=Topic.TOPIC_POST)
        window = read_window(others, request.GET, moment="last_post_on", size=TOPICS_A_PAGE)
        return _raised_topics(forum=forum.pk), window
    raised, window = cached(("forum:topics", forum.pk), read_first)  # the page that everybody opens
    return [copy(topic) for topic in raised], replace(window, rows=[copy(topic) for topic in window.rows])


@prepared
def _raised_topics(*, forum: int) -> Any:
    return topics_in(forum).filter(type__gt=Topic.TOPIC_POST).order_by("-type", "-last_post_on")


@prepared
def _other_topics(*, forum: int) -> Any:
    others = topics_in(forum).filter(type=Topic.TOPIC_POST)
    return others.order_by("-last_post_on", "-pk")[: TOPICS_A_PAGE + 1]


def topic_detail(request: HttpRequest, forum_slug: str, forum_pk: int, slug: str, pk: int) -> HttpResponse:
    """One topic, page by page. What was moved, merged or split off is found from its old address."""
    wanted = request.GET.get("post", "")
    try:
        topic = find_topic(request, pk)
    except Http404:
        return redirect_to_present_place(request, wanted, former_topic=pk)
    if topic.forum_id != forum_pk:
        return HttpResponsePermanentRedirect(with_post(topic_url(topic), wanted))
    pages = pages_of(topic)
    number = request.GET.get("page", 1)
    if "page" not in request.GET and wanted.isdecimal() and len(wanted) < 10:
        place = topic.posts.filter(pk=wanted).values_list("position", flat=True).first()
        if place is None:
            return redirect_to_present_place(request, wanted, shown_topic=topic)
        number = pages.number_of(place)
    return show_topic(request, topic, pages.get_page(number))


def show_topic(request: HttpRequest, topic: Any, page: Any) -> HttpResponse:
    """One page of a topic, with what this reader may do there."""
    handler, signed_in = handler_for(request), request.user.is_authenticated
    posts = page.object_list
    draw_posts(request, topic, posts)
    earlier = note_reading(request, topic, page) if signed_in else None
    if signed_in:
        settle_shown(request.user, topic)
    may_reply = signed_in and topic.approved and handler.can_add_post(topic, request.user)
    draft = draft_for(request.user, forum=topic.forum, topic=topic) if may_reply and topic.has_draft else None
    context = {
        "topic": topic,
        "forum": topic.forum,
        "is_private": topic.forum_id in private_forum_ids(handler),
        "page_obj": page,
        "posts": posts,
        "more": page.has_next(),
        "state": state_of(topic),
        "form": ReplyForm(user=request.user, initial={"content": draft.content} if draft else None, draft=draft)
        if may_reply
        else None,
        "draft": draft,
        "ask_to_sign_in": not signed_in and not topic.is_locked,
        "unread_from": earlier,
        "participants": participants_of(topic, posts),
        **head_of(request, topic),
        "kinds": Topic,
    }
    return render(request, "forum_conversation/topic_detail.html", context)


def head_of(request: HttpRequest, topic: Any) -> dict[str, Any]:
    """What the parts of a topic's page that stay up to date show, beside its posts; `moderation`: what one may do."""
    handler = handler_for(request)
    moderation = {
        "lock": may(request, "can_lock_topics", topic.forum),
        "move": may(request, "can_move_topics", topic.forum),
        "hide": may(request, "can_approve_posts", topic.forum),
        "delete": may(request, "can_delete_posts", topic.forum),
        "pin": handler.can_update_topics_to_sticky_topics(topic.forum, request.user),
        "announce": handler.can_update_topics_to_announces(topic.forum, request.user),
    }
    tags = topic.tags.all() if topic.has_tags else []
    return {"topic": topic, "tags": tags, "moderation": moderation if any(moderation.values()) else None}


def draw_posts(request: HttpRequest, topic: Any, posts: list[Any]) -> None:
    """Give posts of a topic all that forum_conversation/posts.html shows this reader."""
    for post in posts:
        post.topic, post.is_first_new = topic, False
    give_rights(request, topic, posts)
    draw(posts, template="forum_conversation/post.html", name="post", version=version_of_post)


def pages_of(topic: Any) -> PostPages:
    """The pages of a topic; who opens one that was read before is given copies of its posts."""

    def read(above: int, last: int) -> list[Any]:
        name = ("forum:posts", topic.pk, above)
        return cached_rows(name, lambda: _posts(topic=topic.pk, above=above, last=last), weight=POSTS_A_PAGE)

    return PostPages(read, POSTS_A_PAGE, count=topic.posts_count)


@prepared
def _posts(*, topic: int, above: int, last: int) -> Any:
    return posts_with_authors(topic).filter(position__gt=above, position__lte=last).order_by("position")


def posts_with_authors(topic: Any) -> Any:
    """What a page of a topic (or of that number) shows of its posts: the files of a hidden one stay with its words.

    The files are a plain list: a manager for each post would keep it in memory until the collector comes.
    """
    files = Prefetch("files", Attachment.objects.filter(post__hidden=None), to_attr="shown_files")
    posts = with_badges(Post.objects.filter(topic=topic).select_related("poster", "updated_by"), person="poster")
    posts = posts.annotate(is_hidden=Exists(HiddenPost.objects.filter(post=OuterRef("pk"))))
    return posts.prefetch_related(files).defer("search_text")


def redirect_to_present_place(
    request: HttpRequest, post: str, *, former_topic: int = 0, shown_topic: Any = None
) -> HttpResponse:
    """Where this reader finds a post, or a topic that became part of another, today.

    Raises Http404 when there is nothing for them; a topic that is there is then shown from its beginning.
    """
    place = where_is(request.user, post=post, former_topic=former_topic, handler=handler_for(request))
    if place is not None and (shown_topic is None or place.pk != shown_topic.pk):
        return redirect(with_post(topic_url(place), post))
    if shown_topic is None:
        raise Http404
    return show_topic(request, shown_topic, pages_of(shown_topic).get_page(1))


def topic_page(request: HttpRequest, topics: Any, template: str, **context: Any) -> HttpResponse:
    """A page of topics, those moving last first."""
    window = read_window(topics, request.GET, moment="last_post_on", size=TOPICS_A_PAGE)
    mark_unread(request, window.rows)
    draw_topics(window.rows, with_place=True)
    return render(request, template, {"topics": window.rows, "window": window, **context})


@login_required
def unread(request: HttpRequest) -> HttpResponse:
    """What was said since the reader's last visit."""
    topics = moving_topics(request.user, handler_for(request)).filter(unread_by(request.user))
    return topic_page(request, topics, "forum_tracking/unread_topic_list.html")
