"""Plain text, tables, Markdown and JSON: the words stay, the invisible marks between them go."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from .characters import normalise, normalise_lines
from .detection import BYTE_ORDER_MARKS, decode, encoding_of
from .job import Job, Made, Refusal

_PIECE = 4_000_000  # characters; a text of any length passes through in pieces of whole lines
_UNSEEN = (
    (re.compile(r"\A---\n.*?\n(---|\.\.\.)\n", re.DOTALL), "metadata"),
    (re.compile(r"<!--.*?(-->|\Z)", re.DOTALL), "comments"),
    (re.compile(r"^\[[^\]]*\]: *#.*$", re.MULTILINE), "comments"),
    (re.compile(r"!\[[^\]]*\]\((?!data:)[^)]*\)"), "remote"),
    (re.compile(r"<(img|script|iframe|link|object|embed|video|audio|source)\b[^>]*>", re.IGNORECASE), "remote"),
)
_ENTITY = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31});")
# What JSON writes as an escape is invisible too once it is read; an escaped backslash before it is not an escape.
_ESCAPED = re.compile(
    r"(?<!\\)((?:\\\\)*)\\u(?:00ad|034f|061c|115f|1160|17b[45]|180[b-f]|200[b-f]|202[a-e]|206[0-9a-f]|3164|fe0[0-9a-f]|"
    r"feff|ffa0|fff[0-9ab]|[ef][0-8][0-9a-f]{2}|db40\\ud[c-f][0-9a-f]{2})",
    re.IGNORECASE,
)


def clean_text(path: Path, job: Job, *, extension: str) -> Made:
    """Write the text again, in UTF-8 without a mark."""
    if extension in ("txt", "csv"):
        return Made(_clean_in_pieces(path, job, extension), "text", extension)
    text = clean_string(path.read_bytes(), job)
    if extension == "json":
        text, escaped = _ESCAPED.subn(r"\1", text)
        job.note("invisible_characters", escaped)
    if extension == "md":
        text = _quiet_markdown(text, job)
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
            job.note("invisible_characters", plain.invisible)
            job.note("trailing_blanks", plain.trailing)
            lines = held + plain.text if begun else plain.text.lstrip("\n")
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


def _quiet_markdown(text: str, job: Job) -> str:
    """Markdown without what its readers never see: front matter, comments, remote pictures, invisible entities."""
    for pattern, code in _UNSEEN:
        text, count = pattern.subn("", text)
        job.note(code, count)
    text = _ENTITY.sub(lambda found: _seen(found.group()), text)
    plain = normalise(text)
    job.note("invisible_characters", plain.invisible)
    return plain.text


def _seen(entity: str) -> str:
    """An entity as it is, unless what it stands for is invisible."""
    return entity if normalise(f"a{html.unescape(entity)}a").text == f"a{html.unescape(entity)}a\n" else ""


def clean_string(content: bytes, job: Job) -> str:
    """Decode and normalise, and note what went."""
    text = decode(content)
    if text is None:
        raise Refusal("unknown")
    plain = normalise(text)
    job.note("invisible_characters", plain.invisible + content.startswith(BYTE_ORDER_MARKS))
    job.note("trailing_blanks", plain.trailing)
    return plain.text
