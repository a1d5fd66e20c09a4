"""How many things wait for the person who reads, for the head of every page."""

from __future__ import annotations

from typing import Any

from django import template

from accounts import waiting

register = template.Library()


@register.simple_tag
def waiting_count(user: Any) -> int:
    """What waits for this person; 0 for those to whom nothing comes."""
    return waiting.count_for(user) or 0


@register.simple_tag
def decides_something(user: Any) -> bool:
    """Whether things can come to this person at all."""
    return waiting.count_for(user) is not None
