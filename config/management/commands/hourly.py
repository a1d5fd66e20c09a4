"""The hourly jobs, now."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.clock import run_job


class Command(BaseCommand):
    help = "Run every command of the settings HOURLY and HOURLY_MAIL, one after the other."

    def handle(self, *args: Any, **options: Any) -> None:
        results = [run_job("hourly"), run_job("hourly_mail")]
        failed = [line for result in results for line in result or ()]
        number = len(settings.HOURLY) + len(settings.HOURLY_MAIL)
        if failed:
            raise CommandError(f"{len(failed)} of {number} commands failed: {', '.join(failed)}.")
        self.stdout.write("Another process is running them." if None in results else f"{number} commands run.")
