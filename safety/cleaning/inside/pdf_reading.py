"""Words read from the pictures of pages by tesseract, where it is installed: never from what lay behind the pages."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from .job import Job

_LANGUAGES = ("fra", "eng")
_SECONDS_A_PAGE = 30.0
_LEAST_SURE = 30.0  # of a hundred: less is noise of stamps and pictures


@dataclass(frozen=True)
class Word:
    """A word, and where it stands in fractions of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@functools.cache
def can_read() -> str:
    """The languages that are there, as tesseract wants them; empty without it."""
    if shutil.which("tesseract") is None:
        return ""
    try:
        told = subprocess.run(["tesseract", "--list-langs"], capture_output=True, timeout=10, check=True)  # noqa: S607
    except (subprocess.SubprocessError, OSError):
        return ""
    there = told.stdout.decode(errors="replace").split()
    return "+".join(language for language in _LANGUAGES if language in there)


class Reader:
    """Reads page after page until the job's time for that is over (`reading`, in seconds: of all the files in an
    archive together); a page that it does not read stays a picture."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self.pages = 0
        self.gave_up = not (self._left() > 1 and can_read())

    def _left(self) -> float:
        return self._job.limits.get("reading", 0)

    def read(self, letters: Image.Image | None, *, dpi: float) -> list[Word]:
        """The words on one page, black on white."""
        self.gave_up = self.gave_up or self._left() <= 1
        if self.gave_up or letters is None:
            return []
        began, path = time.monotonic(), self._job.path("png")
        letters.convert("1").save(path, compress_level=1)
        try:
            told = _told(path, dpi=dpi, seconds=min(self._left(), _SECONDS_A_PAGE))
        except (subprocess.SubprocessError, OSError):
            return []
        finally:
            path.unlink(missing_ok=True)
            self._job.limits["reading"] = int(self._left() - (time.monotonic() - began))
        self.pages += 1
        return list(_words(told, letters.width, letters.height))


def _told(path: Path, *, dpi: float, seconds: float) -> str:
    command = ["tesseract", str(path), "-", "--dpi", str(int(dpi)), "-l", can_read(), "--psm", "3", "tsv"]
    alone = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    done = subprocess.run(command, capture_output=True, timeout=seconds, check=True, env=alone)  # noqa: S603
    return done.stdout.decode(errors="replace")


def _words(told: str, width: int, height: int) -> list[Word]:
    """From the table of tesseract: one word a line, with its box in pixels and how sure it is."""
    found = []
    for line in told.splitlines()[1:]:
        parts = line.split("\t")
        if len(parts) != 12 or not parts[11].strip() or float(parts[10]) < _LEAST_SURE:
            continue
        left, top, wide, tall = (int(part) for part in parts[6:10])
        found.append(Word(parts[11].strip(), left / width, top / height, (left + wide) / width, (top + tall) / height))
    return found
