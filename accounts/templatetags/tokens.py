"""What every form that is posted carries: Django's own token, and one that makes its sending one thing.

A built-in of the template engine (config/settings/base.py): whoever writes `{% csrf_token %}` has both.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from accounts import devices

register = template.Library()


class TokensNode(CsrfTokenNode):
    """See the module."""

    def render(self, context: Any) -> str:
        """Both hidden fields; nothing where no request is, since nothing can be sent from there."""
        protected = super().render(context)
        request = context.get("request")
        if not protected or request is None:
            return protected
        from django.contrib.auth.models import AnonymousUser  # a site may load this built-in without accounts

        user = getattr(request, "user", None) or AnonymousUser()
        once = format_html('<input type="hidden" name="once" value="{}">', devices.form_token(user))
        return protected + once


@register.tag
def csrf_token(parser: Parser, token: Token) -> TokensNode:
    """`{% csrf_token %}`."""
    return TokensNode()


@register.simple_tag
def reader_mark(user: Any) -> str:
    """See accounts/devices.py."""
    return devices.reader_mark(user)


@register.simple_tag
def device_seal(user: Any) -> str:
    """See accounts/devices.py."""
    return devices.device_seal(user)
