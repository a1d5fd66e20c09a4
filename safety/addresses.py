"""What an address may lead to: the web, a mailbox, this site. Everything else that a link could start is no address.

One check for every door, in and out: what comes with files, what forms take, what calendars, feeds and schedules tell.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# What browsers take away before they read the scheme of an address (URL Standard, 4.4).
_PASSED_OVER = re.compile(r"[\t\n\r]|^[\x00-\x20\xa0\u2000-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_UNSAFE_SIGNS = re.compile(r"[\x00-\x20\x7f<>\"\\^`{|}\ud800-\udfff]")
# Schemes that run something, or show something of another origin under the name of this one.
_RUNS = frozenset(
    {"javascript", "vbscript", "livescript", "mocha", "data", "blob", "filesystem", "view-source", "file"}
)


def scheme_of(text: str) -> str:
    """The scheme that a browser reads in this text, in small letters; empty when it has none."""
    text = _PASSED_OVER.sub("", text)
    found = _SCHEME.match(_PASSED_OVER.sub("", text))
    return found[1].lower() if found else ""


def runs_something(text: Any) -> bool:
    """Whether a browser that was given this text as an address would run or show what stands in it."""
    return isinstance(text, str) and scheme_of(text) in _RUNS


def web_address(text: Any) -> str:
    """The text if it is a whole address of the web, else nothing."""
    if not isinstance(text, str) or not text.lower().startswith(("http://", "https://")) or _UNSAFE_SIGNS.search(text):
        return ""
    try:
        return text if urlsplit(text).hostname else ""
    except ValueError:
        return ""


def validate_web_address(text: str) -> None:
    """Refuse what is no address of the web."""
    if not web_address(text):
        raise ValidationError(_("Give an address that begins with https://."), code="address")
