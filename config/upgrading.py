"""While the site is renewed its pages say so: a mark in DATA_DIR, which `deploy/upgrade` touches while it works.

A guest may still be shown what a process has in its memory: that asks for nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation

MARK = "upgrading"
LASTS = 60  # seconds without a touch after which whoever made the mark is dead, and the site open again
AGAIN = 30  # seconds after which it is worth another try


def is_closed() -> bool:
    """Whether an upgrade is under way."""
    try:
        touched = (Path(settings.DATA_DIR) / MARK).stat().st_mtime
    except OSError:
        return False
    return abs(time.time() - touched) < LASTS


def say_closed(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """503 with a page that asks no database, for every address but the one that says that the process lives."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(("/healthz", settings.STATIC_URL)) or not is_closed():
            return get_response(request)
        with translation.override(translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE):
            words = {"was_sent": request.method not in ("GET", "HEAD"), "is_renewed": True}
            response = HttpResponse(render_to_string("503.html", words), status=503)
        response["Retry-After"] = str(AGAIN)
        response["Cache-Control"] = "no-store"
        return response

    return answer
