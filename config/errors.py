"""The page for what escapes from every view and middleware: the site is wrong, or what it stands on is away."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

from engine.outage import AGAIN, is_outage


def failure(request: HttpRequest) -> HttpResponse:
    """503 while a database, a store or a disk is away, hangs or is full; else 500. Asks none of them."""
    if not is_outage(sys.exc_info()[1]):
        return defaults.server_error(request)
    context = {"was_sent": request.method not in ("GET", "HEAD")}
    response = HttpResponse(render_to_string("503.html", context), status=503)
    response["Retry-After"] = str(AGAIN)
    response["Cache-Control"] = "no-store"
    return response
