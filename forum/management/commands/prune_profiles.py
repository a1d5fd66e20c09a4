"""Forgets the words of profiles that moderators took away, once they can no longer be given back: every night."""

from typing import Any

from django.core.management.base import BaseCommand

from forum.moderation.services.moderating import forget_cleared


class Command(BaseCommand):
    help = "Forget the words of profiles that were taken away and can no longer be given back."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{forget_cleared()} profiles' words forgotten.")
