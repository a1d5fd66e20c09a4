"""When the hourly and the nightly jobs are due, and running the commands they consist of."""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import shlex
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

logger = logging.getLogger("contrechamp.clock")

NIGHT = 4  # o'clock: the nightly jobs wait for this hour, so that what they touch tells no other


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


def due(now: datetime, last: dict[str, str]) -> dict[str, str]:
    """The jobs to run now, each with the period that this run stands for. A missed period is made up for once."""
    jobs = {"hourly": f"{now:%Y-%m-%dT%H}"}
    if now.hour >= NIGHT:
        jobs["nightly"] = f"{now:%Y-%m-%d}"
    return {job: period for job, period in jobs.items() if last.get(job, "") < period}


@contextlib.contextmanager
def only_clock(folder: Path) -> Iterator[bool]:
    """False while another worker of this data folder holds the clock."""
    with open(folder / "clock.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def tick(now: datetime | None = None) -> list[str]:
    """Run what is due and remember it under DATA_DIR. Return the names of the jobs that ran."""
    folder = Path(settings.DATA_DIR)
    memory = folder / "clock.json"
    with only_clock(folder) as alone:
        if not alone:
            return []
        last = json.loads(memory.read_text()) if memory.exists() else {}
        jobs = due(timezone.localtime(now), last)
        for job, period in jobs.items():
            # Remembered first: a job that kills the worker must not be tried again every second.
            memory.write_text(json.dumps(last := last | {job: period}))
            run_all(getattr(settings, job.upper()))
    return list(jobs)
