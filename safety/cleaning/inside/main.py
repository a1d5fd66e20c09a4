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

from .families import clean_file, tell_developers
from .job import Job, Refusal

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
        tell_developers(error)
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
    job = Job(work=Path.cwd(), limits=request["limits"], strength=request["strength"], cleaner=clean_file)
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
