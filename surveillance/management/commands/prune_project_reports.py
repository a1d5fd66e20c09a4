"""Every night: erase reports that were declined more than 30 days ago."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from surveillance.services import erase_declined_reports


class Command(BaseCommand):
    help = "Erase reports of projects that were declined more than 30 days ago."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{erase_declined_reports()} declined reports erased.")
