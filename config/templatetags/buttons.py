"""Buttons, and links that look like them; their HTML is in templates/components/button.html.

Built-ins of the template engine (config/settings/base.py): each room has buttons.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def button(
    context: Any,
    label: Any,
    *,
    kind: str = "",
    also: str = "",
    about: Any = "",
    url: str | None = None,
    **attributes: Any,
) -> SafeString:
    """`{% button _("Save") kind="primary" %}` sends a form; with `url` it is a link.

    kind: primary, quiet, danger, small, or several of them. also: further classes. about: what it acts upon, for those
    who do not see what stands beside it. All else is an attribute: `name="answer" value="approve"`, `hidden=True`,
    `data_copy="text"` (data-copy).
    """
    classes = " ".join(["button", *(f"button--{one}" for one in kind.split()), *also.split()])
    given = {"class": classes} | ({"type": "submit"} if url is None else {"href": url}) | attributes
    values = {
        "name": "button" if url is None else "a",
        "attributes": _attributes(given),
        "label": label,
        "about": about,
    }
    drawn = context.template.engine.get_template("components/button.html").render(context.new(values))
    return mark_safe(drawn.strip())  # noqa: S308 the component escapes; the line feed at its end would be seen as a space


@register.simple_tag(takes_context=True)
def button_to(context: Any, label: Any, view: str, *args: Any, query: str = "", **attributes: Any) -> SafeString:
    """`{% button_to _("Invite") "campaign:invite" collective.slug kind="quiet" %}`: a link to a view.

    query is added to the address as it is; for the rest see `button`.
    """
    return button(context, label, url=reverse(view, args=args) + query, **attributes)


def _attributes(given: dict[str, Any]) -> SafeString:
    """In the order given; True is an attribute without value."""
    named = ((name.replace("_", "-"), value) for name, value in given.items())
    drawn = (
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value) for name, value in named
    )
    return format_html_join("", "{}", ((one,) for one in drawn))
