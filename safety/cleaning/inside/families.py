"""What a file is decides who cleans it: the one way in for files, and for files within files."""

from __future__ import annotations

import sys
from pathlib import Path

from .job import Job, Made, Refusal


def clean_file(path: Path, job: Job, *, hint: str = "", evidence: bool = True) -> Made:
    """Find what a file is by its content, and hand it to its family. Nested files come through here too.

    Raises `Refusal`, and nothing else but `MemoryError`: a member that breaks its library does not break its archive.
    """
    try:
        return _clean_by_family(path, job, hint=hint, evidence=evidence)
    except (Refusal, MemoryError):
        raise
    except RecursionError as error:
        raise Refusal("damaged") from error
    except Exception as error:
        tell_developers(error)
        raise Refusal("failed") from error


def tell_developers(error: Exception) -> None:
    """The host throws standard error away; who develops may listen."""
    import traceback

    traceback.print_exception(error, file=sys.stderr)


def _clean_by_family(path: Path, job: Job, *, hint: str, evidence: bool) -> Made:
    from .detection import detect

    kind = detect(path, hint=hint)
    as_pages = job.pages and kind.startswith(("ooxml:", "odf:"))
    job.tell_kind("legacy:" + kind.partition(":")[2] if as_pages else kind)
    family, _, extension = kind.partition(":")
    named = job.path(extension)
    path.rename(named)
    if family == "picture":
        from .pictures import clean_picture

        return clean_picture(named, job, extension=extension, evidence=evidence)
    if family == "pdf":
        from .pdf import clean_pdf

        return clean_pdf(named, job)
    if family in ("ooxml", "odf"):
        return _clean_office(named, job, family=family, extension=extension)
    if family in ("audio", "video"):
        from .media import clean_media

        return clean_media(named, job, extension=extension)
    if family == "text":
        from .text import clean_text

        return clean_text(named, job, extension=extension)
    if family == "html":
        from .web import clean_html

        return clean_html(named, job)
    if family == "mail":
        from .mail import clean_mail

        return clean_mail(named, job)
    if family == "archive":
        from .archives import clean_archive

        return clean_archive(named, job, extension=extension)
    if family == "legacy":
        from .legacy import clean_legacy

        return clean_legacy(named, job, extension=extension)
    if family == "drawing":
        from .drawings import clean_drawing

        return clean_drawing(named, job)
    raise Refusal("unknown")


def _clean_office(path: Path, job: Job, *, family: str, extension: str) -> Made:
    from .legacy import can_read, draw_pages
    from .odf import clean_odf
    from .ooxml import clean_ooxml

    if job.pages and not can_read():
        raise Refusal("no_pages")
    made = clean_ooxml(path, job) if family == "ooxml" else clean_odf(path, job, extension=extension)
    return draw_pages(made, job) if job.pages else made
