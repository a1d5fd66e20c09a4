"""Decisions by the clock: every hour."""

from typing import Any

from django.core.management.base import BaseCommand

from forum.services.deciding import close_due, remind


class Command(BaseCommand):
    help = "Write the outcome of decisions that are over, and remind people of those that end tomorrow."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{close_due()} decisions closed, {remind()} reminders sent.")
