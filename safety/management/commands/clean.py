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

    help = "Write FILE.clean.EXT beside each FILE, without its metadata, and print what was removed."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The files, and how much may stay."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--metadata",
            action="store_true",
            help="keep the text and links of a PDF and the links of documents (thorough cleaning draws PDF pages anew)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Clean each file; the exit code says whether all of them could be."""
        if missing := available():
            raise CommandError(_("Files cannot be cleaned on this machine. Missing: %s.") % ", ".join(missing))
        strength = Strength.METADATA if options["metadata"] else Strength.THOROUGH
        cleaned = sum(self._clean_one(path, strength=strength) for path in options["files"])
        total = len(options["files"])
        self.stdout.write(_("Files cleaned: %(cleaned)d of %(total)d.") % {"cleaned": cleaned, "total": total})
        if cleaned < total:
            raise SystemExit(1)

    def _clean_one(self, path: Path, *, strength: Strength) -> bool:
        try:
            with path.open("rb") as body:
                result = clean(Raw(path.name, body), strength=strength)
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
        for finding in result.removed:
            self.stdout.write(f"  - {finding.words}")
        if not result.removed:
            self.stdout.write("  - " + _("nothing was found"))
        return True
