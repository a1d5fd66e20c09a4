"""Render every post of the forum again: after the Markdown pipeline changed (safety.html.VERSION)."""

from typing import Any

from django.core.management.base import BaseCommand

from forum.writing.services.upkeep import render_again
from safety.html import VERSION


class Command(BaseCommand):
    help = "Render every post of the forum again, after safety.html.VERSION was raised."

    def handle(self, *args: Any, **options: Any) -> None:
        count = render_again()
        self.stdout.write(f"{count} posts rendered with version {VERSION} of the pipeline.")
