"""`manage.py backup`: copy the site and the drop while they run, sealed to the keys of BACKUP_RECIPIENTS."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.backup.archives import PARTS, back_up, folder, prune
from config.backup.exceptions import BackupFailed


class Command(BaseCommand):
    help = "Writes one sealed archive of the site and one of the drop into DATA_DIR/backups, and removes old ones."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--prune", action="store_true", help="only remove the archives that are too old")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["prune"]:
                prune()
                return
            names = back_up()
        except BackupFailed as failure:
            raise CommandError(f"No backup. {failure}") from None
        for part in PARTS.values():
            self.stdout.write(f"{folder() / names[part.name]}")
            if not part.store_is_here:
                self.stdout.write(f"{part.name}: files lie in an object store, and are not in it.")
