"""Put the forum's counters right: every night."""

from typing import Any

from django.core.management.base import BaseCommand

from forum.writing.services.upkeep import recount


class Command(BaseCommand):
    help = "Count the topics and posts of the forum afresh and correct what the counters say."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{recount()} counters corrected.")
