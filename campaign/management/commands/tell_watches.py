"""Queues a mail to everybody who asked to be told when something starts near them, and something has."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from campaign.services.watches import watches_with_news
from campaign.tasks import tell_watch


class Command(BaseCommand):
    help = "Tell those who asked for it, once, what has started near them (hourly)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say how many would be told.")

    def handle(self, *args: Any, dry_run: bool = False, **options: Any) -> None:
        keys = watches_with_news()
        for key in [] if dry_run else keys:
            tell_watch.enqueue(key)
        self.stdout.write(f"{len(keys)} {'would be' if dry_run else 'are'} told.")
