"""The nightly jobs, now."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.clock import run_job


class Command(BaseCommand):
    help = "Run every command of the setting NIGHTLY, one after the other."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = run_job("nightly")
        if failed is None:
            self.stdout.write("Another process is running them.")
            return
        if failed:
            raise CommandError(f"{len(failed)} of {len(settings.NIGHTLY)} commands failed: {', '.join(failed)}.")
        self.stdout.write(f"{len(settings.NIGHTLY)} commands run.")
