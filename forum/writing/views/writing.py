"""Opening topics, answering, changing and deleting what one wrote; marking as read."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from engine.throttle import allow
from forum.access import find_forum, find_post, find_topic, may, refuse
from forum.exceptions import Overtaken
from forum.machina import Forum, Topic, TrackingHandler
from forum.moderation.queries import must_wait, posts_a_minute
from forum.moderation.services import moderating
from forum.moderation.views.suspension import suspended_page
from forum.queries import handler_for, readable_forum_ids
from forum.spaces.queries import forums_of_collectives
from forum.templatetags.board_tags import forum_url, post_url, topic_url
from forum.writing.forms.writing import EditForm, ReplyForm, TopicForm
from forum.writing.queries.drafts import draft_for
from forum.writing.queries.quoting import quote
from forum.writing.queries.rendering import preview
from forum.writing.services import drafts
from forum.writing.services.posts import ChangedMeanwhile, delete_post, edit_post, reply, start_topic
from forum.writing.views.attachments import form_with_files, is_ready
from forum.writing.views.drafts import asked_by_script, keep_draft


def show_form(request: HttpRequest, template: str, form: forms.Form, **context: Any) -> HttpResponse:
    """The form again with what was typed: to preview it, to put it right, or (429) to send it a little later."""
    status = context.pop("status", 200)
    if form.is_bound and form.errors and status == 200:
        status = 400
    if "preview" in request.POST and not form.errors:
        author = context["post"].poster if "post" in context else request.user
        place = {"forum": context["forum"], "topic": context.get("topic")}
        context["preview"] = preview(form.cleaned_data["content"], author=author, **place)
    return render(request, template, {"form": form, **context}, status=status)


def _too_fast(request: HttpRequest, form: forms.Form) -> bool:
    """Refuse floods, keeping what was typed."""
    limit = posts_a_minute(request.user)
    if allow(action="forum-post", who=str(request.user.pk), limit=limit, seconds=60):
        return False
    form.add_error(None, _("You are writing very fast. Wait a minute, then send this again: nothing is lost."))
    return True


def _appears_at_once(request: HttpRequest, forum: Any, form: Any) -> bool:
    """Whether no moderator has to read this first."""
    if may(request, "can_approve_posts", forum):
        return True
    if not may(request, "can_post_without_approval", forum):
        return False
    content, with_files = form.cleaned_data["content"], bool(form.chosen)
    return not must_wait(user=request.user, forum=forum, content=content, with_files=with_files)


def _tell_waiting(request: HttpRequest) -> None:
    messages.info(request, _("Thank you. A moderator reads this before it appears."))


@never_cache
def choose_forum(request: HttpRequest) -> HttpResponse:
    """Ask where a new topic belongs; who may open one in a single forum is led there, guests sign in and come back."""
    if not request.user.is_authenticated:
        return refuse(request)
    whose, handler = forums_of_collectives(), handler_for(request)
    ids = readable_forum_ids(request.user, handler) & handler.forum_ids_with(request.user, "can_start_new_topics")
    forums = list(Forum.objects.filter(pk__in=ids, type=Forum.FORUM_POST).order_by("tree_id", "lft"))
    if len(forums) == 1:
        return redirect("forum_conversation:topic_create", forums[0].slug, forums[0].pk)
    for forum in forums:
        forum.label = whose.place_of(forum)
    groups = {
        "general": [forum for forum in forums if forum.parent_id not in whose.categories],
        "collectives": [forum for forum in forums if forum.parent_id in whose.categories],
    }
    return render(request, "forum/choose_forum.html", groups)


@never_cache
def topic_create(request: HttpRequest, forum_slug: str, forum_pk: int) -> HttpResponse:
    """Open a topic."""
    forum = find_forum(request, forum_pk)
    if forum.is_category or not may(request, "can_start_new_topics", forum) or not request.user.is_authenticated:
        return refuse(request)
    if stopped := suspended_page(request, forum):
        return stopped
    kinds = [Topic.TOPIC_POST]
    kinds += [Topic.TOPIC_STICKY] if may(request, "can_post_stickies", forum) else []
    kinds += [Topic.TOPIC_ANNOUNCE] if may(request, "can_post_announcements", forum) else []
    draft = draft_for(request.user, forum=forum)
    initial = {"subject": draft.subject, "content": draft.content, "tags": draft.tags} if draft else {}
    form = form_with_files(request, TopicForm, kinds=kinds, initial=initial, draft=draft)
    context: dict[str, Any] = {"forum": forum, "draft": draft, "may_poll": may(request, "can_create_polls", forum)}
    if "draft" in request.POST:
        return keep_draft(request, "forum_conversation/topic_create.html", form, **context)
    if is_ready(request, form):
        if _too_fast(request, form):
            return show_form(request, "forum_conversation/topic_create.html", form, status=429, **context)
        data = form.cleaned_data
        topic = start_topic(
            forum=forum,
            author=request.user,
            subject=data["subject"],
            content=data["content"],
            kind=data.get("kind") or Topic.TOPIC_POST,
            tags=data["tags"],
            approved=_appears_at_once(request, forum, form),
            files=form.chosen,
        )
        drafts.forget(user=request.user, forum=forum)
        if topic.approved:
            wants_poll = context["may_poll"] and request.POST.get("then") == "poll"
            return redirect("board:open_poll", topic.pk) if wants_poll else redirect(topic_url(topic))
        _tell_waiting(request)
        return redirect(forum_url(forum))
    return show_form(request, "forum_conversation/topic_create.html", form, **context)


def _quoted(request: HttpRequest, topic: Any) -> str:
    """What `?quote=` asks for, out of this very topic: words are not carried to where others read."""
    number = request.GET.get("quote", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return ""
    return quote(find_post(request, int(number), topic=topic))


def _last_of(topic: Any) -> Any:
    """What was said last, for the page with the form: who sends it is not shown it."""
    return topic.posts.filter(approved=True).select_related("poster").order_by("-created")[:3]


@never_cache
def post_create(request: HttpRequest, forum_slug: str, forum_pk: int, topic_slug: str, topic_pk: int) -> HttpResponse:
    """Answer."""
    topic = find_topic(request, topic_pk, forum_pk=forum_pk)
    handler = handler_for(request)
    if not request.user.is_authenticated or not topic.approved or not handler.can_add_post(topic, request.user):
        return refuse(request)
    if stopped := suspended_page(request, topic.forum):
        return stopped
    if asked_by_script(request) and request.method == "GET":
        return JsonResponse({"quote": _quoted(request, topic)})
    draft = draft_for(request.user, forum=topic.forum, topic=topic)
    words = "\n\n".join(filter(None, [draft.content.rstrip() if draft else "", _quoted(request, topic)]))
    form = form_with_files(request, ReplyForm, initial={"content": words}, draft=draft)
    previous = SimpleLazyObject(partial(_last_of, topic))
    context: dict[str, Any] = {"topic": topic, "forum": topic.forum, "previous": previous, "draft": draft}
    if "draft" in request.POST:
        return keep_draft(request, "forum_conversation/post_create.html", form, **context)
    if is_ready(request, form):
        if _too_fast(request, form):
            return show_form(request, "forum_conversation/post_create.html", form, status=429, **context)
        post = reply(
            topic=topic,
            author=request.user,
            content=form.cleaned_data["content"],
            approved=_appears_at_once(request, topic.forum, form),
            files=form.chosen,
        )
        drafts.forget(user=request.user, forum=topic.forum, topic=topic)
        if post.approved:
            return redirect(post_url(post))
        _tell_waiting(request)
        return redirect(topic_url(topic))
    return show_form(request, "forum_conversation/post_create.html", form, **context)


@never_cache
def post_update(
    request: HttpRequest, forum_slug: str, forum_pk: int, topic_slug: str, topic_pk: int, pk: int
) -> HttpResponse:
    """Change what was said."""
    topic = find_topic(request, topic_pk, forum_pk=forum_pk)
    post = find_post(request, pk, topic=topic)
    if not request.user.is_authenticated or not handler_for(request).can_edit_post(post, request.user):
        return refuse(request)
    if stopped := suspended_page(request, topic.forum):
        return stopped
    opens, own = post.pk == topic.first_post_id, post.poster_id == request.user.pk
    # A moderator's draft would keep what somebody else said, out of their reach.
    draft = draft_for(request.user, forum=topic.forum, post=post) if own else None
    context: dict[str, Any] = {"topic": topic, "forum": topic.forum, "post": post, "draft": draft, "drafts": own}
    context["changed"] = draft is not None and draft.seen != post.updates_count
    initial = _to_change(post, draft, opens=opens)
    form = form_with_files(request, EditForm, with_subject=opens, initial=initial, post=post, draft=draft)
    if own and "draft" in request.POST:
        return keep_draft(request, "forum_conversation/post_update.html", form, **context)
    if is_ready(request, form) and "draft" not in request.POST:
        data = form.cleaned_data
        if not may(request, "can_approve_posts", topic.forum) and must_wait(
            user=request.user,
            forum=topic.forum,
            content=data["content"],
            before=post.content.raw,
            with_files=any(file.post_id is None for file in form.chosen),
        ):
            form.add_error(
                None,
                _("While nobody knows you here yet, links and files go into a new message, which is read first."),
            )
            return show_form(request, "forum_conversation/post_update.html", form, **context)
        try:
            edit_post(
                post=post,
                editor=request.user,
                content=data["content"],
                subject=data.get("subject", ""),
                reason=data["reason"],
                tags=data.get("tags"),
                files=form.chosen,
                seen=data["seen"],
            )
        except ChangedMeanwhile:
            return _show_both(request, form, **context)
        except Overtaken:
            form.add_error(None, _("This message was moved or taken away meanwhile. Copy what you typed: it is below."))
            return show_form(request, "forum_conversation/post_update.html", form, status=409, **context)
        drafts.forget(user=request.user, forum=topic.forum, post=post)
        topic.refresh_from_db()
        return redirect(post_url(post))
    return show_form(request, "forum_conversation/post_update.html", form, **context)


def _to_change(post: Any, draft: Any, *, opens: bool) -> dict[str, Any]:
    """What the form for a change holds at first: what is said now, or what its author has begun to make of it."""
    topic, seen = post.topic, post.updates_count
    if draft is not None:
        subject = draft.subject or topic.subject
        return {"subject": subject, "content": draft.content, "tags": draft.tags, "reason": draft.reason, "seen": seen}
    tags = [tag.name for tag in topic.tags.all()] if opens else []
    reason = post.update_reason or ""
    return {"subject": topic.subject, "content": post.content.raw, "tags": tags, "reason": reason, "seen": seen}


def _show_both(request: HttpRequest, form: Any, *, post: Any, topic: Any, **context: Any) -> HttpResponse:
    """What a post says now, for somebody who changed it without having seen that, and what they typed."""
    post.refresh_from_db()
    topic.refresh_from_db()
    form.data = form.data.copy()
    form.data["seen"] = post.updates_count
    form.add_error(None, _("Somebody changed this message while you did. Compare, then save again: nothing is lost."))
    context |= {"post": post, "topic": topic, "changed": True}
    return show_form(request, "forum_conversation/post_update.html", form, status=409, **context)


def topic_update(request: HttpRequest, forum_slug: str, forum_pk: int, slug: str, pk: int) -> HttpResponse:
    """Changing a topic is changing its first post."""
    topic = find_topic(request, pk, forum_pk=forum_pk)
    return post_update(request, forum_slug, forum_pk, slug, pk, topic.first_post_id)


@never_cache
def post_delete(
    request: HttpRequest, forum_slug: str, forum_pk: int, topic_slug: str, topic_pk: int, pk: int
) -> HttpResponse:
    """Take a post away, after asking."""
    topic = find_topic(request, topic_pk, forum_pk=forum_pk)
    post = find_post(request, pk, topic=topic)
    if not request.user.is_authenticated or not handler_for(request).can_delete_post(post, request.user):
        return refuse(request)
    if request.method == "POST":
        if post.poster_id != request.user.pk:
            moderating.record(what=moderating.What.DELETE, by=request.user, topic=topic)
        whole_topic = delete_post(post=post)
        messages.success(request, _("The message is deleted."))
        return redirect(forum_url(topic.forum) if whole_topic else topic_url(topic))
    context = {"topic": topic, "forum": topic.forum, "post": post}
    return render(request, "forum_conversation/post_delete.html", context)


@login_required
@require_POST
def mark_read(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Mark everything as read, or one forum with what is inside it."""
    forums = Forum.objects.filter(pk__in=readable_forum_ids(request.user, handler_for(request)))
    target = "forum:index"
    if pk is not None:
        forum = find_forum(request, pk)
        forums = forums.filter(pk__in=forum.get_descendants(include_self=True).values("pk"))
        target = forum_url(forum)
    TrackingHandler(request).mark_forums_read(list(forums), request.user)
    messages.success(request, _("Marked as read."))
    return redirect(target)
