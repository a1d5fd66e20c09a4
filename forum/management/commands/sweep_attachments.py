"""Nightly: forget files that were added to a message and never sent, and files that belong to nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from forum.writing.services import attaching


class Command(BaseCommand):
    help = "Deletes files of the forum that were never sent, and stored files that no message has."

    def handle(self, *args: Any, **options: Any) -> None:
        count = attaching.sweep()
        if count and options["verbosity"] > 0:
            self.stdout.write(f"{count} deleted.")
