"""What surrounds every page and is the same on all of them, drawn once until something on the site changes."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.translation import get_language

from engine.part_cache import cached

register = template.Library()


class KeptNode(template.Node):
    """See `kept`."""

    def __init__(self, name: str, varying: list[FilterExpression], nodelist: NodeList) -> None:
        self.name, self.varying, self.nodelist = name, varying, nodelist

    def render(self, context: Any) -> str:
        """The part as it was drawn when what it shows was last written, for this language and host."""
        request = context.get("request")
        if request is None:
            return self.nodelist.render(context)
        place = (get_language() or "", request._get_raw_host(), getattr(request, "urlconf", None) or "")
        varying = tuple(str(value.resolve(context)) for value in self.varying)
        return cached(("kept", self.name, varying, place), lambda: self.nodelist.render(context))


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """`{% kept "footer" %}…{% endkept %}`, for what depends on the site's settings and the language alone.

    What else it depends on is named behind: `{% kept "navigation" section %}`. Few values each, and nobody's own.
    """
    try:
        _tag, name, *varying = token.split_contents()
    except ValueError:
        raise template.TemplateSyntaxError("kept takes a name, and what its part varies by.") from None
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(name.strip("\"'"), [parser.compile_filter(value) for value in varying], nodelist)
