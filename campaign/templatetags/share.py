"""What people paste into messages: addresses with scheme and host, and a text that says what it is about."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.text import Truncator

from accounts.mails import address_of

register = template.Library()


@register.simple_tag(takes_context=True)
def page_address(context: dict[str, Any], path: str) -> str:
    """A path with scheme and host: the ones this page was asked at, so that it is right behind an onion too."""
    request = context.get("request")
    return request.build_absolute_uri(path) if request is not None else address_of(path)


@register.simple_tag
def share_text(collective: Any, address: str, next_date: str) -> str:
    """A collective in four lines: who and where, why, when, the address."""
    why = Truncator(collective.introduction).words(40)
    head = f"{collective.name} ({collective.commune.name})"
    return "\n".join(line for line in (head, why, next_date or collective.meeting_words, address) if line)
