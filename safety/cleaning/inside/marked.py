"""Markdown: what its readers see stays, as letters. Front matter, comments, hidden HTML and targets of links go."""

from __future__ import annotations

import html
import re

from .characters import normalise
from .elements import DROPPED, KEPT, REMOTE, hides
from .job import Job

_FRONT = (
    re.compile(r"\A\s*---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL),
    re.compile(r"\A\s*\+\+\+[ \t]*\n.*?\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL),
    re.compile(r"\A\s*;;;[ \t]*\n.*?\n;;;[ \t]*(?:\n|\Z)", re.DOTALL),
    re.compile(r"\A\s*\{\n.*?\n\}[ \t]*\n", re.DOTALL),
    re.compile(r"\A(?:%[^\n]*\n){1,3}"),  # title, authors, date, as Pandoc reads them
    re.compile(r"\A(?:[A-Za-z][\w -]{0,40}:[^\n]*\n(?:[ \t]+\S[^\n]*\n)*){2,}\n"),  # MultiMarkdown
    re.compile(
        r"(?<=\n\n)---\n(?:[A-Za-z][\w-]*:[^\n]*\n(?:[ \t]+[^\n]*\n|- [^\n]*\n)*)+(?:---|\.\.\.)\n"
    ),  # again, later
)
_COMMENTS = (
    re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL),
    re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|<![A-Za-z][^>]*>", re.DOTALL),
    re.compile(
        r"^ {0,3}\{(?:%|#|:|\.)[^}]*\}[ \t]*$|\{%.*?%\}|\{#[^}\n]*\}|\{:[^}\n]*\}|(?<=[\])*_`])\{[^}\n]*\}",
        re.MULTILINE,
    ),
    re.compile(r"%%.*?%%", re.DOTALL),  # Obsidian
)
_PICTURE = re.compile(r"!\[(?:[^\[\]]|\[[^\]]*\])*\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\]]*\])?")
_LINK = re.compile(r"\[((?:[^\[\]\n]|\n(?!\n)|\[[^\]]*\])*)\]\((?:[^()\n]|\n(?!\n)|\([^()\n]*\))*\)")
_REFERENCE = re.compile(r"\[([^\[\]\n]+)\]\[([^\]\n]*)\]")
_DEFINITION = re.compile(
    r"^ {0,3}(?:> ?)*\[(?!\^)[^\]\n]+\]:[ \t]*\n?[ \t]*\S[^\n]*(?:\n[ \t]+[\"'(][^\n]*[\"')][ \t]*)?", re.MULTILINE
)
_FOOTNOTE = re.compile(r"^\[\^([^\]\n]+)\]:[^\n]*(?:\n(?: {4}|\t)[^\n]*)*\n?", re.MULTILINE)
_ABBREVIATION = re.compile(r"^\*\[[^\]\n]+\]:[^\n]*\n?", re.MULTILINE)
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]*)(?P<rest>(?:\s+|/)(?:\"[^\"]*\"|'[^']*'|[^'\"<>])*)?>"
)
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?")
_ENTITY = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31});")
_VOID = {"br", "hr", "img", "input", "meta", "link", "base", "embed", "source", "track", "wbr", "col", "area"}
_INFO = re.compile(r"^( {0,3}(?:```+|~~~+)[ \t]*[\w+#-]*)[^\n`]*$", re.MULTILINE)


def quiet_markdown(text: str, job: Job) -> str:
    """Markdown without what its readers never see."""
    for pattern in _FRONT:
        text, count = pattern.subn("", text)
        job.note("metadata", count)
    for pattern in _COMMENTS:
        text, count = pattern.subn("", text)
        job.note("comments", count)
    text = _without_hidden_tags(text, job)
    text, count = _PICTURE.subn("", text)
    job.note("remote", count)
    text = _without_targets(text, job)
    text = _INFO.sub(r"\1", text)
    text = _ENTITY.sub(lambda found: _seen(found.group()), text)
    plain = normalise(text)
    job.note("invisible_characters", plain.invisible)
    return plain.text


def _without_targets(text: str, job: Job) -> str:
    """Links keep their words. What is only defined goes: targets, titles, notes that nothing refers to."""
    if job.thorough:
        text, links = _LINK.subn(r"\1", text)
        text, references = _REFERENCE.subn(lambda found: found[1], text)
        job.note("links", links + references)
    text, hidden = _DEFINITION.subn("", text)
    job.note("comments", hidden)
    text, hidden = _ABBREVIATION.subn("", text)
    job.note("hidden", hidden)
    for note in list(_FOOTNOTE.finditer(text)):
        if text.count(f"[^{note[1]}]") < 2:
            text = text.replace(note.group(), "")
            job.note("hidden")
    return text


def _without_hidden_tags(text: str, job: Job) -> str:
    """HTML inside the text: elements that show stay bare, the others go with what they hold."""
    pieces: list[str] = []
    at = 0
    while tag := _TAG.search(text, at):
        pieces.append(text[at : tag.start()])
        at = tag.end()
        name = tag["name"].lower()
        if tag["close"]:
            pieces.append(f"</{name}>" if name in KEPT else "")
            continue
        attributes = _attributes(tag["rest"] or "")
        if name in DROPPED or name in REMOTE or name in ("picture", "details") or hides(name, attributes):
            job.note("remote" if name in REMOTE or name == "picture" else "scripts" if name == "script" else "hidden")
            if name not in _VOID and not (tag["rest"] or "").rstrip().endswith("/"):
                at = _end(text, at, name)
            continue
        job.note("metadata", len(attributes) and 1)
        pieces.append(f"<{name}>" if name in KEPT and name != "a" else "")
    pieces.append(text[at:])
    return "".join(pieces)


def _attributes(rest: str) -> dict[str, str]:
    return {name.lower(): html.unescape(value.strip("\"'")) for name, value in _ATTRIBUTE.findall(rest)}


def _end(text: str, at: int, name: str) -> int:
    """Where the element that begins before `at` is over; the end of the text when nothing closes it."""
    open_ones = 1
    for tag in _TAG.finditer(text, at):
        if tag["name"].lower() == name:
            open_ones += -1 if tag["close"] else 1
            if not open_ones:
                return tag.end()
    return len(text)


def _seen(entity: str) -> str:
    """An entity as it is, unless what it stands for is invisible."""
    return entity if normalise(f"a{html.unescape(entity)}a").text == f"a{html.unescape(entity)}a\n" else ""
