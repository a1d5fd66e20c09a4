"""What the worker's threads do: one runs tasks, one runs those that mail, one looks at the clock, one at its mails.

Each goes on by itself whatever becomes of the others, and of the database or the mail server for a time.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import close_old_connections, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from config.clock import JOBS, MAIL, tick
from config.queue import TRIES, Task, lock_of, patience, revive, run_again
from engine.mail_batches import Batch, one_connection
from engine.outage import is_outage

logger = logging.getLogger("contrechamp.worker")

PAUSE = 1.0  # seconds between two looks at the queue
CLOCK_EVERY = 30.0
REVIVE_EVERY = 60.0
TROUBLE = 5.0  # seconds until the next try after something failed
MAIL_QUEUE = "mail"


class TaskWorker(Worker):
    """Runs the tasks of some queues until none is ready."""

    def __init__(self, *, queues: list[str], without: list[str]) -> None:
        super().__init__(
            queue_names=queues,
            excluded_queue_names=without,
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        self.mails: Batch | None = None

    def run_task(self, db_task_result: Task) -> None:
        """As django-tasks-db does; a mail task of which no mail left, as the server does not answer, is for later."""
        before = self.mails.sent if self.mails else 0
        super().run_task(db_task_result)
        if self.mails is None or not self.mails.given_up:
            return
        self.max_tasks = 0  # no other is taken from the queue only to fail
        if self.mails.sent == before and len(db_task_result.worker_ids) < TRIES:
            run_again(db_task_result, later=patience(db_task_result))


class TaskThread:
    """One queue's worker with the lock that says that it lives."""

    def __init__(self, name: str, worker: TaskWorker) -> None:
        self.name, self.worker = name, worker
        self.lock = lock_of(worker.worker_id)
        self._next_revival = 0.0

    def look(self) -> float:
        """Run what is ready; the seconds until the next look."""
        if not self.lock.is_held() and not self.lock.take():
            raise RuntimeError("Another worker has this worker's name.")
        if time.monotonic() >= self._next_revival:
            revive(idle=self.worker.worker_id)
            self._next_revival = time.monotonic() + REVIVE_EVERY
        self.worker.max_tasks, self.worker._run_tasks = None, 0
        with one_connection() as mails:
            self.worker.mails = mails
            self.worker.run()
        return REVIVE_EVERY if mails.given_up else PAUSE

    def stop(self) -> None:
        """Take no further task."""
        self.worker.running = False

    def end(self) -> None:
        """Nothing runs any more."""
        self.lock.release()


class ClockThread:
    """Looks whether some jobs are due."""

    def __init__(self, name: str, jobs: tuple[str, ...]) -> None:
        self.name, self.jobs = name, jobs

    def look(self) -> float:
        """Run what is due; the seconds until the next look."""
        tick(jobs=self.jobs)
        return CLOCK_EVERY

    def stop(self) -> None:
        """A job that runs is run to its end."""

    end = stop


def threads(*, clock: bool) -> list[Any]:
    """All that a worker does."""
    found: list[Any] = [
        TaskThread("tasks", TaskWorker(queues=["*"], without=[MAIL_QUEUE])),
        TaskThread("mails", TaskWorker(queues=[MAIL_QUEUE], without=[])),
    ]
    if clock:
        found += [ClockThread("clock", JOBS), ClockThread("clock of mails", MAIL)]
    return found


def go_on(part: Any, stopped: threading.Event) -> None:
    """Look again and again until told to stop. A database or disk that is away is said once and waited for.

    Raises what is the site's own fault, after telling the others to stop: a part that ended alone would be missed by
    nobody until its work is.
    """
    said = ""
    while not stopped.is_set():
        try:
            close_old_connections()
            pause, said = part.look(), ""
        except Exception as error:
            connections.close_all()
            if not is_outage(error):
                stopped.set()
                part.end()
                raise
            if said != (said := type(error).__name__):
                logger.error("The worker waits for what its %s need: %s.", part.name, said)
            pause = TROUBLE
        stopped.wait(pause)
    part.end()
    connections.close_all()


def work(*, clock: bool, wait: Callable[[threading.Event], Any]) -> None:
    """Run all threads until `wait` returns, then let each end what it has in hand. Raises what one of them raised."""
    stopped = threading.Event()
    parts = threads(clock=clock)
    with ThreadPoolExecutor(len(parts)) as pool:
        running = [pool.submit(go_on, part, stopped) for part in parts]
        try:
            wait(stopped)
        finally:
            stopped.set()
            for part in parts:
                part.stop()
    for one in running:
        one.result()
