"""Queues a digest for everybody whom something unread waits for since the last hour of digests."""

from typing import Any

from django.core.management.base import BaseCommand

from forum.notices.queries import people_with_digest
from forum.notices.tasks import send_digest


class Command(BaseCommand):
    help = "Send the forum's daily and weekly digests that are due (hourly)."

    def handle(self, *args: Any, **options: Any) -> None:
        people = people_with_digest()
        for pk in people:
            send_digest.enqueue(pk)
        self.stdout.write(f"{len(people)} people have something due.")
