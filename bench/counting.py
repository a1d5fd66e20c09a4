"""How often each page is computed in a server process of a benchmark, told at /bench/computed/ of that process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

_computed: Counter[str] = Counter()
_lock = Lock()


def count_computed(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The outermost middleware: what comes from memory does not come so far."""

    def middleware(request: HttpRequest) -> HttpResponse:
        who = "member" if settings.SESSION_COOKIE_NAME in request.COOKIES else "guest"
        with _lock:
            _computed[f"{request.method} {who} {request.get_full_path()}"] += 1
        return get_response(request)

    return middleware


@never_cache
def computed(request: HttpRequest) -> JsonResponse:
    """Times by method, who and address."""
    with _lock:
        return JsonResponse(dict(_computed))
