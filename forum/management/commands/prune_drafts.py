"""Forget drafts that nobody has touched for half a year."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from forum.writing.services import drafts


class Command(BaseCommand):
    help = "Forget drafts of the forum that nobody has touched for half a year."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only count them.")

    def handle(self, *args: Any, **options: Any) -> None:
        count = drafts.prune(dry_run=options["dry_run"])
        self.stdout.write(f"{count} drafts {'would be forgotten' if options['dry_run'] else 'forgotten'}.")
