"""`/healthz`: does everything that a request leans on answer?"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connections
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


def probe_database() -> None:
    """Both databases answer a query."""
    for alias in connections:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")


def probe_cache() -> None:
    """The engine of the shared cache gives back what it was given; pages forgive one that does not."""
    cache = caches["counts"]
    token = secrets.token_hex(8)
    cache.set(f"healthz:{token}", token, 10)
    if cache.get(f"healthz:{token}") != token:
        raise OSError("the cache forgot")
    cache.delete(f"healthz:{token}")


def probe_storage() -> None:
    """The store of people's files takes a file and lets it go again."""
    name = default_storage.save(f"healthz/{secrets.token_hex(8)}", ContentFile(b"."))
    default_storage.delete(name)


PROBES: dict[str, Callable[[], None]] = {
    "database": probe_database,
    "cache": probe_cache,
    "storage": probe_storage,
}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all answer, else 503; which one fails is named, why is not (this page is public)."""
    answers = {}
    for name, probe in PROBES.items():
        try:
            probe()
        except Exception:  # whatever the engine raises, the answer is that it does not work
            answers[name] = "fails"
        else:
            answers[name] = "ok"
    return JsonResponse(answers, status=200 if set(answers.values()) == {"ok"} else 503)
