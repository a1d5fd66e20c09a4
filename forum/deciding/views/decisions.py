"""Put a question in a topic, answer it, take it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from forum.access import find_topic, may
from forum.deciding.forms.decisions import DecisionForm, VoiceForm, WithdrawForm
from forum.deciding.queries.decisions import may_answer
from forum.deciding.services import decisions as deciding
from forum.models import Decision
from forum.moderation.views.suspension import suspended_page
from forum.templatetags.board_tags import topic_url


def _with_voice(request: HttpRequest, topic: Any) -> Any:
    """The topic, for who has a voice in it; for the others there is nothing here."""
    if not may_answer(request.user, topic.forum):
        raise Http404
    return topic


def _decision(request: HttpRequest, pk: int) -> Decision:
    """A decision in a topic the visitor may read."""
    decision = get_object_or_404(Decision, pk=pk)
    decision.topic = find_topic(request, decision.topic_id)
    return decision


@login_required
@never_cache
def open_decision(request: HttpRequest, topic_pk: int) -> HttpResponse:
    """Ask everybody who has a voice here, until a day."""
    topic = _with_voice(request, find_topic(request, topic_pk))
    if topic.is_locked or not topic.approved:
        raise Http404
    if stopped := suspended_page(request, topic.forum):
        return stopped
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            deciding.open_decision(
                topic=topic,
                by=request.user,
                question=data["question"],
                closes_at=form.closes_at,
                nameless=data["nameless"],
            )
        except IntegrityError:
            form.add_error(None, _("A decision is open in this topic already. Wait for its end, then ask yours."))
        else:
            messages.success(request, _("The question is put. Each person who has a voice here can answer."))
            return redirect(topic_url(topic))
    status = 422 if form.is_bound else 200
    return render(request, "forum/decision_form.html", {"form": form, "topic": topic}, status=status)


@login_required
@never_cache
def give_voice(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer; the form comes back when something is missing."""
    decision = _decision(request, pk)
    _with_voice(request, decision.topic)
    if stopped := suspended_page(request, decision.topic.forum):
        return stopped
    mine = decision.voices.filter(voter=request.user).first()
    initial = {"choice": mine.choice, "reason": mine.reason} if mine else None
    form = VoiceForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            deciding.give_voice(decision=decision, voter=request.user, **form.cleaned_data)
        except deciding.Closed as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("Your answer is counted. You can change it until it closes."))
            return redirect(f"{topic_url(decision.topic)}#decision")
    status = 422 if form.is_bound else 200
    context = {"form": form, "decision": decision, "topic": decision.topic}
    return render(request, "forum/decision_voice.html", context, status=status)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Who put the question, or a moderator of the forum, takes it back."""
    decision = _decision(request, pk)
    if decision.opened_by_id != request.user.pk and not may(request, "can_lock_topics", decision.topic.forum):
        raise Http404
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say in a few words why it is taken back (200 characters at most)."))
    else:
        try:
            deciding.withdraw(decision=decision, reason=form.cleaned_data["reason"])
            messages.success(request, _("The question is taken back."))
        except deciding.Closed as refusal:
            messages.error(request, str(refusal.sentence))
    return redirect(topic_url(decision.topic))
