"""The nightly round: silent collectives asked and marked; what waited too long, or may no longer be undone, erased."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from campaign import services


class Command(BaseCommand):
    help = "Ask and mark silent collectives; erase declined ones and addresses nobody confirmed (nightly)."

    def handle(self, *args: Any, **options: Any) -> None:
        night = services.look_for_sleepers()
        declined, watches = services.erase_declined_collectives(), services.erase_old_watches()
        services.erase_stale_changes()
        services.erase_used_invitations()
        self.stdout.write(
            f"{night.asked} asked, {night.marked} marked as sleeping, {night.woken} awake; "
            f"{declined} declined ones and {watches} unconfirmed addresses erased."
        )
