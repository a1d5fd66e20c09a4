"""Parts of Wagtail that no address of the site leads to, and that every start would build all the same.

Wagtail's third interface for other programs draws a schema of every page, picture and snippet as its apps get ready,
whether an installation serves it or not: half a second and forty megabytes of each command, each test's process and
each server. Wagtail has no setting for that, so its apps find modules without content in the place of these.
"""

from __future__ import annotations

import sys
from types import ModuleType

from django.apps import apps


class _Nowhere:
    """Takes addresses and answers at none."""

    def add_router(self, prefix: str, router: None) -> None:
        """Leave it."""


def _nothing() -> None:
    """Register nothing."""


# What each app asks for by name as it gets ready (`ready()` in Wagtail's apps.py).
LEFT_OUT: dict[str, dict[str, object]] = {
    "wagtail.api.v3.api": {"api": _Nowhere()},
    "wagtail.contrib.redirects.api.v3": {"router": None},
    "wagtail.locales.api.v3": {"router": None},
    "wagtail.snippets.api.v3": {"register_content_types": _nothing},
    "wagtail.snippets.api.v3.router": {"router": None},
    "wagtail.images.api.v3.registry": {"register_content_types": _nothing},
    "wagtail.images.api.v3.router": {"router": None},
    "wagtail.documents.api.v3.registry": {"register_content_types": _nothing},
    "wagtail.documents.api.v3.router": {"router": None},
}


def leave_out() -> None:
    """Put nothing where Wagtail's third interface would be, unless it is installed. Comes before Wagtail is ready."""
    if apps.is_installed("wagtail.api.v3") or not apps.is_installed("wagtail"):
        return
    for name, content in LEFT_OUT.items():
        module = ModuleType(name, "Left out by config/left_out.py.")
        vars(module).update(content)
        sys.modules.setdefault(name, module)
