"""After a new SECRET_KEY: what an older one of SECRET_KEY_FALLBACKS sealed is sealed with the new one."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.resealing import reseal_factors
from engine.operating import command
from leaks.services.keys import reseal_macs


class Command(BaseCommand):
    help = "Seal second factors and the drop's list of keys with the present SECRET_KEY; old ones can go afterwards."

    def handle(self, *args: Any, **options: Any) -> None:
        factors, lost = reseal_factors()
        self.stdout.write(f"{factors} second factors are sealed with the present SECRET_KEY.")
        sources, unfit, list_fits = reseal_macs()
        self.stdout.write(f"{sources} keys of sources bear its seal." + (" So does the list." if list_fits else ""))
        faults = []
        if lost:
            faults.append(f"{lost} second factors open with no key named in SECRET_KEY or SECRET_KEY_FALLBACKS")
        if unfit:
            faults.append(f"{unfit} keys of sources fit none of them")
        if not list_fits:
            first, then = command("recipients"), command("recipients confirm")
            faults.append(f"the drop's list of keys does not fit: see `{first}`, then `{then}`")
        if faults:
            raise CommandError("; ".join(faults) + ". Name the key that they were sealed with, and run this again.")
