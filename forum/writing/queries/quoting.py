"""What somebody said, as the Markdown of a quote that says whose words they are and leads to them."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext

from forum.addresses import topic_address

_MARKUP = re.compile(r"([\\\[\]*_`<>])")


def quote(post: Any) -> str:
    """The post as a quote, its own quotes left out: what answers them can be followed by the link.

    The words stay where they were said: the caller makes sure that they are quoted in the same topic.
    """
    name = post.poster.get_full_name() if post.poster_id else post.username or gettext("somebody who left")
    address = f"{topic_address(post.topic)}?post={post.pk}#{post.pk}"
    head = gettext("[%(name)s](%(address)s) wrote:") % {"name": _MARKUP.sub(r"\\\1", name), "address": address}
    said = [line for line in post.content.raw.strip().splitlines() if not line.lstrip().startswith(">")]
    lines = [head, "", *"\n".join(said).strip().splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"
