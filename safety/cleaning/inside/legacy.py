"""Office formats of before 2007, and RTF: LibreOffice reads them, our own cleaners do the rest, pages are drawn.

Printing the original at once would put on paper what the program only hides: deleted words of tracked changes, the
author's name in a field. So it is first turned into OpenDocument and cleaned as one; the clean one is printed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from .evidence import note_evidence
from .job import Job, Made, Refusal

_OFFICE = Path("/usr/lib/libreoffice/program/soffice.bin")  # its wrapper insists on a /tmp
_NO_DAY = "2000-01-01 00:00:00"
_START_AGAIN = 81  # it has just made its profile
_MODERN = {"doc": "odt", "rtf": "odt", "xls": "ods", "xlsb": "ods", "ppt": "odp"}


def can_read() -> bool:
    """Whether LibreOffice is here, and the clock that it needs."""
    return _OFFICE.exists() and _clock() is not None


def clean_legacy(path: Path, job: Job, *, extension: str) -> Made:
    """Old format → OpenDocument → cleaned → PDF, treated like any other PDF."""
    if not can_read():
        raise Refusal("legacy")
    from .odf import clean_odf

    note_evidence(path, job, words_stay=True)
    modern = _MODERN[extension]
    cleaned = clean_odf(_convert(path, job, modern), job, extension=modern, made_here=True)
    return draw_pages(cleaned, job)


def draw_pages(cleaned: Made, job: Job) -> Made:
    """A cleaned document → PDF → pictures of its pages: nothing stays of it but what is seen on paper."""
    from .pdf import rewrite_pdf

    job.note("converted")
    return rewrite_pdf(_convert(cleaned.path, job, "pdf"), job)


def _clock() -> Path | None:
    """A clock that stands still: fields and formulas would print the day on which the source came to us."""
    return next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)


def _convert(path: Path, job: Job, extension: str) -> Path:
    """Let LibreOffice save a document in another format. Its exit code says nothing; the file has to be there."""
    target = path.with_suffix("." + extension)
    command = [str(_OFFICE), "--headless", "--norestore", "--nolockcheck", "--nodefault"]
    command += [f"-env:UserInstallation=file://{job.work}/profile"]
    command += [f"-env:OSL_SOCKET_PATH={job.work}"]  # it would look for /tmp, which is not there
    command += ["--convert-to", extension, "--outdir", str(path.parent), str(path)]
    # One arena for all threads: the limit on memory counts what is reserved, not what is used.
    surroundings = {**os.environ, "MALLOC_ARENA_MAX": "2", "SAL_USE_VCLPLUGIN": "svp"}
    surroundings |= {"LD_PRELOAD": str(_clock()), "FAKETIME": _NO_DAY, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    for _ in range(2):
        try:
            done = subprocess.run(  # noqa: S603
                command,
                capture_output=True,
                timeout=job.limits["seconds"] * 0.4,
                check=False,
                stdin=subprocess.DEVNULL,
                env=surroundings,
            )
        except subprocess.TimeoutExpired as error:
            raise Refusal("too_long") from error
        sys.stderr.write((done.stdout + done.stderr).decode("utf-8", "replace"))
        if done.returncode != _START_AGAIN:
            break
    if not target.exists() or not target.stat().st_size:
        raise Refusal("damaged")
    return target
