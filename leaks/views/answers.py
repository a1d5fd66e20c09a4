"""How the source door answers: padded, stored nowhere, loading nothing, saying nothing to a log."""

from __future__ import annotations

import base64
import functools
import hashlib
import secrets
import sys
import traceback
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, transaction
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from engine.outage import AGAIN, is_outage
from leaks.models import Bundle, Fault
from leaks.queries import recipients_of
from leaks.rules import copies_days

View = Callable[[HttpRequest], HttpResponse]
STEP = 16 * 1024
_ADDRESSES = {"come_back": "leaks:follow_up", "about": "leaks:about", "notice": "leaks:notice"}
_STYLE = Path(__file__).parent.parent.parent / "templates" / "leaks" / "source" / "style.css"


@functools.cache
def _style() -> tuple[str, str]:
    """The style sheet that stands in the page, and its hash for the policy."""
    style = _STYLE.read_text()
    return style, base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _in_other_languages(name: str) -> Iterator[dict[str, str]]:
    """The same page in each of the site's other languages."""
    for code, own_name in settings.LANGUAGES:
        if code != get_language():
            with override(code):
                address = reverse(name)
            yield {"code": code, "name": own_name, "url": address}


def source_page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the source door. Its size is a multiple of 16 KiB whatever it says."""
    style, digest = _style()
    shared = {
        "others": list(_in_other_languages(_ADDRESSES.get(context.get("here", ""), "leaks:drop"))),
        "style": mark_safe(style),  # noqa: S308 - our own file
        "language": get_language(),
        "onion_url": settings.ONION_URL,
        "copies_days": copies_days(),
        "by_onion": request.META.get("HTTP_HOST", "").partition(":")[0].endswith(".onion"),
        "demo": "demo" not in context and _opens_here(),
        "cookie_came": getattr(request, "cookie_came", bool(request.META.get("HTTP_COOKIE"))),
    }
    body = render_to_string(f"leaks/source/{template}.html", shared | context).encode()
    frame = len(b"\n<!---->\n")
    filling = -(len(body) + frame) % STEP
    body += b"\n<!--" + secrets.token_hex(filling // 2 + 1)[:filling].encode() + b"-->\n"
    response = HttpResponse(body, status=status)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noarchive"
    response["Content-Security-Policy"] = (
        # data: for the empty icon that keeps the browser from asking for one
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    response["X-Frame-Options"] = "DENY"
    response["Content-Encoding"] = "identity"  # gzip would undo the padding
    if request.method == "POST":
        response["Clear-Site-Data"] = '"cache"'
    return response


def is_source_page(response: HttpResponseBase) -> bool:
    """Whether `source_page` made this, so that its size says nothing."""
    size = len(response.content) if isinstance(response, HttpResponse) else 0
    return size > 0 and size % STEP == 0


def full_page(request: HttpRequest) -> HttpResponse:
    """What is answered when nobody has time for a request. It is drawn ahead, and asks no database."""
    return source_page(request, "full", {"sent": request.method == "POST", "demo": False}, status=503)


def _opens_here() -> bool:
    """Whether the key that opens what comes in lies on this machine: then every page must say so."""
    try:
        with transaction.atomic(using="leaks"):
            return recipients_of(Bundle.KeySet.READING).filter(is_demo=True).exists()
    except DatabaseError:
        return False  # and nothing can be sent either


def source_door(view: View) -> View:
    """Wrap a view of the source: whatever fails inside becomes a page, and only a count of it is kept."""

    @csrf_exempt  # no cookie, so no authority that a forged request could borrow; a signed hour stops blind posts
    @sensitive_post_parameters()
    @wraps(view)
    @sensitive_variables()
    def guarded(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except Http404:
            raise
        except RequestDataTooBig:
            return source_page(request, "too_large", {"megabytes": settings.LEAKS_BODY_LIMIT // 2**20}, status=413)
        except (SuspiciousOperation, MultiPartParserError):
            return source_page(request, "failure", {}, status=400)  # no browser sends such a form
        except Exception as error:
            return _failed(request, error)

    return guarded


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The 404 page of a process that serves this door alone."""
    return source_page(request, "not_found", {}, status=404)


def failure(request: HttpRequest) -> HttpResponse:
    """Its page for what escapes from every middleware."""
    return _failed(request, sys.exc_info()[1])


def _failed(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """What the door stands on is away or full (503), or the door is wrong (500), which is counted."""
    if is_outage(error):
        response = source_page(request, "failure", {}, status=503)
        response["Retry-After"] = str(AGAIN)
        return response
    if error is not None:
        _count(error)
    return source_page(request, "failure", {}, status=500)


def _count(error: BaseException) -> None:
    """Remember kind and line of a failure: enough to mend it, and nothing of what was sent."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "site-packages" not in f.filename] or frames
    place = f"{type(error).__name__} {Path(ours[-1].filename).name}:{ours[-1].lineno}"[:200]
    try:
        with transaction.atomic(using="leaks"):
            fault, _made = Fault.objects.get_or_create(day=timezone.localdate(), place=place)
            Fault.objects.filter(pk=fault.pk).update(count=F("count") + 1)
    except DatabaseError:
        pass  # the database itself is what failed
