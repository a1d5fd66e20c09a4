"""`forget_factor NAME`: take away what somebody cannot come in by any more, once one knows that it is them."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.resealing import SEALED, is_lost


class Command(BaseCommand):
    help = (
        "Take away the application's codes and recovery codes of an account that no key of this server opens; their "
        "owner then signs in by the password alone, without powers, and sets up new ones. Be sure who asks."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the account's login name")
        parser.add_argument(
            "--all", action="store_true", help="every second factor, passkeys too: for who lost phone, codes and keys"
        )

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {name}.")
        factors = Authenticator.objects.filter(user=user)
        gone = list(factors) if options["all"] else [one for one in factors.filter(type__in=SEALED) if is_lost(one)]
        if not gone:
            raise CommandError(
                f"This server can read every second factor of {name}: nothing was taken away (see --all)."
            )
        for one in gone:
            one.delete()
        self.stdout.write(
            f"{len(gone)} second factors of {name} are gone. Whoever knows the password sets up new ones."
        )
