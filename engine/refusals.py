"""What is answered when there is no place for a request (engine/admission.py): a page drawn ahead, sent as it lies.

It costs no thread and no database. Which room's page it is follows from the path (FULL_PAGES); its language from the
address, as everywhere; its headers from the middleware that gives every page its headers (FULL_MIDDLEWARE).
"""

from __future__ import annotations

import functools
import itertools
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.utils.translation import get_language_from_path, override

from engine.page_cache import Headers

logger = logging.getLogger("engine")

Scope = Mapping[str, Any]
RETRY_AFTER = 15  # seconds
_SITE = "engine.refusals.full_page"


def full_page(request: HttpRequest) -> HttpResponse:
    """The site's page."""
    return render(request, "full.html", {"sent": request.method == "POST"}, status=503)


@dataclass(frozen=True)
class _Asked:
    """All of a request that its refusal depends on."""

    page: str
    language: str
    sent: bool
    host: str
    secure: bool


def refusal(scope: Scope) -> tuple[int, Headers, bytes]:
    """Status, headers and body for a request that nobody has time for."""
    request = ASGIRequest(dict(scope), BytesIO())
    page = next((page for pattern, page in settings.FULL_PAGES if re.match(pattern, request.path)), _SITE)
    host = request.META.get("HTTP_HOST", "").partition(":")[0]
    is_onion = host.endswith(".onion") and host in settings.ALLOWED_HOSTS
    return _drawn(
        _Asked(
            page=page,
            language=get_language_from_path(request.path) or settings.LANGUAGE_CODE,
            sent=request.method not in ("GET", "HEAD"),
            host=host if is_onion else settings.ALLOWED_HOSTS[0],
            secure=request.is_secure(),
        )
    )


@functools.lru_cache(maxsize=64)
def _drawn(asked: _Asked) -> tuple[int, Headers, bytes]:
    request = HttpRequest()
    request.method = "POST" if asked.sent else "GET"
    request.path = request.path_info = "/leak/" if asked.page != _SITE else "/"
    request.META = {"HTTP_HOST": asked.host, "SERVER_NAME": asked.host, "SERVER_PORT": "443" if asked.secure else "80"}
    if asked.secure and settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        request.META[name] = value
    answer: Callable[[HttpRequest], HttpResponse] = import_string(asked.page)
    for middleware in reversed(settings.FULL_MIDDLEWARE):
        answer = import_string(middleware)(answer)
    with override(asked.language):
        response = answer(request)
    response.headers.setdefault("Cache-Control", "no-store")
    response["Retry-After"] = str(RETRY_AFTER)
    response["Content-Language"] = asked.language
    response["Content-Length"] = str(len(response.content))
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
    return response.status_code, headers, response.content


def draw_refusals() -> None:
    """Draw what most will be shown, before anybody comes."""
    trusted = settings.SECURE_PROXY_SSL_HEADER
    headers = (
        [(trusted[0].removeprefix("HTTP_").replace("_", "-").lower().encode(), trusted[1].encode())] if trusted else []
    )
    prefixes = ["", *(f"/{code}" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)]
    for path, prefix, method in itertools.product(("/", "/leak/"), prefixes, ("GET", "POST")):
        try:
            refusal({"type": "http", "path": prefix + path, "method": method, "headers": headers})
        except Exception:  # as every page would fail, of a site whose static files were not collected
            logger.exception("The page for when the site is full cannot be drawn.")
            return
