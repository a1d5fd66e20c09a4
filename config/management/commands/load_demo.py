"""The demonstration, laid room by room; run again it restores what was changed and adds what is new."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import translation

# From what others point to, to what points at them. The drop has a database of its own, hence its own transaction.
ROOMS = ("campaign", "events", "forum")


class Command(BaseCommand):
    help = "Load or restore the demonstration content (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("fr"), transaction.atomic():
            for room in ROOMS:
                if find_spec(f"{room}.demo") is not None:
                    self.stdout.write(f"{room}: {import_module(f'{room}.demo').load()}.")
            self.mark()
        self.stdout.write("Demonstration loaded.")

    def mark(self) -> None:
        """Every page says that this is a demonstration."""
        from wagtail.models import Site

        from campaign.models import SiteSettings

        settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
        settings.is_demo = True
        settings.save()
