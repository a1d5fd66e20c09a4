"""Decisions and polls by the clock: every hour."""

from typing import Any

from django.core.management.base import BaseCommand

from forum.deciding.services.decisions import close_due, remind
from forum.deciding.services.polls import forget_due


class Command(BaseCommand):
    help = "Write the outcome of decisions that are over, remind of those that end tomorrow, let polls forget voters."

    def handle(self, *args: Any, **options: Any) -> None:
        done = f"{close_due()} decisions closed, {remind()} reminders sent, {forget_due()} polls forgot their voters."
        self.stdout.write(done)
