"""The poll of a topic, on top of its page."""

from __future__ import annotations

from typing import Any

from django import template

from forum.access import may_open_poll
from forum.deciding.forms.polls import vote_form
from forum.deciding.queries.polls import result_of
from forum.queries import handler_for

register = template.Library()


@register.inclusion_tag("forum/poll.html", takes_context=True)
def poll_of_topic(context: dict[str, Any], topic: Any) -> dict[str, Any]:
    """The poll with its numbers and one's own ballot; while there is none, the button that asks one."""
    request, user, moderation = context["request"], context["user"], context.get("moderation") or {}
    shown: dict[str, Any] = {"topic": topic, "user": user, "csrf_token": context.get("csrf_token")}
    result = result_of(topic, user) if topic.has_poll else None
    if result is None:
        return shown | {"may_ask": may_open_poll(request, topic)}
    poll, own = result.poll, user.is_authenticated and topic.poster_id == user.pk
    may_vote = handler_for(request).can_vote_in_poll(poll, user)
    is_open = poll.is_open and not topic.is_locked
    if may_vote and (poll.user_changes or not result.mine):
        shown["form"] = vote_form(result)
    return shown | {
        "poll": poll,
        "result": result,
        "is_open": is_open,
        "ask_to_sign_in": is_open and not user.is_authenticated,
        "may_close": poll.is_open and (own or bool(moderation.get("lock"))),
        "may_delete": bool(moderation.get("delete")) or (own and not result.voters),
    }
