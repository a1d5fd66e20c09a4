"""`manage.py leaks_nightly`: erase what is over, sweep, and make the files' dates alike."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from leaks.services import nightly


class Command(BaseCommand):
    """Runs at a fixed hour, whether or not something came, so that its own dates tell nothing either."""

    help = "Erases expired conversations, sweeps orphans, rewrites every blob and vacuums the drop's database."

    def handle(self, *args: Any, **options: Any) -> None:
        erased, swept = nightly.erase_expired(), nightly.sweep_orphans()
        nightly.shuffle_and_vacuum()
        nightly.rewrite_blobs()
        self.stdout.write(f"{erased} conversations erased, {swept} orphans swept, the other blobs rewritten.")
