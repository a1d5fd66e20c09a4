"""Tasks that were cut short: their worker died, or the database or the mail server went away under them.

A worker holds a lock of its name as long as it lives (engine/locks.py): a task that runs while nobody holds its
worker's lock runs nowhere.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, TypeAlias

from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from engine.locks import Lock

Task: TypeAlias = "DBTaskResult[..., Any]"
TRIES = 10
CUT_SHORT = ("django.db.utils.OperationalError", "django.db.utils.InterfaceError")
FORGOTTEN = "config.queue.CutShort"  # stands where the name of an exception stands


def lock_of(worker: str) -> Lock:
    """What a worker of this name holds while it lives."""
    return Lock(f"worker {worker}")


def is_alive(worker: str) -> bool:
    """Whether a worker of this name lives, in any process of any machine."""
    lock = lock_of(worker)
    alone = lock.take()
    lock.release()
    return not alone


def dead_tasks(*, idle: str = "") -> list[Task]:
    """Tasks that count as running, and run nowhere, oldest first. `idle` is a living worker that has none in hand."""
    running = list(DBTaskResult.objects.running().order_by("started_at"))
    alive = {worker: is_alive(worker) for worker in {_worker_of(task) for task in running} - {idle}}
    return [task for task in running if not alive.get(_worker_of(task))]


def failed_tasks() -> list[Task]:
    """Tasks that ended badly and were not pruned yet, oldest first."""
    return list(DBTaskResult.objects.failed().exclude(exception_class_path=FORGOTTEN).order_by("finished_at"))


def run_again(task: Task, *, later: timedelta = timedelta(0)) -> bool:
    """Put a task back into the queue, after some time; False when somebody did before."""
    same = DBTaskResult.objects.filter(pk=task.pk, status=task.status, started_at=task.started_at)
    return bool(same.update(status="READY", run_after=timezone.now() + later, started_at=None, finished_at=None))


def forget(task: Task) -> bool:
    """Let a task be over; False when somebody did something with it before."""
    same = DBTaskResult.objects.filter(pk=task.pk, status=task.status, started_at=task.started_at)
    return bool(same.update(status="FAILED", finished_at=timezone.now(), exception_class_path=FORGOTTEN))


def patience(task: Task) -> timedelta:
    """How long a task waits for its next try: a minute at first, twice as long each time, an hour at most."""
    return timedelta(minutes=min(2 ** max(len(task.worker_ids) - 1, 0), 60))


def revive(*, idle: str = "") -> int:
    """Run again what was cut short and knows what it has done (TASKS_AGAIN); how many tasks those are."""
    failed = DBTaskResult.objects.failed().filter(exception_class_path__in=CUT_SHORT)
    found = [*dead_tasks(idle=idle), *failed.filter(task_path__in=settings.TASKS_AGAIN)]
    safe = [task for task in found if task.task_path in settings.TASKS_AGAIN and len(task.worker_ids) < TRIES]
    return sum(run_again(task, later=patience(task) - timedelta(minutes=1)) for task in safe)


def _worker_of(task: Task) -> str:
    return str(task.worker_ids[-1]) if task.worker_ids else ""
