# ruff: noqa: E501  # patterns and tables read better unbroken
"""Plain text, tables, Markdown and JSON: the words stay, the invisible marks between them go."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from .characters import PlainText, normalise, normalise_lines
from .detection import BYTE_ORDER_MARKS, decode, encoding_of
from .job import Job, Made, Refusal
from .quotes import without_quoted_headers
from .tables import defuse

_PIECE = 4_000_000  # characters; a text of any length passes through in pieces of whole lines
# Files inside a text: lines of base64, of uuencode and yEnc, signatures and messages of OpenPGP, one endless word.
_PACKED = re.compile(
    r"^[> ]*-----BEGIN [A-Z ]+-----\n.*?^[> ]*-----END [A-Z ]+-----[ ]*$|^[> ]*begin [0-7]{3,4} [^\n]+\n.*?^[> ]*end[ ]*$|"
    r"^[> ]*=ybegin [^\n]*\n.*?^[> ]*=yend[^\n]*$|(?:^[> ]*[A-Za-z0-9+/_-]{56,}={0,2}[ ]*(?:\n|\Z)){2,}(?:^[> ]*[A-Za-z0-9+/_-]+={0,2}[ ]*$)?|"
    r"(?:data:[\w/+.;=-]*,)?(?<![\w/+.-])(?=[A-Za-z0-9+/_-]*[A-Z])(?=[A-Za-z0-9+/_-]*\d)[A-Za-z0-9+/_-]{160,}={0,2}",
    re.DOTALL | re.MULTILINE,
)
_SIGNED = re.compile(r"^-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Za-z]+: [^\n]*\n)*\n?", re.MULTILINE)
_TRAILING = re.compile(r"(?<![ \t])[ \t]+$", re.MULTILINE)
# What JSON writes as an escape is invisible too once it is read; an escaped backslash before it is not an escape.
_ESCAPED = re.compile(r"(?<!\\)((?:\\\\)*)((?:\\u[0-9a-fA-F]{4})+)")


def clean_text(path: Path, job: Job, *, extension: str) -> Made:
    """Write the text again, in UTF-8 without a mark."""
    if extension in ("txt", "csv"):
        return Made(_clean_in_pieces(path, job, extension), "text", extension)
    text = clean_string(path.read_bytes(), job)
    if extension == "json":
        text = _ESCAPED.sub(lambda found: found[1] + _seen_escapes(found[2], job), text)
    if extension == "md":
        from .marked import quiet_markdown

        text = quiet_markdown(without_packed(text, job), job)
    return Made(job.write(text.encode(), extension), "text", extension)


def _clean_in_pieces(path: Path, job: Job, extension: str) -> Path:
    """Lines after lines, in constant memory. Empty lines at both ends go, and no others."""
    target = job.path(extension)
    encoding, marked = encoding_of(path)
    job.note("invisible_characters", int(marked))
    held = ""  # line ends that may turn out to be the last ones
    begun = False
    with path.open(encoding=encoding, errors="replace", newline="") as source, target.open("w", newline="\n") as out:
        for piece in pieces(source):
            plain = normalise_lines(piece)
            _note(plain, job, table=extension == "csv")
            fresh = _without_asides(plain.text, job, extension)
            lines = held + fresh if begun else fresh.lstrip("\n")
            words = lines.rstrip("\n")
            begun = begun or bool(words)
            held = lines[len(words) :]
            out.write(words)
        out.write("\n" * begun)
    return target


def pieces(source: TextIO) -> Iterator[str]:
    """The text in pieces of about four million characters that end where a line ends."""
    rest = ""
    while chunk := source.read(_PIECE):
        rest += chunk
        cut = rest.rfind("\n") + 1 or rest.rfind("\r", 0, -1) + 1
        if not cut and len(rest) > 8 * _PIECE:
            raise Refusal("too_large")  # a line without end
        if cut:
            yield rest[:cut]
            rest = rest[cut:]
    if rest:
        yield rest


def _without_asides(text: str, job: Job, extension: str) -> str:
    """The lines without what is no word in them: formulas of a table; files and quoted headers between words."""
    if extension == "csv":
        text, formulas = defuse(text)
        job.note("table_formulas", formulas)
        return text
    plain = without_quoted_headers(without_packed(text, job), mail=False)
    job.note("headers", plain.headers)
    for value in plain.values:
        job.keep_secret(value)
    return _TRAILING.sub("", plain.text)


def without_packed(text: str, job: Job) -> str:
    """The text without files that are packed into its lines: nobody reads them, and everybody can unpack them."""
    text = _SIGNED.sub("", text)
    text, count = _PACKED.subn("", text)
    job.note("embedded", count)
    return text


def _seen_escapes(escapes: str, job: Job) -> str:
    """The escapes of a JSON text that stand for something to see; what they write may come in pairs."""
    units = [int(code, 16) for code in re.findall(r"\\u([0-9a-fA-F]{4})", escapes)]
    text = b"".join(unit.to_bytes(2, "big") for unit in units).decode("utf-16-be", "replace")
    kept = "".join(
        character
        for character in text
        if character in "\n\r\t" or normalise(f"a{character}a").text == f"a{character}a\n"
    )
    if len(kept) == len(text):
        return escapes
    job.note("invisible_characters", len(text) - len(kept))
    return json.dumps(kept)[1:-1]


def clean_string(content: bytes, job: Job) -> str:
    """Decode and normalise, and note what went."""
    text = decode(content)
    if text is None:
        raise Refusal("unknown")
    plain = normalise(text)
    job.note("invisible_characters", int(content.startswith(BYTE_ORDER_MARKS)))
    _note(plain, job)
    return plain.text


def _note(plain: PlainText, job: Job, *, table: bool = False) -> None:
    """What went, and what may be a mark of one copy although it stays."""
    job.note("invisible_characters", plain.invisible)
    job.note("trailing_blanks", plain.trailing)
    job.note("look_alikes", plain.look_alikes)
    job.note("doubled_blanks", plain.doubled * (not table))
