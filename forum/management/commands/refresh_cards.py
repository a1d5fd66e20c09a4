"""Draw the cards of links again: events move, projects are given up, pages are withdrawn."""

from typing import Any

from django.core.management.base import BaseCommand

from forum.writing.services.upkeep import refresh_cards


class Command(BaseCommand):
    help = "Draw again, in the forum's posts, the cards of links to pages of this site."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Cards drawn anew in {refresh_cards()} posts.")
