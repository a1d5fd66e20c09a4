"""The worker: background tasks, and the frequent, hourly and nightly jobs by the clock."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.working import PAUSE, work


class Command(BaseCommand):
    help = "Run background tasks and, by the clock, the frequent, hourly and nightly commands. Ends on SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--no-clock", action="store_true", help="Tasks only: timers outside call often, hourly and nightly."
        )

    def handle(self, *args: Any, no_clock: bool = False, **options: Any) -> None:
        asked = threading.Event()

        def stop(number: int, frame: FrameType | None) -> None:
            asked.set()
            signal.signal(number, signal.SIG_DFL)  # asked twice, it ends at once

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT):
            signal.signal(number, stop)

        def wait(stopped: threading.Event) -> None:
            while not (asked.is_set() or stopped.is_set()):
                asked.wait(PAUSE)

        work(clock=not no_clock, wait=wait)
