"""When the frequent, the hourly and the nightly jobs are due, and running the commands they consist of."""

from __future__ import annotations

import logging
import shlex
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.utils import timezone

from config.models import Job
from engine.locks import alone
from engine.mail_batches import one_connection

logger = logging.getLogger("contrechamp.clock")

OFTEN = 2  # minutes
NIGHT = 4  # o'clock: the nightly jobs wait for this hour, so that what they touch tells no other
SLACK = timedelta(minutes=5)  # what is remembered from further ahead was remembered by a clock that has been set back
JOBS = ("often", "hourly", "nightly")
MAIL = ("hourly_mail",)  # has a thread of its own: a mail server that is slow delays mail alone


def time_of_database() -> datetime:
    """What the site's database takes for now: machines that work with it may differ."""
    query = "SELECT clock_timestamp()::text"
    if connections["default"].vendor == "sqlite":
        query = "SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"
    with connections["default"].cursor() as cursor:
        cursor.execute(query)
        return datetime.fromisoformat(cursor.fetchone()[0])


def run_all(commands: Iterable[str]) -> list[str]:
    """Run each command; one that fails is logged and does not stop the others. Return those that failed."""
    failed = []
    for line in commands:
        name, *arguments = shlex.split(line)
        try:
            call_command(name, *arguments)
        except (Exception, SystemExit):  # a job may fail in any way; the next one still has to run
            logger.exception("The command %s failed.", line)
            failed.append(line)
    return failed


def run_job(job: str) -> list[str] | None:
    """Run the commands of a job; those that failed, or None while another process, on any machine, is at it."""
    with alone(f"job {job}") as mine, one_connection():
        return run_all(getattr(settings, job.upper())) if mine else None


def period(job: str, moment: datetime) -> int | date:
    """The period of a job in which this moment lies. A change to winter time repeats none."""
    if job == "nightly":
        return (timezone.localtime(moment) - timedelta(hours=NIGHT)).date()
    return int(moment.timestamp()) // (OFTEN * 60 if job == "often" else 3600)


def due(job: str, now: datetime, last: datetime | None) -> bool:
    """Whether a job that was last begun then is to be begun now. Missed periods are made up for once."""
    return last is None or last > now + SLACK or period(job, now) > period(job, last)  # type: ignore[operator]


def begin(job: str, now: datetime) -> bool:
    """Whether it is due; it then counts as begun, on all machines: one that kills its worker is not tried for ever."""
    with transaction.atomic():
        Job.objects.get_or_create(name=job)
        known = Job.objects.select_for_update().get(name=job)
        if not due(job, now, known.begun_at):
            return False
        known.begun_at = now
        known.behind = round((time_of_database() - timezone.now()).total_seconds())
        known.save()
    return True


def tick(now: datetime | None = None, jobs: tuple[str, ...] = JOBS + MAIL) -> list[str]:
    """Run what is due of these jobs, one after the other, and return their names."""
    ran, moment = [], (now or timezone.now()).astimezone(UTC)  # only there an hour later is always an hour later
    with alone(f"clock {jobs[0]}") as mine:
        for job in jobs if mine else ():
            if begin(job, moment):
                run_job(job)
                ran.append(job)
    return ran
