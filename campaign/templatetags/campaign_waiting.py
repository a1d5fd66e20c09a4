"""What the campaign shows at /a-traiter/; each tag says nothing when it has nothing."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.waiting import read_for
from campaign.queries import own, waiting

register = template.Library()


@register.inclusion_tag("campaign/waiting_collectives.html")
def collectives_to_approve(user: Any) -> dict[str, Any]:
    """Collectives that a moderator has not answered yet, all there is to read of them."""
    return {"collectives": read_for(user, waiting.collectives_to_approve)}


@register.inclusion_tag("campaign/waiting_requests.html")
def people_asking_to_join(user: Any) -> dict[str, Any]:
    """People who ask to join this person's collectives."""
    return {"requests": read_for(user, waiting.people_asking_to_join)}


@register.inclusion_tag("campaign/waiting_takeovers.html")
def takeovers_to_decide(user: Any) -> dict[str, Any]:
    """People who ask to take over a lost organiser's account."""
    return {"takeovers": read_for(user, waiting.takeovers_to_decide)}


@register.inclusion_tag("campaign/waiting_own.html")
def own_collectives_to_see_to(user: Any) -> dict[str, Any]:
    """This person's collectives that were declined, or are asked whether they still meet."""
    asked, declined = waiting.collectives_asked_if_alive, waiting.declined_collectives
    return {"silent": read_for(user, asked), "declined": read_for(user, declined)}


@register.inclusion_tag("campaign/own_collectives.html", takes_context=True)
def own_collectives(context: dict[str, Any], user: Any, place: str = "page") -> dict[str, Any]:
    """One's own collectives with what is next in each; `place="home"` between the bands of the first page."""
    return {"own": own.own_collectives(user), "place": place, "request": context.get("request")}


@register.simple_tag
def belongs_somewhere(user: Any) -> bool:
    """Whether the head of the page leads to collectives of one's own."""
    return own.belongs_somewhere(user)
