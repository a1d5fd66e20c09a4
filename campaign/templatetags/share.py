"""What people paste into messages: addresses with scheme and host, and a text that says what it is about."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from accounts.mails import address_of
from safety.words import first_words

register = template.Library()


@register.simple_tag(takes_context=True)
def page_address(context: dict[str, Any], path: str) -> str:
    """A path with scheme and host: the ones this page was asked at, so that it is right behind an onion too."""
    request = context.get("request")
    return request.build_absolute_uri(path) if request is not None else address_of(path)


@register.filter
def at_site(path: str) -> str:
    """A path at the installation's own address, whatever host this page was asked at: what search engines keep."""
    return path if path.startswith(f"{settings.SITE_URL}/") else address_of(path)


@register.simple_tag(takes_context=True)
def own_address(context: dict[str, Any]) -> str:
    """The one address of this page at the site: with its number where a list goes on, without anything else asked."""
    request = context.get("request")
    if request is None:
        return address_of("/")
    page = request.GET.get("page", "")
    return address_of(
        f"{request.path}?page={page}" if page.isascii() and page.isdigit() and page != "1" else request.path
    )


@register.simple_tag
def share_text(collective: Any, address: str, next_date: str) -> str:
    """A collective in four lines: who and where, why, when, the address."""
    why = first_words(collective.introduction, 40)
    head = f"{collective.name} ({collective.commune.name})"
    return "\n".join(line for line in (head, why, next_date or collective.meeting_words, address) if line)
