"""The demonstration, laid room by room; run again it restores what was changed and adds what is new."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import translation
from wagtail.models import Site

import campaign.demo
import events.demo
import events.programme.demo
import forum.demo
import surveillance.demo
from campaign.models import SiteSettings
from leaks.exceptions import KeyRefused
from leaks.services.demo import make_demo_recipient

# From what others point to, to what points at them.
ROOMS = (campaign.demo, events.demo, events.programme.demo, surveillance.demo, forum.demo)
CAMPAIGN_NAME = "Technopolice"


class Command(BaseCommand):
    help = "Load or restore the demonstration content (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.SETTINGS_MODULE == "config.settings.base":
            raise CommandError("This is a production site: it gets no invented people. Use `make run` elsewhere.")
        with translation.override("fr"), transaction.atomic():
            for room in ROOMS:
                self.stdout.write(f"{room.__name__}: {room.load()}.")
            self.mark()
        self.open_drop()
        self.stdout.write("Demonstration loaded.")

    def mark(self) -> None:
        """Every page says that this is a demonstration."""
        site = SiteSettings.for_site(Site.objects.get(is_default_site=True))
        site.is_demo = True
        site.campaign_name = site.campaign_name or CAMPAIGN_NAME
        site.save()

    def open_drop(self) -> None:
        """A key for the first administrator, worth nothing and only on this machine, so that the drop can be tried."""
        administrator = get_user_model().objects.filter(is_superuser=True).order_by("pk").first()
        if administrator is None:
            self.stdout.write("leaks: no administrator yet, so the drop stays closed.")
            return
        try:
            path = make_demo_recipient(name=administrator.username)
        except KeyRefused as refusal:
            self.stdout.write(f"leaks: the drop stays closed. {refusal}")
            return
        administrator.groups.add(Group.objects.get_or_create(name="leak-recipients")[0])
        self.stdout.write(f"leaks: a demonstration key lies at {path}; take no real document with it.")
