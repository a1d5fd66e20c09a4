"""The hourly jobs, now."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.clock import run_all


class Command(BaseCommand):
    help = "Run every command of the setting HOURLY, one after the other."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = run_all(settings.HOURLY)
        if failed:
            raise CommandError(f"{len(failed)} of {len(settings.HOURLY)} commands failed: {', '.join(failed)}.")
        self.stdout.write(f"{len(settings.HOURLY)} commands run.")
