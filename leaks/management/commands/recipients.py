"""`manage.py recipients`: list who can open the drop; enter the first two."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from leaks.exceptions import KeyRefused
from leaks.models import Recipient
from leaks.queries import account_exists
from leaks.services.keys import enter_first_recipient


class Command(BaseCommand):
    """Later changes go through the desk, where another recipient must approve them."""

    help = "Lists the recipients of the drop, or enters one of the first two: recipients add NAME age1…"

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="act")
        add = commands.add_parser("add", help="enter one of the first two recipients")
        add.add_argument("name", help="the account's name on this site")
        add.add_argument("public_key", help="the age public key of an identity made on this person's own machine")
        add.add_argument("--originals", action="store_true", help="the set that may open untouched originals")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["act"] == "add":
            if not account_exists(options["name"]):
                raise CommandError(
                    f"Nobody signs in as {options['name']}: whoever takes that name would have the desk."
                )
            try:
                added = enter_first_recipient(
                    name=options["name"],
                    public_key=options["public_key"],
                    key_set="originals" if options["originals"] else "reading",
                )
            except KeyRefused as refusal:
                raise CommandError(str(refusal)) from None
            self.stdout.write(f"{added.name} now opens what is sealed to the {added.key_set} set.")
        for recipient in Recipient.objects.all():
            demo = " (DEMO)" if recipient.is_demo else ""
            self.stdout.write(f"{recipient.key_set}: {recipient.name} {recipient.public_key}{demo}")
        self.stdout.write(f"{Recipient.objects.count()} keys.")
