"""`/healthz` says that the process lives; private addresses beside it, how all is that it leans on.

The private ones write to the store and ask both databases, so that strangers do not get to set it off, nor to learn
when something of the site is broken. They answer within seconds whatever hangs (config/doctor/findings.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from config.doctor.findings import Finding, Level, well
from config.doctor.looks import QUICK, SECONDS, WORDS, examine, levels
from config.models import Job
from config.queue import dead_tasks
from config.version import version

# What is kept for years by whoever collects figures says nothing of the drop, not even that a disk filled up one hour.
UNCOUNTED = {"drop", "disk"}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200, always the same: who is answered knows that the process lives, and no more."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def probe_all(request: HttpRequest, key: str) -> HttpResponse:
    """200 when nothing is broken, else 503; which one fails is named, why is not: `contrechamp doctor` says it."""
    _refuse_strangers(key)
    found = levels(examine(QUICK, seconds=SECONDS))
    status = 503 if Level.BROKEN in found.values() else 200
    return JsonResponse({name: WORDS[level] for name, level in found.items()}, status=status)


@never_cache
@require_safe
def metrics(request: HttpRequest, key: str) -> HttpResponse:
    """The same for Prometheus (text format 0.0.4), with figures of tasks and jobs; no person, nothing of the drop."""
    _refuse_strangers(key)
    looks = {name: look for name, look in QUICK.items() if name not in UNCOUNTED}
    found = levels(examine(looks, seconds=SECONDS))
    lines = ["# HELP contrechamp_level 0 well, 1 warnings, 2 broken", "# TYPE contrechamp_level gauge"]
    lines += [f'contrechamp_level{{of="{name}"}} {level:d}' for name, level in found.items()]
    counted: list[str] = []

    def count() -> Iterator[Finding]:
        counted.extend(_figures())
        yield well("")

    examine({"figures": count}, seconds=SECONDS)
    return HttpResponse("\n".join([*lines, *counted, ""]), content_type="text/plain; version=0.0.4; charset=utf-8")


def _figures() -> Iterator[str]:
    yield "# TYPE contrechamp_info gauge"
    yield f'contrechamp_info{{version="{version()}"}} 1'
    yield "# TYPE contrechamp_tasks gauge"
    yield f'contrechamp_tasks{{state="ready"}} {DBTaskResult.objects.ready().count()}'
    yield f'contrechamp_tasks{{state="failed"}} {DBTaskResult.objects.failed().count()}'
    yield f'contrechamp_tasks{{state="dead"}} {len(dead_tasks())}'
    yield "# TYPE contrechamp_job_seconds gauge"
    for known in Job.objects.order_by("name"):
        if known.begun:
            age = timezone.now() - known.begun
            yield f'contrechamp_job_seconds{{job="{known.name}"}} {age.total_seconds():.0f}'
    folder = Path(settings.DATA_DIR)
    if (folder / "backups" / "last.json").exists():
        made = datetime.fromisoformat(json.loads((folder / "backups" / "last.json").read_text())["at"])
        yield "# TYPE contrechamp_backup_days gauge"
        yield f"contrechamp_backup_days {(datetime.now(UTC).date() - made.date()).days}"


def _refuse_strangers(key: str) -> None:
    """Without HEALTH_KEY there is no such page."""
    if not settings.HEALTH_KEY or not constant_time_compare(key, settings.HEALTH_KEY):
        raise Http404
