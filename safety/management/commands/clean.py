"""`manage.py clean FILE…`: take the metadata out of one's own files, on one's own machine."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from safety.cleaning import Raw, Refused, Strength, available, clean

_CHUNK = 256 * 1024


class Command(BaseCommand):
    """Clean files and say what was taken out. Works offline; the originals stay as they are."""

    help = (
        "Write FILE.clean.EXT beside each FILE, without its metadata. Print what was removed (-), what to mind (!), "
        "and what stays visible (=)."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The files, and how much may stay."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        how = parser.add_mutually_exclusive_group()
        how.add_argument(
            "--pages-as-pictures",
            action="store_true",
            help="turn office documents into pictures of their pages, so that nothing stays but what is seen",
        )
        how.add_argument(
            "--metadata",
            action="store_true",
            help="keep the text and links of a PDF and the links of documents (thorough cleaning draws PDF pages anew)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Clean each file; the exit code says whether all of them could be."""
        if missing := available():
            raise CommandError(_("Files cannot be cleaned on this machine. Missing: %s.") % ", ".join(missing))
        strength = Strength.METADATA if options["metadata"] else Strength.THOROUGH
        as_pages = bool(options["pages_as_pictures"])
        cleaned = sum(self._clean_one(path, strength=strength, as_pages=as_pages) for path in options["files"])
        total = len(options["files"])
        self.stdout.write(_("Files cleaned: %(cleaned)d of %(total)d.") % {"cleaned": cleaned, "total": total})
        if cleaned < total:
            raise SystemExit(1)

    def _clean_one(self, path: Path, *, strength: Strength, as_pages: bool) -> bool:
        try:
            with path.open("rb") as body:
                result = clean(Raw(path.name, body), strength=strength, as_pages=as_pages)
        except Refused as refusal:
            self.stderr.write(f"{path}: {refusal.sentence}")
            return False
        except OSError as error:
            self.stderr.write(f"{path}: {error.strerror}")
            return False
        target = path.with_name(f"{path.stem}.clean.{result.extension}")
        try:
            with result.body, os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                while chunk := result.body.read(_CHUNK):
                    out.write(chunk)
        except FileExistsError:
            self.stderr.write(_("%s is there already: move it away first.") % target)
            return False
        self.stdout.write(f"{path} → {target.name}")
        taken_out = [finding.words for finding in result.removed if not finding.is_remark] or [_("nothing was found")]
        remarks = [finding.words for finding in result.removed if finding.is_remark]
        lines = [f"  - {words}" for words in taken_out] + [f"  ! {words}" for words in remarks]
        if result.hid_something:
            lines.append("  ! " + _("It hid something. With --pages-as-pictures nothing stays but what is seen."))
        lines.append("  = " + _("stays visible: %s") % result.stays)
        self.stdout.write("\n".join(lines))
        return True
