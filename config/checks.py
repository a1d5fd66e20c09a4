"""What `manage.py check --deploy` says before a site opens: that its legal notice would be empty."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning

_ALWAYS = ("contact", "host", "host_address", "host_phone")
_OF_PUBLISHER = ("publisher", "publisher_address", "publisher_phone", "director")


def missing_in_legal_notice() -> list[str]:
    """The variables that the legal notice waits for."""
    needed = _ALWAYS if settings.LEGAL["anonymous"] else _OF_PUBLISHER + _ALWAYS
    return [f"LEGAL_{name.upper()}" for name in needed if not settings.LEGAL[name]]


def legal_notice_is_filled_in(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    """A warning for each variable without which the notice does not say what the law asks for."""
    hint = "See docs/settings.md; LEGAL_ANONYMOUS=1 where a publisher who earns nothing by it stays unnamed."
    return [
        Warning(f"{name} is not set: the legal notice is incomplete.", hint=hint, id="contrechamp.W001")
        for name in missing_in_legal_notice()
    ]
