from django.core.management.base import BaseCommand

from campaign.services import lay_page_tree


class Command(BaseCommand):
    help = "Make the pages that a site cannot do without, where they are missing. `migrate` does it too."

    def handle(self, *args, **options):
        home = lay_page_tree()
        self.stdout.write(f"The page tree stands under « {home.title} ».")
