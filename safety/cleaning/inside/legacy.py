"""Office formats of before 2007, and RTF: printed to PDF by LibreOffice where it is installed, then treated as PDF."""

from __future__ import annotations

import subprocess
from pathlib import Path

from .evidence import note_evidence
from .job import Job, Made, Refusal

_OFFICE = Path("/usr/bin/soffice")


def clean_legacy(path: Path, job: Job, *, extension: str) -> Made:
    """Print to PDF and draw the pages."""
    if not _OFFICE.exists():
        raise Refusal("legacy")
    note_evidence(path, job, words_stay=True)
    profile = job.work / "profile"
    target = path.with_suffix(".pdf")
    command = [
        str(_OFFICE),
        "--headless",
        "--norestore",
        f"-env:UserInstallation=file://{profile}",
        "--convert-to",
        "pdf",
        "--outdir",
        str(job.work),
        str(path),
    ]
    try:
        subprocess.run(  # noqa: S603
            command, capture_output=True, timeout=job.limits["seconds"] * 0.6, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired as error:
        raise Refusal("too_long") from error
    if not target.exists():
        raise Refusal("damaged")
    from .pdf import raster_pdf

    job.note("converted")
    return Made(raster_pdf(target, job), "pdf", "pdf")
