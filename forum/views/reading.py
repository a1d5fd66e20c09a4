"""Forums, topics, latest and found topics, people's public pages, feeds."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.contrib.syndication.views import Feed
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from machina.core.loading import get_class

from forum.access import find_forum, find_topic, may
from forum.forms import ReplyForm
from forum.queries import (
    UNSEEN,
    Forum,
    Topic,
    handler_for,
    latest_topics,
    private_forum_ids,
    readable_forum_ids,
    search_topics,
    unread_forum_ids,
    visible_posts,
    visible_topics,
)
from forum.templatetags.board_tags import topic_url

TrackingHandler = get_class("forum_tracking.handler", "TrackingHandler")

TOPICS_A_PAGE = 20
POSTS_A_PAGE = 20
FEED_ENTRIES = 30


class CountedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of a list whose length is already known, so that it need not be counted."""

    def __init__(self, object_list: Any, per_page: int, *, count: int) -> None:
        super().__init__(object_list, per_page)
        self._known_count = count

    @cached_property
    def count(self) -> int:
        return self._known_count


def mark_unread(request: HttpRequest, topics: list[Any]) -> None:
    """Give each topic its `unread`: the reader's own mark, shown to nobody else."""
    unread = {topic.pk for topic in TrackingHandler(request).get_unread_topics(topics, request.user)}
    for topic in topics:
        topic.unread = topic.pk in unread


def index(request: HttpRequest) -> HttpResponse:
    """Every category with its forums."""
    handler = handler_for(request)
    readable = readable_forum_ids(request.user, handler)
    last_words = Forum.objects.select_related("last_post", "last_post__poster")
    forums = list(last_words.filter(pk__in=readable).defer(*UNSEEN))
    private, unread = private_forum_ids(handler), unread_forum_ids(request.user, forums)
    by_pk = {forum.pk: forum for forum in forums}
    for forum in forums:
        forum.is_private, forum.unread, forum.inside = forum.pk in private, forum.pk in unread, []
    for forum in forums:
        if forum.parent_id in by_pk:
            by_pk[forum.parent_id].inside.append(forum)
    tops = [forum for forum in forums if forum.parent_id is None]
    context = {
        "tops": tops,
        "latest": latest_topics(request.user, limit=6, handler=handler),
        "may_approve": bool(handler.forum_ids_with(request.user, "can_approve_posts")),
    }
    return render(request, "forum/index.html", context)


def forum_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One forum: its announcements on every page, then its topics; and the forums inside it."""
    forum = find_forum(request, pk)
    if forum.is_link:
        return redirect(forum.link)
    handler = handler_for(request)
    topics = visible_topics(request.user, handler).filter(forum=forum)
    announcements = list(topics.filter(type=Topic.TOPIC_ANNOUNCE).order_by("-last_post_on"))
    count = max(forum.direct_topics_count - len(announcements), 0)
    ordinary = topics.exclude(type=Topic.TOPIC_ANNOUNCE).order_by("-type", "-last_post_on")
    page = CountedPaginator(ordinary, TOPICS_A_PAGE, count=count).get_page(request.GET.get("page"))
    shown = announcements + list(page.object_list)
    mark_unread(request, shown)
    private = private_forum_ids(handler)
    inside = list(
        forum.get_children()
        .filter(pk__in=readable_forum_ids(request.user, handler))
        .select_related("last_post", "last_post__poster", "last_post__topic")
    )
    unread = unread_forum_ids(request.user, inside)
    for child in inside:
        child.is_private, child.unread, child.inside = child.pk in private, child.pk in unread, []
    context = {
        "forum": forum,
        "is_private": forum.pk in private,
        "inside": inside,
        "topics": shown,
        "page_obj": page,
        "may_start": not forum.is_category
        and (not request.user.is_authenticated or may(request, "can_start_new_topics", forum)),
        "may_approve": may(request, "can_approve_posts", forum),
    }
    return render(request, "forum/forum_detail.html", context)


def topic_detail(request: HttpRequest, forum_slug: str, forum_pk: int, slug: str, pk: int) -> HttpResponse:
    """One topic, page by page. A moved topic's old address leads to the new one."""
    topic = find_topic(request, pk)
    if topic.forum_id != forum_pk:
        return HttpResponsePermanentRedirect(topic_url(topic))
    posts = topic.posts.filter(approved=True).select_related("poster", "updated_by").order_by("created")
    paginator = CountedPaginator(posts, POSTS_A_PAGE, count=topic.posts_count)
    page = paginator.get_page(request.GET.get("page") or _page_of(request.GET.get("post"), topic))
    handler, signed_in = handler_for(request), request.user.is_authenticated
    for post in page.object_list:
        post.topic = topic
        post.may_edit = handler.can_edit_post(post, request.user)
        post.may_delete = handler.can_delete_post(post, request.user)
    if signed_in:
        TrackingHandler(request).mark_topic_read(topic, request.user)
    may_reply = signed_in and topic.approved and handler.can_add_post(topic, request.user)
    moderation = {
        "lock": may(request, "can_lock_topics", topic.forum),
        "move": may(request, "can_move_topics", topic.forum),
        "delete": may(request, "can_delete_posts", topic.forum),
        "pin": handler.can_update_topics_to_sticky_topics(topic.forum, request.user),
        "announce": handler.can_update_topics_to_announces(topic.forum, request.user),
    }
    context = {
        "topic": topic,
        "forum": topic.forum,
        "is_private": topic.forum_id in private_forum_ids(handler),
        "page_obj": page,
        "posts": page.object_list,
        "form": ReplyForm() if may_reply else None,
        "ask_to_sign_in": not signed_in and not topic.is_locked,
        "is_followed": signed_in and topic.has_subscriber(request.user),
        "moderation": moderation if any(moderation.values()) else None,
        "kinds": Topic,
    }
    return render(request, "forum_conversation/topic_detail.html", context)


def _page_of(post_pk: str | None, topic: Any) -> int:
    """On which page an approved post is; the first when it is not there."""
    if not post_pk or not post_pk.isdigit() or len(post_pk) > 12:
        return 1
    post = topic.posts.filter(pk=post_pk, approved=True).first()
    if post is None:
        return 1
    before = topic.posts.filter(approved=True, created__lt=post.created).count()
    return before // POSTS_A_PAGE + 1


def topic_page(request: HttpRequest, topics: Any, template: str, **context: Any) -> HttpResponse:
    """A page of topics."""
    page: Page[Any] = Paginator(topics, TOPICS_A_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    mark_unread(request, shown)
    return render(request, template, {"topics": shown, "page_obj": page, **context})


def search(request: HttpRequest) -> HttpResponse:
    """Topics that hold every word."""
    query = request.GET.get("q", "")[:200]
    topics = search_topics(query, request.user, handler=handler_for(request))
    return topic_page(request, topics, "forum_search/search.html", query=query)


@login_required
def unread(request: HttpRequest) -> HttpResponse:
    """What was said since the reader's last visit, among the topics moving lately."""
    topics = list(visible_topics(request.user, handler_for(request)).order_by("-last_post_on")[:300])
    mark_unread(request, topics)
    return topic_page(request, [topic for topic in topics if topic.unread], "forum_tracking/unread_topic_list.html")


@login_required
def followed(request: HttpRequest) -> HttpResponse:
    """The topics one follows."""
    topics = (
        visible_topics(request.user, handler_for(request)).filter(subscribers=request.user).order_by("-last_post_on")
    )
    return topic_page(request, topics, "forum_member/subscription_topic_list.html")


def profile(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody's public name, and what they wrote where the visitor may read."""
    poster = get_object_or_404(get_user_model(), pk=pk, is_active=True)
    posts = visible_posts(request.user, handler_for(request)).filter(poster=poster).order_by("-created")
    page = Paginator(posts, POSTS_A_PAGE).get_page(request.GET.get("page"))
    if not page.object_list and poster != request.user and not page.paginator.count:
        # Who never wrote where this visitor reads is nobody to them.
        raise Http404
    return render(request, "forum_member/forum_profile_detail.html", {"poster": poster, "page_obj": page})


class LatestTopics(Feed):  # type: ignore[type-arg]
    """The topics opened last, in all readable forums or in one."""

    title = _("Forum: latest topics")
    description = _("The topics opened last.")
    link = reverse_lazy("forum:index")

    def get_object(self, request: HttpRequest, forum_pk: int | None = None, **kwargs: Any) -> Any:
        """The topics this reader may see."""
        topics = visible_topics(request.user, handler_for(request)).select_related("first_post")
        if forum_pk is not None:
            forum = find_forum(request, forum_pk)
            topics = topics.filter(forum__in=forum.get_descendants(include_self=True))
        return topics

    def items(self, topics: Any) -> Any:
        """A bounded number of them."""
        return topics.order_by("-created")[:FEED_ENTRIES]

    def item_title(self, item: Any) -> str:
        """The subject."""
        return str(item.subject)

    def item_description(self, item: Any) -> str:
        """The first post as safe HTML; its source is never printed."""
        return item.first_post.content.rendered if item.first_post else ""

    def item_link(self, item: Any) -> str:
        """The topic's page."""
        return topic_url(item)

    def item_pubdate(self, item: Any) -> Any:
        """When it was opened."""
        return item.created
