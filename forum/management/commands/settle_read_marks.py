"""Read marks by the clock: every night."""

from typing import Any

from django.core.management.base import BaseCommand

from forum.reading.services import settle_marks


class Command(BaseCommand):
    help = "Let read marks name the last message seen, and no longer when somebody was there."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{settle_marks()} marks settled.")
