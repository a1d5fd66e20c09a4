"""Speak with the host: a request and a file on standard input, an answer and a file on standard output."""

from __future__ import annotations

import json
import os
import shutil
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from .job import Job, Made, Refusal

_CHUNK = 256 * 1024


def main() -> None:
    """Answer one request. Whatever goes wrong becomes a refusal: nothing of the file may show in a traceback."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # libraries that print must not reach the host's pipe
    try:
        answer, path = _answer(sys.stdin.buffer, tell=lambda kind: _say(output, {"kind": kind}))
    except Refusal as refusal:
        answer, path = {"refused": refusal.code}, None
    except MemoryError:
        answer, path = {"refused": "too_large"}, None
    except Exception as error:
        _tell_developers(error)
        answer, path = {"refused": "failed"}, None
    answer["size"] = path.stat().st_size if path else 0
    _say(output, answer)
    if path:
        with path.open("rb") as body:
            shutil.copyfileobj(body, output, _CHUNK)
    output.flush()
    os._exit(0)  # no finalisers of half-broken libraries


def _say(output: BinaryIO, header: dict[str, Any]) -> None:
    head = json.dumps(header).encode()
    output.write(struct.pack(">I", len(head)) + head)
    output.flush()


def _answer(source: BinaryIO, *, tell: Callable[[str], None]) -> tuple[dict[str, Any], Path | None]:
    (length,) = struct.unpack(">I", source.read(4))
    request = json.loads(source.read(length))
    if request["act"] == "ready":
        return _ready(), None
    job = Job(work=Path.cwd(), limits=request["limits"], strength=request["strength"])
    job.pages = request.get("pages") is True
    path = job.path()
    _receive(source, path, limit=job.limits["size"] if request["act"] == "clean" else None)
    if request["act"] == "verify":
        from .verification import verify

        residue = verify(
            path, job, family=request["family"], extension=request["extension"], secrets=request["secrets"]
        )
        if residue:
            sys.stderr.write(f"residue {residue}\n")
        return {"verified": not residue}, None
    if request["act"] == "shrink":
        from .pictures import shrink_picture

        small, width, height = shrink_picture(path, job, extension=request["extension"], longest=request["longest"])
        return {"width": width, "height": height}, small
    job.tell = tell
    made = clean_file(path, job, hint=request["hint"])
    return {
        "family": made.family,
        "extension": made.extension,
        "findings": {code: count for code, count in job.found.items() if not code.startswith("_")},
        "secrets": sorted(job.secrets)[:100],
    }, made.path


def _receive(source: BinaryIO, path: Path, *, limit: int | None) -> None:
    size = 0
    with path.open("wb") as target:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            if limit is not None and size > limit:
                raise Refusal("too_large")
            target.write(chunk)
    if not size:
        raise Refusal("empty")


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
        _tell_developers(error)
        raise Refusal("failed") from error


def _tell_developers(error: Exception) -> None:
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


def _ready() -> dict[str, Any]:
    """Whether every package that the families import lazily is really there."""
    import importlib

    from .legacy import can_read
    from .scans import load_parser

    for name in (
        "PIL.Image",
        "pillow_heif",
        "pypdfium2",
        "pikepdf",
        "lxml.etree",
        "mutagen",
        "libmat2",
        "tinycss2",
        "cssselect2",
    ):
        importlib.import_module(name)
    load_parser()
    return {"ready": True, "legacy": can_read()}
