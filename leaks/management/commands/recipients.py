"""`manage.py recipients`: list who can open the drop; enter the first two; confirm or approve what the desk cannot."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from leaks.exceptions import KeyRefused
from leaks.key_list import read_list
from leaks.models import KeyChange, Recipient
from leaks.queries import account_exists
from leaks.services.keys import approve_by_operator, confirm_list, enter_first_recipient, prove_key


class Command(BaseCommand):
    """Later changes go through the desk, where another recipient must approve them."""

    help = "Lists the recipients of the drop and the fingerprint of their keys; enters, confirms, approves."

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="act")
        add = commands.add_parser("add", help="enter one of the first two recipients")
        add.add_argument("name", help="the account's name on this site")
        add.add_argument("public_key", help="the age public key of an identity made on this person's own machine")
        add.add_argument("--originals", action="store_true", help="the set that may open untouched originals")
        confirm = commands.add_parser("confirm", help="trust the list as it stands, after comparing its fingerprint")
        confirm.add_argument("--no-input", action="store_true", help="do not ask")
        approve = commands.add_parser("approve", help="approve a change that nobody at the desk can approve")
        approve.add_argument("change", help="its number, as listed")
        approve.add_argument("--answer", default="", help="the decrypted challenge, if its owner has not proven it yet")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["act"] == "add":
                self.add(options)
            elif options["act"] == "approve":
                self.approve(options["change"], options["answer"])
        except KeyRefused as refusal:
            raise CommandError(str(refusal)) from None
        self.show()
        if options["act"] == "confirm":
            self.confirm(ask=sys.stdin.isatty() and not options["no_input"])

    def add(self, options: dict[str, Any]) -> None:
        """Enter one of the first two."""
        if not account_exists(options["name"]):
            raise CommandError(f"Nobody signs in as {options['name']}: whoever takes that name would have the desk.")
        added = enter_first_recipient(
            name=options["name"],
            public_key=options["public_key"],
            key_set="originals" if options["originals"] else "reading",
        )
        self.stdout.write(f"{added.name} now opens what is sealed to the {added.key_set} set.")

    def approve(self, number: str, answer: str) -> None:
        """Carry out a change whose owner stands beside the operator."""
        change = KeyChange.objects.filter(pk=number).first()
        if change is None:
            raise CommandError(f"No change {number} is waiting.")
        if answer:
            prove_key(change=change, answer=answer, name=change.name)
        approve_by_operator(change=change)
        self.stdout.write(f"Approved: {change.kind} {change.name}.")

    def show(self) -> None:
        """Everything that the seal covers, its fingerprint, and whether it fits."""
        for recipient in Recipient.objects.all():
            demo = " (DEMO)" if recipient.is_demo else ""
            self.stdout.write(f"{recipient.key_set}: {recipient.name} {recipient.public_key}{demo}")
        for change in KeyChange.objects.all():
            state = "proven" if change.proven else "not proven"
            self.stdout.write(f"waiting {change.pk}: {change.kind} {change.name} {change.public_key} ({state})")
        found = read_list()
        self.stdout.write(f"{len(found.recipients)} keys. Fingerprint: {found.fingerprint or 'none'}")
        if not found.fits:
            self.stdout.write(found.why)

    def confirm(self, *, ask: bool) -> None:
        """Make the list that was just shown the one that counts."""
        if read_list().fits:
            self.stdout.write("The list fits its seal: nothing to confirm.")
            return
        if ask and input("Do all recipients know this fingerprint? Type yes: ").strip().lower() != "yes":
            raise CommandError("Not confirmed: the drop stays closed.")
        try:
            found = confirm_list()
        except KeyRefused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"Confirmed. Fingerprint: {found.fingerprint or 'none'}. What waited must be proposed again.")
