"""Paper and pictures that we lay out ourselves, drawn by another process: bounded, without network, without traces.

What is drawn is a template of ours with people's words escaped into it. The process fetches nothing at all, gets no
environment of ours, has a limit on memory, on time and on pages, and dies when it takes too long.
"""

from __future__ import annotations

import hashlib
import json
import logging
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from django.core.cache import caches

from engine.admission import turn_of

VERSION = 1  # raise it when the same words are drawn otherwise
WALL_SECONDS = 90  # on a machine that is busy; CPU_SECONDS of the process is what bounds the work
WAIT_SECONDS = 12  # for one of the places below; who waits longer is asked to come back
PLACES = 2
LINE = 20  # who wait for one, and who draw
KEPT_SECONDS = 7 * 86_400
MOST_BYTES = 20 * 1024 * 1024

logger = logging.getLogger("events")

_PROGRAM = Path(__file__).with_name("printing_process.py")
_MISSING, _TOO_LONG = 3, 4  # what the process says with its exit code
_places, _line = threading.BoundedSemaphore(PLACES), threading.BoundedSemaphore(LINE)


class PrintingFailed(Exception):
    """It could not be drawn: too slow, too large, or the libraries failed."""


class PrintingMissing(PrintingFailed):
    """This server lacks the libraries that lay text out."""


class PrintingBusy(PrintingFailed):
    """Too many ask at once."""


class TooMuchText(PrintingFailed):
    """The words do not fit on the pages, however small they are set."""


@dataclass(frozen=True)
class Sheet:
    """What to draw: HTML and its style, tried at each fit of `fits` (a class of <html>) until `pages` hold it.

    With `pixels_per_inch` the first page becomes a PNG, else all of them a PDF. `laid_out` is drawn in place of `html`,
    at the fit that was found, where the same words shall stand in another arrangement.
    """

    html: str
    css: str
    laid_out: str = ""
    pages: int = 1
    fits: int = 1
    first_fit: int = 0
    pixels_per_inch: int = 0

    @property
    def name(self) -> str:
        """The same for the same drawing."""
        return hashlib.sha256(json.dumps([VERSION, asdict(self)]).encode()).hexdigest()


def kept(sheet: Sheet) -> bytes | None:
    """The drawing, when it was made in the last days."""
    found: bytes | None = caches["drawings"].get(sheet.name)
    return found


def draw(sheet: Sheet, *, keep: bool = True) -> bytes:
    """Draw a sheet, or give what was drawn before. `keep=False` leaves no copy on this server.

    Raise PrintingMissing, PrintingBusy, TooMuchText or PrintingFailed.
    """
    found = kept(sheet) if keep else None
    if found is not None:
        return found
    with turn_of(_places, line=_line, patience=WAIT_SECONDS) as is_ours:
        if not is_ours:
            raise PrintingBusy
        drawing = _run(sheet)
    if keep:
        caches["drawings"].set(sheet.name, drawing, KEPT_SECONDS)
    return drawing


def _run(sheet: Sheet) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603  (our own program; words are only on its standard input)
            [sys.executable, "-I", str(_PROGRAM)],
            input=json.dumps(asdict(sheet)).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it may quote what was typed
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent", "MALLOC_ARENA_MAX": "2"},
            cwd="/",
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        logger.warning("A drawing took longer than %d s.", WALL_SECONDS)
        raise PrintingFailed from error
    if done.returncode == _MISSING:
        raise PrintingMissing
    if done.returncode == _TOO_LONG:
        raise TooMuchText
    if done.returncode or not done.stdout or len(done.stdout) > MOST_BYTES:
        logger.warning("A drawing failed with exit code %d and %d bytes.", done.returncode, len(done.stdout))
        raise PrintingFailed
    return done.stdout
