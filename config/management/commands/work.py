"""The worker: background tasks, and the hourly and nightly jobs by the clock."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from config.clock import tick

PAUSE = 1.0  # seconds between two looks at the queue
CLOCK_EVERY = 30.0


class Command(BaseCommand):
    help = "Run background tasks and, by the clock, the hourly and nightly commands. Ends on SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--no-clock", action="store_true", help="Tasks only: timers outside call hourly and nightly."
        )

    def handle(self, *args: Any, no_clock: bool = False, **options: Any) -> None:
        worker = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        worker.configure_signals()
        next_look = 0.0
        while worker.running:
            worker.run()
            if not no_clock and time.monotonic() >= next_look:
                tick()
                next_look = time.monotonic() + CLOCK_EVERY
            time.sleep(PAUSE)
