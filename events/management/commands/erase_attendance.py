"""Nightly: who came is erased 30 days after the date, an address that nobody confirmed after two."""

from django.core.management.base import BaseCommand

from events.services import erase_attendance


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        self.stdout.write(f"{erase_attendance()} registrations erased.")
