"""`manage.py demo_recipient NAME`: open the drop on this machine with a key that is worth nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from leaks.exceptions import KeyRefused
from leaks.services.demo import make_demo_recipient


class Command(BaseCommand):
    """Refused unless the site's address is this machine itself."""

    help = "Makes the demo's age identity in DATA_DIR/demo/ and enters it as a recipient of the drop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the account that sees the desk")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            path = make_demo_recipient(name=options["name"])
        except KeyRefused as refusal:
            raise CommandError(str(refusal)) from None
        self.stderr.write(
            self.style.WARNING(
                "DEMO KEY. The private key of the drop lies on this server: whoever has the server reads everything.\n"
                "It works on this machine only. Never take a real document with it."
            )
        )
        self.stdout.write(f"The demo's identity is {path}; 1 recipient entered.")
