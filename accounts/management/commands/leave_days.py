"""Moments of people by the clock: every night."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.moments import leave_days


class Command(BaseCommand):
    help = "Of moments of people that are older than today, leave the day."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{leave_days()} moments became days.")
