"""What the campaign's own templates need: the way back up, the card of an article, the page's address when shared."""

from __future__ import annotations

from typing import Any

from django import template
from wagtail.models import Page

from campaign.queries.freshness import neighbours_of
from safety.typography import typeset_html

register = template.Library()


@register.simple_tag
def trail(*labels_and_urls: str) -> list[tuple[str, str]]:
    """Crumbs out of labels and addresses in turn; the last label needs no address."""
    labels, urls = labels_and_urls[::2], [*labels_and_urls[1::2], ""]
    return list(zip(labels, urls, strict=False))


@register.simple_tag(takes_context=True)
def page_trail(context: dict[str, Any], page: Page) -> list[tuple[str, str]]:
    """Crumbs of a Wagtail page: its published ancestors below the site's root, then itself."""
    if not page.pk or page.depth <= 2:
        return []
    request = context.get("request")
    ancestors = page.get_ancestors().live().filter(depth__gte=2)
    return [*((one.title, one.get_url(request)) for one in ancestors), (page.title, "")]


@register.inclusion_tag("campaign/neighbours.html")
def neighbours(collective: Any) -> dict[str, Any]:
    """The listed collectives nearest to one that has little to show."""
    return {"neighbours": neighbours_of(collective)}


@register.filter(is_safe=True)
def signs_of(html: str, language: str) -> str:
    """What stands beside a page, a footnote, with the signs of its language (campaign/typesetting.py sets the page)."""
    return typeset_html(html) if language == "fr" else html
