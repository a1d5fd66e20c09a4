"""Ask in a poll, vote, close it, take it away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from forum.access import find_topic, may, may_open_poll
from forum.deciding.forms.polls import PollForm, vote_form
from forum.deciding.queries.polls import Result, result_of
from forum.deciding.services import polls
from forum.moderation.queries import must_wait
from forum.moderation.services import moderating
from forum.moderation.views.suspension import suspended_page
from forum.queries import handler_for
from forum.templatetags.board_tags import topic_url


def _result(request: HttpRequest, topic: Any) -> Result:
    """The poll of a topic that the visitor reads; 404 where there is none."""
    result = result_of(topic, request.user)
    if result is None:
        raise Http404
    return result


def _holds_unread_links(request: HttpRequest, topic: Any, form: PollForm) -> bool:
    """Whether somebody whom nobody knows yet would publish links that no moderator has read."""
    if may(request, "can_approve_posts", topic.forum):
        return False
    content = "\n\n".join([form.cleaned_data["question"], *form.cleaned_data["options"]])
    return must_wait(user=request.user, forum=topic.forum, content=content)


@login_required
@never_cache
def open_poll(request: HttpRequest, topic_pk: int) -> HttpResponse:
    """The topic's author, or a moderator, asks everybody who writes here."""
    topic = find_topic(request, topic_pk)
    if topic.has_poll or not may_open_poll(request, topic):
        raise Http404
    if stopped := suspended_page(request, topic.forum):
        return stopped
    form = PollForm(request.POST or None)
    if form.is_valid():
        if _holds_unread_links(request, topic, form):
            form.add_error(
                "options", _("While nobody knows you here yet, links go into a new message, which is read first.")
            )
        elif _opened(topic, form):
            messages.success(request, _("The poll is open."))
            return redirect(f"{topic_url(topic)}#poll")
        else:
            form.add_error(None, _("This topic has a poll already. Ask yours in another topic."))
    context = {"form": form, "topic": topic}
    return render(request, "forum/poll_form.html", context, status=422 if form.is_bound else 200)


def _opened(topic: Any, form: PollForm) -> bool:
    fields = ("question", "options", "max_options", "user_changes")
    try:
        polls.open_poll(topic=topic, closes_at=form.closes_at, **{name: form.cleaned_data[name] for name in fields})
    except IntegrityError:
        return False
    return True


@login_required
@never_cache
def vote(request: HttpRequest, topic_pk: int) -> HttpResponse:
    """One's ballot; the form comes back when something is missing."""
    topic = find_topic(request, topic_pk)
    result = _result(request, topic)
    if not may(request, "can_vote_in_polls", topic.forum) or not topic.approved:
        raise Http404
    if stopped := suspended_page(request, topic.forum):
        return stopped
    if not handler_for(request).can_vote_in_poll(result.poll, request.user):
        messages.error(request, str(polls.Closed.sentence))
        return redirect(f"{topic_url(topic)}#poll")
    form = vote_form(result, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            polls.vote(poll=result.poll, voter=request.user, options=form.cleaned_data["options"])
        except polls.Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("Your vote is counted."))
            return redirect(f"{topic_url(topic)}#poll")
    context = {"form": form, "topic": topic, "poll": result.poll}
    return render(request, "forum/poll_vote.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def close(request: HttpRequest, topic_pk: int) -> HttpResponse:
    """Who asked, or a moderator, ends it before its day."""
    topic = find_topic(request, topic_pk)
    result = _result(request, topic)
    if topic.poster_id != request.user.pk and not may(request, "can_lock_topics", topic.forum):
        raise Http404
    if result.poll.is_open:
        polls.close_poll(poll=result.poll)
        messages.success(request, _("The poll is closed: its numbers stay as they are."))
    return redirect(f"{topic_url(topic)}#poll")


@login_required
@require_POST
def delete(request: HttpRequest, topic_pk: int) -> HttpResponse:
    """A moderator takes the poll away; who asked it, as long as nobody has voted."""
    topic = find_topic(request, topic_pk)
    result = _result(request, topic)
    moderates = may(request, "can_delete_posts", topic.forum)
    if not moderates and (topic.poster_id != request.user.pk or result.voters):
        raise Http404
    if topic.poster_id != request.user.pk:
        reason = _("poll: %(question)s") % {"question": result.poll.question}
        moderating.record(what=moderating.What.DELETE, by=request.user, topic=topic, reason=reason[:300])
    polls.delete_poll(poll=result.poll)
    messages.success(request, _("The poll is gone."))
    return redirect(topic_url(topic))
