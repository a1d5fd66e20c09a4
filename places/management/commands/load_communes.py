from django.core.management.base import BaseCommand

from places.services import load_communes


class Command(BaseCommand):
    help = "Load the French communes that the product carries. Does nothing when they are there already."

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="Write them again even if nothing changed.")

    def handle(self, *args, **options):
        written = load_communes(force=options["force"])
        self.stdout.write(f"{written} communes written." if written else "The communes are up to date.")
