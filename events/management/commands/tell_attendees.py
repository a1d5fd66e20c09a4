"""Hourly: reminders of tomorrow's dates, places whose hour has come, and mails that did not leave the first time."""

from django.core.management.base import BaseCommand

from events import services


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        late = services.tell_news() + services.send_late_messages()
        reminded = services.remind()
        places = services.tell_places()
        self.stdout.write(f"{reminded} reminders, {places} places, {late} late mails sent.")
