"""`manage.py leaks_mail`: at its fixed hour, the recipients' reminder; at the others nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from leaks.services.nightly import mail_erasures, mail_recipients


class Command(BaseCommand):
    """Called every hour."""

    help = "Sends the recipients of the drop their reminder when its hour has come."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.localtime()
        self.stdout.write(f"{mail_recipients(now)} reminders sent.")
        mail_erasures(now)  # how many is nobody's to read in a log
