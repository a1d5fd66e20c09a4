"""Looks at the whole installation and says what to do; ends with 0 (well), 1 (warnings) or 2 (broken)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandParser

from config.doctor.findings import Finding, Level, broken, well, worst
from config.doctor.looks import LOOKS, examine

_SIGNS = {Level.WELL: "ok", Level.WARNING: "WARNING", Level.BROKEN: "BROKEN"}


class Command(BaseCommand):
    help = "Look at settings, services, machine and copies; say what to do. Ends with 0 well, 1 warnings, 2 broken."
    requires_system_checks: list[str] = []  # noqa: RUF012  (Django's own name; they are looked at like the rest)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mail", metavar="ADDRESS", help="send a mail to this address of yours")
        parser.add_argument("--quiet", action="store_true", help="say only what is not well")

    def handle(self, *args: Any, mail: str | None = None, quiet: bool = False, **options: Any) -> None:
        looks = dict(LOOKS)
        if mail:
            looks["mail"] = lambda: _send(mail)
        found = examine(looks)
        for name, findings in found.items():
            for finding in findings:
                self._say(name, finding, quiet=quiet)
        level = worst(finding for findings in found.values() for finding in findings)
        if level is not Level.WELL:
            sys.exit(level)

    def _say(self, name: str, finding: Finding, *, quiet: bool) -> None:
        if finding.level is Level.WELL and quiet:
            return
        self.stdout.write(f"{_SIGNS[finding.level]:<8} {name:<12} {finding.said}")
        if finding.todo:
            self.stdout.write(f"{'':<21} → {finding.todo}")


def _send(address: str) -> Iterator[Finding]:
    """Whether the mail server takes a mail for this address."""
    words = f"This mail was sent by `doctor` of {settings.SITE_URL}: mails of the site leave the machine.\n"
    try:
        send_mail("doctor", words, settings.DEFAULT_FROM_EMAIL, [address])
    except OSError as error:  # smtplib's own errors are of this kind
        yield broken(
            f"The mail server takes no mail from {settings.DEFAULT_FROM_EMAIL} for {address} ({type(error).__name__}).",
            "See EMAIL_URL and EMAIL_FROM: many servers send for their own names alone.",
        )
    else:
        yield well(f"A mail to {address} was handed over; look whether it arrives, and not among the unwanted.")
