"""Brings a data folder to the point where the site can be served; called by `make run` with the steps that changed."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandParser

from config.releases import refuse_between_releases


class Command(BaseCommand):
    help = "Migrate, load communes, collect static files, make the first administrator, load the demo."

    @property
    def steps(self) -> dict[str, Callable[[], None]]:
        """Each step by name, in the order in which they depend on each other."""
        return {
            "migrate": self.migrate,
            "communes": self.communes,
            "static": self.static,
            "admin": self.admin,
            "demo": self.demo,
        }

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "steps", nargs="*", metavar="step", help=f"Of {', '.join(self.steps)}; all but demo if none."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["steps"] or [name for name in self.steps if name != "demo"]
        for name, step in self.steps.items():
            if name in wanted:
                step()
        self.stdout.write(f"{len(wanted)} steps done.")

    def migrate(self) -> None:
        """Both databases; the site's first, the other stands apart."""
        for alias in ("default", "leaks"):
            refuse_between_releases(alias)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("migrate", "leaks", database="leaks", interactive=False, verbosity=0)

    def communes(self) -> None:
        """The communes of France, from the file that the product carries."""
        call_command("load_communes", stdout=self.stdout)

    def static(self) -> None:
        """Hashed and compressed style sheets, scripts and pictures."""
        call_command("collectstatic", interactive=False, verbosity=0)

    def admin(self) -> None:
        """The first administrator, with a password shown here and nowhere else."""
        users = get_user_model().objects
        if users.filter(is_superuser=True).exists():
            return
        password = secrets.token_urlsafe(12)
        users.create_superuser(username="admin", password=password)
        self.stdout.write(f"\nAdministrator: admin   password: {password}   (shown this once)\n")

    def demo(self) -> None:
        """The demo content, on the first start."""
        if "load_demo" in get_commands():
            call_command("load_demo", stdout=self.stdout)
