"""`manage.py leaks_nightly`: erase what is over, sweep, and make the files' dates alike."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from leaks.services import nightly


class Command(BaseCommand):
    """Runs at a fixed hour, whether or not something came, so that its own dates tell nothing either."""

    help = "Erases expired conversations, sweeps orphans, rewrites every blob and vacuums the drop's database."

    def handle(self, *args: Any, **options: Any) -> None:
        nightly.erase_expired()
        nightly.sweep_orphans()
        nightly.shuffle_and_vacuum()
        nightly.rewrite_blobs()
        # The same words whatever there was: they may stand in a log, with the hour.
        self.stdout.write("What is over is erased, what has no row is swept, the rest is rewritten.")
