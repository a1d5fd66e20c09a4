"""Looking after a forum: what waits for approval, locking, pinning, moving, deleting. Each asks before it acts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from forum.access import find_post, find_topic, find_waiting_post, may, refuse
from forum.exceptions import Overtaken
from forum.machina import Forum, Post, Topic
from forum.moderation.forms import MoveForm
from forum.moderation.services import moderating
from forum.moderation.views.overtaken import told_when_overtaken
from forum.queries import handler_for
from forum.templatetags.board_tags import forum_url, post_url, topic_url
from intake.forms import ticked
from intake.views import decide_each, tell_how_many


def _confirm(request: HttpRequest, topic: Any, *, question: str, button: str, danger: bool = False) -> HttpResponse:
    context = {"topic": topic, "forum": topic.forum, "question": question, "button": button, "danger": danger}
    return render(request, "forum_moderation/confirm.html", context)


@never_cache
@told_when_overtaken
def lock(request: HttpRequest, slug: str, pk: int, locked: bool) -> HttpResponse:
    """Close a topic to replies, or open it again."""
    topic = find_topic(request, pk)
    if not may(request, "can_lock_topics", topic.forum):
        return refuse(request)
    if request.method != "POST":
        question = _("Close this topic to further replies?") if locked else _("Open this topic to replies again?")
        return _confirm(request, topic, question=question, button=_("Lock") if locked else _("Unlock"))
    moderating.set_locked(topic=topic, locked=locked, by=request.user)
    messages.success(request, _("The topic is locked.") if locked else _("The topic is open again."))
    return redirect(topic_url(topic))


@never_cache
@told_when_overtaken
def change_kind(request: HttpRequest, slug: str, pk: int, kind: int) -> HttpResponse:
    """Make a topic ordinary, pinned, or an announcement."""
    topic = find_topic(request, pk)
    handler = handler_for(request)
    question, allowed = {
        Topic.TOPIC_POST: (_("Make this an ordinary topic?"), handler.can_update_topics_to_normal_topics),
        Topic.TOPIC_STICKY: (_("Pin this topic at the top?"), handler.can_update_topics_to_sticky_topics),
        Topic.TOPIC_ANNOUNCE: (_("Make this an announcement?"), handler.can_update_topics_to_announces),
    }[kind]
    if not allowed(topic.forum, request.user):
        return refuse(request)
    if request.method != "POST":
        return _confirm(request, topic, question=question, button=_("Yes"))
    moderating.set_kind(topic=topic, kind=kind, by=request.user)
    messages.success(request, _("Done."))
    return redirect(topic_url(topic))


@never_cache
@told_when_overtaken
def move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put a topic into another forum where one may do so, too."""
    topic = find_topic(request, pk)
    if not may(request, "can_move_topics", topic.forum):
        return refuse(request)
    ids = handler_for(request).forum_ids_with(request.user, "can_move_topics") - {topic.forum_id}
    forums = Forum.objects.filter(pk__in=ids, type=Forum.FORUM_POST).select_related("parent")
    form = MoveForm(request.POST or None, forums=forums)
    if form.is_valid():
        moderating.move_topic(topic=topic, forum=form.cleaned_data["forum"], by=request.user)
        messages.success(request, _("The topic is moved. Its old address leads here."))
        return redirect(topic_url(topic))
    context = {"topic": topic, "forum": topic.forum, "form": form}
    return render(request, "forum_moderation/topic_move.html", context, status=400 if form.is_bound else 200)


@never_cache
@told_when_overtaken
def delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Delete a topic with everything in it."""
    topic = find_topic(request, pk)
    if not may(request, "can_delete_posts", topic.forum):
        return refuse(request)
    if request.method != "POST":
        question = _("Delete this topic with everything that was said in it? This cannot be undone.")
        return _confirm(request, topic, question=question, button=_("Delete"), danger=True)
    moderating.delete_topic(topic=topic, by=request.user)
    messages.success(request, _("The topic is deleted."))
    return redirect(forum_url(topic.forum))


@never_cache
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for this moderator, oldest first; those that are ticked are published or deleted at once."""
    ids = handler_for(request).forum_ids_with(request.user, "can_approve_posts")
    if not ids:
        return refuse(request)
    posts = Post.objects.filter(approved=False, topic__forum_id__in=ids).order_by("created", "pk")
    status = 200
    if request.method == "POST":
        if _decide_ticked(request, posts):
            return redirect("forum_moderation:queue")
        messages.error(request, _("Nothing is ticked. Tick the messages that you decide about."))
        status = 422
    shown = posts.select_related("poster", "topic", "topic__forum").prefetch_related("files")
    page = Paginator(shown, 20).get_page(request.GET.get("page"))
    return render(
        request, "forum_moderation/queue.html", {"page_obj": page, "chosen": ticked(request.POST)}, status=status
    )


def _decide_ticked(request: HttpRequest, posts: QuerySet[Any]) -> bool:
    """Publish or delete each; whether any was ticked. What somebody else decided meanwhile is left as it is."""
    numbers = ticked(request.POST)
    verb = {"approve": moderating.approve, "disapprove": moderating.decline}.get(request.POST.get("action", ""))
    if verb is None or not numbers:
        return False
    rows = posts.filter(pk__in=numbers).select_related("poster", "topic", "topic__forum")
    done = decide_each(rows, lambda post: verb(post=post, by=request.user), overtaken=Overtaken)
    if verb is moderating.approve:
        said = ngettext("%(number)d message is published.", "%(number)d messages are published.", done)
    else:
        said = ngettext("%(number)d message is deleted.", "%(number)d messages are deleted.", done)
    tell_how_many(request, said, done=done, asked=len(numbers))
    return True


@never_cache
def waiting_post(request: HttpRequest, pk: int) -> HttpResponse:
    """One waiting post, with both buttons."""
    post = _waiting(request, pk)
    return render(request, "forum_moderation/waiting_post.html", {"post": post}) if post else refuse(request)


@never_cache
def decide(request: HttpRequest, pk: int, approve: bool) -> HttpResponse:
    """Let a waiting post appear, or delete it."""
    post = _waiting(request, pk)
    if post is None:
        return refuse(request)
    if request.method != "POST":
        return redirect("forum_moderation:queued_post", pk=pk)
    try:
        if approve:
            moderating.approve(post=post, by=request.user)
            messages.success(request, _("The message is published."))
            return redirect(post_url(find_post(request, post.pk, topic=find_topic(request, post.topic_id))))
        moderating.decline(post=post, by=request.user)
        messages.success(request, _("The message is deleted."))
    except Overtaken as refusal:
        messages.info(request, str(refusal.sentence))
    return redirect("forum_moderation:queue")


def _waiting(request: HttpRequest, pk: int) -> Any:
    try:
        return find_waiting_post(request, pk)
    except Http404:
        return None
