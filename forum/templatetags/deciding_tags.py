"""The decision of a topic, on top of its page."""

from __future__ import annotations

from typing import Any

from django import template

from forum.deciding.forms.decisions import VoiceForm, WithdrawForm
from forum.deciding.queries import decisions

register = template.Library()


@register.inclusion_tag("forum/decision.html", takes_context=True)
def decision_of_topic(context: dict[str, Any], topic: Any) -> dict[str, Any]:
    """The latest decision with its result, one's own voice, and the button that puts a question while none is open."""
    user, moderation = context["user"], context.get("moderation") or {}
    decision = decisions.latest_decision(topic) if topic.has_decision else None
    may_answer = decisions.may_answer(user, topic.forum)
    shown: dict[str, Any] = {"topic": topic, "user": user, "csrf_token": context.get("csrf_token")}
    shown["may_ask"] = may_answer and topic.approved and not topic.is_locked and not (decision and not decision.outcome)
    if decision is None:
        return shown
    result = decisions.result_of(decision, user)
    shown |= {"decision": decision, "result": result, "may_answer": may_answer and decision.is_open}
    if shown["may_answer"]:
        mine = result.mine
        shown["form"] = VoiceForm(initial={"choice": mine.choice, "reason": mine.reason} if mine else None)
    if decision.is_open and user.is_authenticated:
        may_withdraw = decision.opened_by_id == user.pk or bool(moderation.get("lock"))
        shown["withdraw"] = WithdrawForm() if may_withdraw else None
    return shown
