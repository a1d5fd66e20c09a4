"""What the forum has for somebody in the spaces of their own collectives: new topics, decisions, drafts."""

from __future__ import annotations

from typing import Any

from django import template

from forum.queries import handler_for
from forum.reading.fragments import draw_latest
from forum.spaces.reports import own_news

register = template.Library()


@register.simple_tag(takes_context=True)
def own_forum_news(context: dict[str, Any], user: Any, limit: int = 4) -> Any:
    """What is new, to decide and begun for this person: `{% own_forum_news user as news %}`; false when nothing is."""
    news = own_news(user, limit=limit, handler=handler_for(context.get("request")))
    draw_latest(news.topics)
    return news
