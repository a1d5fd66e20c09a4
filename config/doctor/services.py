"""Looks at what the site leans on: databases, their tables, Redis, the store of files, the queue, the clock, mail."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from config.clock import time_of_database
from config.doctor.findings import Finding, broken, warning, well
from config.models import Job
from config.queue import FORGOTTEN, dead_tasks
from config.releases import WAY_OF_RELEASES, between_releases
from engine.operating import command

WAITING = timedelta(minutes=15)  # a task that has waited so long waits for nobody
FAILED_WITHIN = timedelta(days=2)
SILENT = {
    "often": timedelta(minutes=15),
    "hourly": timedelta(hours=3),
    "hourly_mail": timedelta(hours=3),
    "nightly": timedelta(hours=36),
}
APART = timedelta(seconds=30)  # clocks, and no code of a second factor holds longer
FULL, NEARLY_FULL = 0.95, 0.8  # of PostgreSQL's connections
_WORKER = "Start the worker: systemctl status contrechamp-work"


def database() -> Iterator[Finding]:
    """Both databases answer a query."""
    for alias in connections:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
    yield well("Both databases answer.")


def migrations() -> Iterator[Finding]:
    """The tables are those of this code."""
    for alias, only in (("default", None), ("leaks", "leaks")):
        if parts := between_releases(alias):
            yield broken(f"The tables of “{alias}” are of no release: {', '.join(parts)}.", WAY_OF_RELEASES)
            continue
        executor = MigrationExecutor(connections[alias])
        leaves = [leaf for leaf in executor.loader.graph.leaf_nodes() if only in (None, leaf[0])]
        missing = [f"{step.app_label}.{step.name}" for step, _back in executor.migration_plan(leaves)]
        if missing:
            yield broken(
                f"The tables of “{alias}” are older than the code: {', '.join(missing[:3])}"
                + (f" and {len(missing) - 3} more." if len(missing) > 3 else "."),
                f"Run: {command('prepare')}",
            )
        else:
            yield well(f"The tables of “{alias}” are those of this code.")


def connections_left() -> Iterator[Finding]:
    """PostgreSQL has room for more connections; those of the drop's database are not looked at by themselves."""
    if connections["default"].vendor != "postgresql":
        yield well("SQLite has no limit of connections.")
        return
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity")
        open_now, most = cursor.fetchone()
    if open_now > most * NEARLY_FULL:
        found = broken if open_now > most * FULL else warning
        yield found(
            f"{open_now} of {most} connections to PostgreSQL are open.",
            "Raise max_connections in postgresql.conf, or see who holds them: SELECT * FROM pg_stat_activity",
        )
    else:
        yield well("PostgreSQL has connections left.")


def cache() -> Iterator[Finding]:
    """The engine of the shared cache gives back what it was given; pages forgive one that does not."""
    store, token = caches["counts"], secrets.token_hex(8)
    store.set(f"healthz:{token}", token, 10)
    if store.get(f"healthz:{token}") != token:
        raise OSError("the cache forgot")
    store.delete(f"healthz:{token}")
    if settings.REDIS_URL:
        yield well("Redis answers.")
    else:
        yield warning(
            "There is no Redis: each process counts limits for itself, and the worker's news reach no open page.",
            "With more than one server process, set REDIS_URL.",
        )


def storage() -> Iterator[Finding]:
    """The store of people's files takes a file and lets it go again."""
    name = default_storage.save(f"healthz/{secrets.token_hex(8)}", ContentFile(b"."))
    default_storage.delete(name)
    yield well("The store of files takes a file and lets it go.")


def queue() -> Iterator[Finding]:
    """Tasks are done, and none has failed of late. Of tasks that failed their names are told, never what they held."""
    now = timezone.now()
    late = DBTaskResult.objects.ready().filter(enqueued_at__lt=now - WAITING).count()
    if late:
        yield broken(f"{late} tasks have waited for more than {WAITING.seconds // 60} minutes.", _WORKER)
    failed = DBTaskResult.objects.failed().exclude(exception_class_path=FORGOTTEN)
    failed = failed.filter(finished_at__gt=now - FAILED_WITHIN)
    names = sorted({path.rpartition(".")[2] for path in failed.values_list("task_path", flat=True)})
    if names:
        yield warning(
            f"{failed.count()} tasks failed within {FAILED_WITHIN.days} days: {', '.join(names)}.",
            f"Run: {command('tasks')}. Why is in the worker's log: journalctl --unit contrechamp-work",
        )
    dead = dead_tasks()
    if dead:
        yield warning(
            f"{len(dead)} tasks died with their worker.",
            "Within minutes the worker runs again those that know how far they came; of the others decide: "
            + command("tasks"),
        )
    if not (late or names or dead):
        yield well("No task waits or failed.")


def clock() -> Iterator[Finding]:
    """The frequent, hourly and nightly jobs ran when they were due (config/clock.py)."""
    begun = {job.name: job.begun for job in Job.objects.all() if job.begun}
    if not begun:
        yield warning(
            "The worker has run no job here.",
            f"{_WORKER}; with `work --no-clock`, see that timers call often, hourly and nightly.",
        )
        return
    now = timezone.now()
    late = [job for job, most in SILENT.items() if job not in begun or now - begun[job] > most]
    if "often" in late:
        yield broken("The worker has run no job for a quarter of an hour.", _WORKER)
    elif late:
        yield broken(f"The jobs {', '.join(late)} did not run when they were due.", _WORKER)
    else:
        yield well("The jobs of the clock ran when they were due.")


def clocks() -> Iterator[Finding]:
    """This machine, the database and the worker tell the same time: jobs, links and codes go by it."""
    here, there = timezone.now(), time_of_database()
    last = Job.objects.filter(name="often").first()  # the one that is begun every other minute
    behind = timedelta(seconds=last.behind if last else 0)
    todo = "See `timedatectl` on each machine: one time server sets them all (apt-get install systemd-timesyncd)."
    if abs(here - there) > APART:
        yield broken(f"The database’s clock is {abs(here - there).total_seconds():.0f} s from this machine’s.", todo)
    elif abs(behind) > APART:
        side = "behind" if behind > APART else "ahead of"
        yield broken(f"The worker’s clock is {abs(behind).total_seconds():.0f} s {side} the database’s.", todo)
    else:
        yield well("The clocks of this machine, the database and the worker agree.")


def mail() -> Iterator[Finding]:
    """The mail server lets us in."""
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        yield warning("Mail goes nowhere but to this machine (EMAIL_URL).", "Set EMAIL_URL to a mail server: smtps://…")
        return
    server = get_connection(timeout=10)
    try:
        server.open()
    except OSError as error:  # smtplib's own errors are of this kind
        yield broken(
            f"The mail server {settings.EMAIL_HOST} refuses us ({type(error).__name__}).",
            "See host, port, user and password in EMAIL_URL.",
        )
    else:
        yield well(f"The mail server {settings.EMAIL_HOST} lets us in.")
    finally:
        server.close()
