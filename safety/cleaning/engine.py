"""Clean one file: a first sandbox finds its type and cleans it, a second one searches the result with other tools.

The host only moves bytes. What the sandbox says is believed where it is a known word or a bounded number.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import shutil
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

from safety.cleaning.budgets import Allowance, Pace, reading_seconds
from safety.cleaning.families import FAMILIES, LEGACY_EXTENSIONS
from safety.cleaning.inside.names import hint_of
from safety.cleaning.reports import FINDINGS, REFUSALS, Finding, Refused
from safety.cleaning.states import Clean, Limits, Raw, Small, Strength, usual_limits
from safety.sandbox import (
    Bounds,
    SandboxExhausted,
    SandboxMissing,
    SandboxOverflow,
    SandboxTimeout,
    Shown,
    run_sandboxed,
    sandbox_works,
)
from safety.spooling import EncryptedSpool, SpoolLimit

_CHUNK = 64 * 1024
_PROCESSORS = 2  # what a program with two threads may use of the processor in a second
_HEADER_LIMIT = 256 * 1024
_INSIDE = Path(__file__).with_name("inside")
_START = "import sys; sys.path.insert(0, '/code'); from inside.main import main; main()"
_PROGRAMS = ("bwrap", "prlimit", "exiftool", "ffmpeg", "ffprobe", "file")


class Readable(Protocol):
    """All that the cleaner asks of a source: the next bytes."""

    def read(self, size: int = ..., /) -> bytes:
        """The next bytes, or none at the end."""
        ...


def available() -> list[str]:
    """What is missing on this machine for cleaning to work: empty when all is there."""
    missing = [program for program in _PROGRAMS if shutil.which(program) is None]
    if not _python().is_file():
        missing.append(".venv-cleaner")
    if not missing and not sandbox_works():
        missing.append("bubblewrap (user namespaces are forbidden on this machine)")
    if not missing and _ready().get("ready") is not True:
        missing.append(".venv-cleaner (its packages)")
    return missing


def accepted() -> list[tuple[str, list[str]]]:
    """What this installation takes, as pages list it: the name of each family, and its extensions."""
    lists = {code: {*family.outputs, *family.also_accepts} for code, family in FAMILIES.items()}
    if can_draw_pages():
        lists["office"] |= set(LEGACY_EXTENSIONS)
    return [(str(FAMILIES[code].label), sorted(extensions)) for code, extensions in lists.items()]


def can_draw_pages() -> bool:
    """Whether this machine can turn office documents into pictures of their pages."""
    return _ready().get("legacy") is True


def clean(
    raw: Raw,
    *,
    strength: Strength = Strength.THOROUGH,
    limits: Limits | None = None,
    pace: Pace | None = None,
    as_pages: bool = False,
) -> Clean:
    """Return the file without its metadata, verified, or raise `Refused`. The original is never let through.

    Office documents, those in archives and mails too, become pictures of their pages when `as_pages`, else stay what
    they are. Where that cannot be done they are refused.

    Its time is that of its kind and size (`budgets`), less when `pace` gives less; past it `Refused("too_long")`.
    """
    limits = limits or usual_limits()
    time_to_clean = Allowance(size=_size(raw), limits=limits, pace=pace)
    request: dict[str, Any] = {
        "act": "clean",
        "strength": strength.value,
        "pages": as_pages,
        "hint": hint_of(raw.name),
        "limits": dataclasses.asdict(limits)
        | {"reading": int(reading_seconds(size=_size(raw), limits=limits, pace=pace))},
    }
    answer, body = _run(request, source=raw.body, limits=limits, allowance=time_to_clean)
    try:
        family, extension, media_type = _believe_type(answer)
        removed = _believe_findings(answer)
        request = {
            "act": "verify",
            "strength": strength.value,
            "family": family,
            "extension": extension,
            "secrets": _believe_secrets(answer),
            "limits": dataclasses.asdict(limits),
        }
        body.seek(0)
        time_to_verify = Allowance(size=body.size, limits=limits, pace=pace, kind=time_to_clean.kind)
        verdict, nothing = _run(request, source=body, limits=limits, allowance=time_to_verify)
        nothing.close()
        if verdict.get("verified") is not True:
            raise Refused("residue")
        digest = hashlib.sha256()
        body.seek(0)
        while chunk := body.read(_CHUNK):
            digest.update(chunk)
        body.seek(0)
    except BaseException:
        body.close()
        raise
    return Clean(
        media_type=media_type,
        extension=extension,
        family=family,
        size=body.size,
        sha256=digest.hexdigest(),
        removed=removed,
        body=body,
    )


def shrink(picture: Clean, *, longest: int) -> Small:
    """Return a still, small copy of a cleaned picture, no side longer than `longest` pixels, or raise `Refused`.

    It is drawn behind the same walls: nothing outside of them ever decodes what a stranger sent.
    """
    limits = usual_limits()
    request = {
        "act": "shrink",
        "strength": Strength.THOROUGH.value,
        "extension": picture.extension,
        "longest": longest,
        "limits": dataclasses.asdict(limits),
    }
    picture.body.seek(0)
    allowance = Allowance(size=picture.size, limits=limits, pace=None, kind=picture.family)
    answer, body = _run(request, source=picture.body, limits=limits, allowance=allowance)
    picture.body.seek(0)
    body.seek(0)
    sides = [answer.get(side) for side in ("width", "height")]
    if not body.size or not all(isinstance(side, int) and 0 < side <= longest for side in sides):
        body.close()
        raise Refused("failed")
    return Small(width=int(answer["width"]), height=int(answer["height"]), body=body)


def _run(
    request: dict[str, Any], *, source: Readable, limits: Limits, allowance: Allowance | None = None
) -> tuple[dict[str, Any], EncryptedSpool]:
    """One sandbox, one file: send the request and the bytes, take the answer and what it made of them."""
    if not _python().is_file():
        raise Refused("unavailable")
    most = limits.size + limits.size // 2 + 64 * 1024 * 1024
    intake = _Intake(limit=most, told=allowance.told if allowance else None)
    bounds = Bounds(
        seconds=limits.seconds,
        cpu_seconds=_PROCESSORS * limits.seconds,  # of each process; the clock ends what uses one processor before
        memory=limits.memory,
        work_size=2 * most + limits.unpacked,
        output_size=most + _HEADER_LIMIT,
    )
    kept = False
    try:
        run_sandboxed(
            ["/cleaner/bin/python", "-I", "-B", "-c", _START],
            feed=_framed(request, source=source, most=most),
            take=intake.take,
            bounds=bounds,
            shown=_shown(),
            patience=allowance.left if allowance else None,
        )
        answer = intake.answer()
        kept = True
    except (SandboxTimeout, SandboxExhausted) as error:
        raise Refused("too_long") from error
    except (SandboxOverflow, SpoolLimit) as error:
        raise Refused("too_large") from error
    except (SandboxMissing, OSError) as error:
        raise Refused("unavailable") from error
    finally:
        if not kept:
            intake.body.close()
    return answer, intake.body


class _Intake:
    """Sorts what the sandbox says: a header with the file's kind, another with the answer, then the file."""

    def __init__(self, *, limit: int, told: Callable[[str], None] | None) -> None:
        self.body = EncryptedSpool(limit=limit)
        self._told = told
        self._head = bytearray()
        self._answer: dict[str, Any] | None = None

    def take(self, chunk: bytes) -> None:
        """Receive the next bytes of the sandbox's standard output."""
        if self._answer is not None:
            self.body.write(chunk)
            return
        self._head += chunk
        while (answer := self._next_header()) is not None:
            if set(answer) == {"kind"}:  # said ahead of the answer, so that the time can be measured by it
                if self._told is not None:
                    self._told(str(answer["kind"]))
                continue
            self._answer = answer
            self.body.write(bytes(self._head))
            self._head.clear()
            return

    def _next_header(self) -> dict[str, Any] | None:
        """The next header, cut off from what came; nothing while it is not complete."""
        if len(self._head) < 4:
            return None
        (length,) = struct.unpack(">I", self._head[:4])
        if length > _HEADER_LIMIT:
            raise SandboxOverflow
        if len(self._head) < 4 + length:
            return None
        try:
            header = json.loads(self._head[4 : 4 + length])
        except (ValueError, RecursionError):
            header = {}
        del self._head[: 4 + length]
        return header if isinstance(header, dict) else {}

    def answer(self) -> dict[str, Any]:
        """The header, when the whole file came with it; otherwise the refusal that it names, or a plain failure."""
        if self._answer is None:
            raise Refused("failed")  # killed by a limit before it could say anything
        if "refused" in self._answer:
            code = self._answer["refused"]
            raise Refused(code if code in REFUSALS else "failed")
        if self._answer.get("size") != self.body.size:
            raise Refused("failed")
        return self._answer


def _framed(request: dict[str, Any], *, source: Readable, most: int) -> Iterator[bytes]:
    """The request and the file as the sandbox reads them; one byte too many is enough for it to refuse."""
    head = json.dumps(request).encode()
    yield struct.pack(">I", len(head)) + head
    sent = 0
    while sent <= most and (chunk := source.read(_CHUNK)):
        sent += len(chunk)
        yield chunk


def _believe_type(answer: dict[str, Any]) -> tuple[str, str, str]:
    family = FAMILIES.get(str(answer.get("family")))
    extension = str(answer.get("extension"))
    if family is None or extension not in family.outputs:
        raise Refused("failed")
    return family.code, extension, family.outputs[extension]


def _believe_findings(answer: dict[str, Any]) -> tuple[Finding, ...]:
    findings = answer.get("findings")
    if not isinstance(findings, dict):
        raise Refused("failed")
    return tuple(
        Finding(code=code, count=min(max(int(findings[code]), 1), 1_000_000))
        for code in FINDINGS
        if isinstance(findings.get(code), int)
    )


def _believe_secrets(answer: dict[str, Any]) -> list[str]:
    """Values that were taken out, for the verifier to search. They live in memory, from one sandbox to the next."""
    values = answer.get("secrets")
    return [value[:200] for value in values if isinstance(value, str)][:200] if isinstance(values, list) else []


def _size(raw: Raw) -> int:
    """The file's bytes; it is left as it was, at its beginning or wherever."""
    here = raw.body.tell()
    size = raw.body.seek(0, 2) - here
    raw.body.seek(here)
    return size


def _home() -> Path:
    return Path(settings.BASE_DIR, ".venv-cleaner").resolve()


def _python() -> Path:
    return _home() / "bin" / "python"


def _shown() -> list[Shown]:
    return [Shown(host=_home(), inside="/cleaner"), Shown(host=_INSIDE.resolve(), inside="/code/inside")]


def _ready() -> dict[str, Any]:
    """What the sandbox says of itself: whether its packages are there, and whether it has LibreOffice."""
    try:
        return _ask_once()
    except Refused:
        return {}


@functools.cache  # keeps answers, not refusals: a machine that was too busy to answer is asked again
def _ask_once() -> dict[str, Any]:
    answer, body = _run({"act": "ready"}, source=EncryptedSpool(), limits=usual_limits())
    body.close()
    return answer
