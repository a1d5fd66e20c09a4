"""Erases what moderators removed and nobody can bring back any more: every hour."""

from typing import Any

from django.core.management.base import BaseCommand

from forum.moderation.queries import UNDO_FOR
from forum.moderation.services.removing import erase_removed


class Command(BaseCommand):
    help = "Erase what moderators removed and nobody can bring back any more."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{erase_removed(older_than=UNDO_FOR)} removals erased.")
