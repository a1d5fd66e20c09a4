"""Rich text that is older than the check of addresses (safety/addresses.py): no link in it runs something."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from wagtail import rich_text
from wagtail.templatetags import wagtailcore_tags

from safety.addresses import runs_something

_HREF = re.compile(r"""(<a\b[^>]*?)\s+href\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+)""", re.IGNORECASE)


def without_running_links(text: str) -> str:
    """The same HTML; what would run something is a link no more."""
    return _HREF.sub(lambda tag: tag[1] if runs_something(html.unescape(tag[2].strip("\"'"))) else tag[0], text)


def guard_rich_text() -> None:
    """Have Wagtail ask this wherever it makes HTML of rich text."""
    expand: Callable[[str], str] = rich_text.expand_db_html

    def expand_db_html(text: str) -> str:
        return without_running_links(expand(text))

    rich_text.expand_db_html = wagtailcore_tags.expand_db_html = expand_db_html
