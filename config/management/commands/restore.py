"""`manage.py restore`: put archives of `backup` back into an empty installation, or over this one by its name."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.backup.archives import DROP, Part
from config.backup.exceptions import RestoreRefused
from config.backup.restoring import look_through, private_keys, put_back, what_is_there
from engine.operating import command

AFTER_DROP = (
    "Then `{nightly}` at once (it erases what is over by now), and `{recipients}`: it says "
    "whether the list of keys is to be confirmed. What sources or recipients erased since is back: erase it again."
)


class Command(BaseCommand):
    help = "Puts archives of `backup` back. Stop the services first; run `prepare` after it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archives", nargs="+", type=Path, help="site-….age, drop-….age, or both")
        parser.add_argument(
            "--key",
            required=True,
            type=Path,
            help="file with the private key; `-` takes it from the keyboard, off this machine's disk",
        )
        parser.add_argument(
            "--over",
            metavar="NAME",
            default="",
            help="replace what is here; NAME is the host of SITE_URL, typed in full",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            keys = private_keys(options["key"])
            # All of them to their end, before anything is replaced by the first.
            found = {archive: look_through(archive, keys) for archive in options["archives"]}
            for part in found.values():
                self.refuse_over(part, options["over"])
            for archive, part in found.items():
                files = put_back(part, archive, keys)
                self.stdout.write(f"{part.name}: database and {files} files are what they were in {archive.name}.")
        except RestoreRefused as refusal:
            raise CommandError(str(refusal)) from None
        except FileNotFoundError as error:
            raise CommandError(f"{error.filename}: no such file.") from None
        self.stdout.write(f"Next: `{command('prepare')}`, then start the services.")
        if DROP in found.values():
            self.stdout.write(AFTER_DROP.format(nightly=command("leaks_nightly"), recipients=command("recipients")))

    def refuse_over(self, part: Part, name: str) -> None:
        """Nothing is replaced by mistake."""
        there, host = what_is_there(part), urlsplit(settings.SITE_URL).hostname
        if there and name != host:
            typed = f"{name!r} is not its name." if name else ""
            raise RestoreRefused(
                f"{part.name}: this installation is not empty ({there}). {typed} To replace it for good: --over {host}"
            )
