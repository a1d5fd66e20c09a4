"""Give imported posts to the person who wrote them, once an administrator is sure who that is."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from forum.nodebb.writing import claim


class Command(BaseCommand):
    help = "Give the imported posts under a pseudonym to an account."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="The pseudonym on the former forum.")
        parser.add_argument("username", help="The login name of the account here.")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_user_model().objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError("No account has this login name.")
        self.stdout.write(f"{claim(name=options['name'], user=user)} posts now belong to {user}.")
