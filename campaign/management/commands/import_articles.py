"""Brings the articles of another site in as drafts, from its Atom or RSS feed or its WordPress export."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from campaign.importing.feeds import UnreadableFeed, read_feed
from campaign.importing.fetching import fetch
from campaign.services.importing import Told, import_articles


class Command(BaseCommand):
    help = "Import a feed (Atom, RSS or a WordPress export) as draft articles; each article once."

    def add_arguments(self, parser: CommandParser) -> None:
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("feed", metavar="FEED", help="A file, or an address that begins with https://.")
        parser.add_argument("--language", choices=languages, default=settings.LANGUAGE_CODE, help="Of the articles.")
        parser.add_argument("--dry-run", action="store_true", help="Tell what would be done, and do nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            try:
                feed = read_feed(fetch(options["feed"]))
            except UnreadableFeed as refusal:
                raise CommandError(str(refusal)) from refusal
            told = import_articles(feed, language=options["language"], dry_run=options["dry_run"])
            self.tell(told, passed_over=feed.passed_over, dry_run=options["dry_run"])

    def tell(self, told: list[Told], *, passed_over: int, dry_run: bool) -> None:
        """A line for each article, and how much was done."""
        signs = {"new": "+", "known": "=", "failed": "!"}
        for one in told:
            remarks = f" ({'; '.join(one.remarks)})" if one.remarks else ""
            self.stdout.write(f"{signs[one.outcome]} {one.title}{remarks}")
        counts = {outcome: sum(one.outcome == outcome for one in told) for outcome in signs}
        if passed_over:
            self.stdout.write(_("%(number)s pages, drafts or attachments were passed over.") % {"number": passed_over})
        words = _("Would import") if dry_run else _("Imported")
        self.stdout.write(
            _("%(words)s: %(new)s drafts; %(known)s were here already; %(failed)s could not be read.")
            % {"words": words, **counts}
        )
