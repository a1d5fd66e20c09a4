"""Nightly: the dates of every series 18 months ahead, calendars kept ready; declined proposals erased after 30 days."""

from django.core.management.base import BaseCommand

from events import feeds
from events.services import erase_declined_proposals, extend_occurrences


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        written = extend_occurrences()
        feeds.write_ahead()
        erased = erase_declined_proposals()
        self.stdout.write(f"{written} dates written, {erased} declined proposals erased.")
