"""Plain text, tables, Markdown and JSON: the words stay, the invisible marks between them go."""

from __future__ import annotations

import re
from pathlib import Path

from .characters import normalise
from .detection import decode
from .job import Job, Made, Refusal

_UNSEEN = (
    (re.compile(r"\A---\n.*?\n(---|\.\.\.)\n", re.DOTALL), "metadata"),
    (re.compile(r"<!--.*?(-->|\Z)", re.DOTALL), "comments"),
    (re.compile(r"^\[[^\]]*\]: *#.*$", re.MULTILINE), "comments"),
    (re.compile(r"!\[[^\]]*\]\((?!data:)[^)]*\)"), "remote"),
    (re.compile(r"<(img|script|iframe|link|object|embed|video|audio|source)\b[^>]*>", re.IGNORECASE), "remote"),
)
_ESCAPED = re.compile(r"\\u(00ad|034f|061c|180[b-f]|200[b-f]|202[a-e]|206[0-9a-f]|feff|fe0[0-9a-f])", re.IGNORECASE)


def clean_text(path: Path, job: Job, *, extension: str) -> Made:
    """Write the text again, in UTF-8 without a mark."""
    text = clean_string(path.read_bytes(), job)
    if extension == "json":
        text, escaped = _ESCAPED.subn("", text)
        job.note("invisible_characters", escaped)
    if extension == "md":
        text = _quiet_markdown(text, job)
    return Made(job.write(text.encode(), extension), "text", extension)


def _quiet_markdown(text: str, job: Job) -> str:
    """Markdown without what its readers never see: front matter, comments, pictures from elsewhere."""
    for pattern, code in _UNSEEN:
        text, count = pattern.subn("", text)
        job.note(code, count)
    return normalise(text).text


def clean_string(content: bytes, job: Job) -> str:
    """Decode and normalise, and note what went."""
    text = decode(content)
    if text is None:
        raise Refusal("unknown")
    plain = normalise(text)
    marks = content[:4].startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    job.note("invisible_characters", plain.invisible + marks)
    job.note("trailing_blanks", plain.trailing)
    return plain.text
