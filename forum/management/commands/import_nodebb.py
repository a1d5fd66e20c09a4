"""Move a NodeBB forum in: docs/nodebb.md."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from forum.nodebb.mongo import read_objects
from forum.nodebb.read_api import read_pages
from forum.nodebb.records import Unreadable
from forum.nodebb.writing import bring_in


class Command(BaseCommand):
    help = "Bring in a NodeBB forum: a folder of saved /api/ pages, or a mongoexport of its collection `objects`."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path)
        parser.add_argument("--site", default="", help="The old forum's address, for links to files that stay there.")
        parser.add_argument("--dry-run", action="store_true", help="Tell what would be done, and do nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        source: Path = options["source"]
        if not source.exists():
            raise CommandError(f"{source} is not there.")
        try:
            export = read_pages(source) if source.is_dir() else read_objects(source)
        except Unreadable as refusal:
            raise CommandError(str(refusal)) from None
        with transaction.atomic():
            report = bring_in(export, site=options["site"].rstrip("/"))
            if options["dry_run"]:
                transaction.set_rollback(True)
        for name in report.closed:
            self.stdout.write(f"closed: “{name}” is not known to be public; only campaign moderators read it.")
        for what, number in sorted(report.left.items()):
            self.stdout.write(f"left behind: {number} {what}.")
        if report.kept:
            self.stdout.write(f"kept: {report.kept} posts that were edited or deleted here.")
        made = ", ".join(f"{number} {what}" for what, number in report.made.items())
        did = "would be brought in" if options["dry_run"] else "brought in"
        self.stdout.write(f"{made} {did}; {report.changed} changed, {report.known} here already.")
