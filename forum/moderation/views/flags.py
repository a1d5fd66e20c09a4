"""Telling moderators of a post; what they do about it; their log, and taking an act back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from campaign.rules import is_campaign_moderator, may_moderate
from engine.throttle import allow
from forum.access import find_any_post, find_topic, may
from forum.exceptions import Overtaken, TooLate
from forum.machina import Post, Topic
from forum.models import HiddenPost, ModerationAct
from forum.moderation.forms import FlagForm, MergeForm, ReasonForm, SplitForm, SuspendForm
from forum.moderation.queries import may_undo, open_flags
from forum.moderation.services import moderating
from forum.moderation.views.overtaken import told_when_overtaken
from forum.moderation.views.removing import may_remove
from forum.queries import handler_for, space_of
from forum.templatetags.board_tags import post_url, topic_url

FLAGS_AN_HOUR = 20
POSTS_TO_SPLIT = 100  # the latest ones: a topic that goes astray is split while it does


@login_required
@never_cache
def flag_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell those who moderate this forum what is wrong with a post."""
    post = find_any_post(request, pk)
    form = FlagForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        if allow(action="flag", who=str(request.user.pk), limit=FLAGS_AN_HOUR, seconds=3600):
            moderating.flag(post=post, by=request.user, **form.cleaned_data)
            messages.success(request, _("Thank you. Those who moderate this forum will look at it."))
            return redirect(post_url(post))
        form.add_error(None, _("You told us of many messages within the hour. Wait a little, then send this again."))
        status = 429
    return render(request, "forum/flag_form.html", {"form": form, "post": post, "topic": post.topic}, status=status)


@login_required
@never_cache
@told_when_overtaken
def moderate_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything a moderator can do about one post, on one page."""
    post = find_any_post(request, pk)
    if not may(request, "can_approve_posts", post.topic.forum):
        raise Http404
    action = request.POST.get("action", "")
    hide_form = ReasonForm(request.POST if action == "hide" else None, prefix="hide")
    suspend_form = SuspendForm(request.POST if action == "suspend" else None, prefix="suspend")
    may_suspend = bool(post.poster_id and post.poster_id != request.user.pk)
    done = ""
    if action == "hide" and hide_form.is_valid():
        moderating.hide(post=post, by=request.user, reason=hide_form.cleaned_data["reason"])
        done = _("The message is hidden; the reason stands in its place.")
    elif action == "suspend" and may_suspend and suspend_form.is_valid():
        _suspend(request, post, suspend_form)
        done = _("The author writes nothing here until then, and is told why.")
    elif action == "show":
        moderating.show_again(post=post, by=request.user)
        done = _("The message is shown again.")
    elif action == "dismiss":
        moderating.dismiss(post=post, by=request.user)
        done = _("The message stays as it is.")
    if done:
        messages.success(request, done)
        return redirect("board:moderate_post", pk=post.pk)
    context = {
        "post": post,
        "topic": post.topic,
        "flags": open_flags({post.topic.forum_id}).filter(post=post),
        "hidden": HiddenPost.objects.filter(post=post).first(),
        "hide_form": hide_form,
        "suspend_form": suspend_form if may_suspend else None,
        "may_remove": may_suspend and may_remove(request, post.poster),
    }
    return render(request, "forum/moderate_post.html", context, status=422 if request.method == "POST" else 200)


def _suspend(request: HttpRequest, post: Any, form: SuspendForm) -> None:
    """From the whole forum by the campaign's moderators, from the collective's spaces by its own."""
    space = space_of(post.topic.forum)
    everywhere = space is None or is_campaign_moderator(request.user)
    moderating.suspend(
        post=post,
        until=form.until,
        reason=form.cleaned_data["reason"],
        by=request.user,
        collective=None if everywhere or space is None else space.collective,
    )


@login_required
@never_cache
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Make some messages a topic of their own."""
    topic = find_topic(request, pk)
    if not may(request, "can_move_topics", topic.forum):
        raise Http404
    latest = topic.posts.filter(approved=True).order_by("-position").values("pk")[:POSTS_TO_SPLIT]
    posts = Post.objects.filter(pk__in=list(latest.values_list("pk", flat=True))).select_related("poster")
    form = SplitForm(request.POST or None, posts=posts.order_by("position"))
    if form.is_valid():
        data = form.cleaned_data
        try:
            new = moderating.split_topic(topic=topic, posts=data["posts"], subject=data["subject"], by=request.user)
        except ValueError:
            form.add_error("posts", _("Leave at least one message here; to take them all, move the topic."))
        else:
            messages.success(request, _("These messages are a topic of their own now."))
            return redirect(topic_url(new))
    context = {"form": form, "topic": topic}
    return render(request, "forum/split_form.html", context, status=422 if form.is_bound else 200)


@login_required
@never_cache
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a topic into another one of the same forum."""
    topic = find_topic(request, pk)
    if not may(request, "can_move_topics", topic.forum):
        raise Http404
    others = Topic.objects.filter(forum=topic.forum, approved=True).exclude(pk=topic.pk).order_by("-last_post_on")
    form = MergeForm(request.POST or None, topics=others)
    if form.is_valid():
        try:
            into = moderating.merge_topics(topic=topic, into=form.cleaned_data["into"], by=request.user)
        except ValueError as refusal:
            form.add_error("into", str(refusal))
        else:
            messages.success(request, _("The topics are one. The old address leads here."))
            return redirect(topic_url(into))
    context = {"form": form, "topic": topic}
    return render(request, "forum/merge_form.html", context, status=422 if form.is_bound else 200)


def _acts(request: HttpRequest, ids: frozenset[int]) -> Any:
    mine = Q(forum_id__in=ids)
    if may_moderate(request.user):
        mine |= Q(forum=None)  # what was done to profiles
    elif not ids:
        raise Http404
    return ModerationAct.objects.filter(mine).select_related("forum", "by", "whom")


def _covers(act: ModerationAct, ids: frozenset[int]) -> bool:
    """Whether somebody who moderates these forums moderates all those that the act concerned."""
    return set(act.before.get("forums", ())) <= ids


@login_required
@never_cache
def log(request: HttpRequest) -> HttpResponse:
    """What was done in the forums one moderates, and by the campaign's moderators to profiles; the latest first."""
    ids = handler_for(request).forum_ids_with(request.user, "can_approve_posts")
    page = Paginator(_acts(request, ids), 40).get_page(request.GET.get("page"))
    for act in page:
        act.may_be_undone = may_undo(act) and _covers(act, ids)
        act.may_be_dealt_with = act.forum_id is None and act.whom_id != request.user.pk
    return render(request, "forum/moderation_log.html", {"page_obj": page})


@login_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an act back, within ten minutes."""
    ids = handler_for(request).forum_ids_with(request.user, "can_approve_posts")
    act = get_object_or_404(_acts(request, ids), pk=pk)
    if not _covers(act, ids):
        raise Http404
    try:
        moderating.undo(act=act, by=request.user)
        messages.success(request, _("It is as it was before."))
    except (TooLate, Overtaken) as refusal:
        messages.error(request, str(refusal.sentence))
    return redirect("board:moderation_log")
