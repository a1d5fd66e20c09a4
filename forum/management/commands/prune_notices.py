"""Forgets what people were told of and read long ago: every night."""

from typing import Any

from django.core.management.base import BaseCommand

from forum.notices.services.telling import forget_old


class Command(BaseCommand):
    help = "Delete notices that were read three months ago."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{forget_old()} notices deleted.")
