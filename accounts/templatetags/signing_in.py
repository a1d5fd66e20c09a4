"""A way to sign in that leads back to where one was."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from safety.quiet import is_quiet

register = template.Library()


@register.simple_tag(takes_context=True)
def sign_in_and_return(context: Any) -> str:
    """The address of the login with this page behind it; empty for who is signed in, and near the drop."""
    request = context.get("request")
    if request is None or is_quiet(request.path) or getattr(getattr(request, "user", None), "is_authenticated", False):
        return ""
    try:
        return f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
    except NoReverseMatch:  # the drop by itself has no accounts
        return ""
