"""HTML pages: what is read stays, in a fresh page; nothing is loaded, run, sent or hidden."""

from __future__ import annotations

import base64
import binascii
import html
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote_to_bytes

from lxml import etree
from lxml import html as parser

from .elements import DROPPED, HIDING_ATTRIBUTES, KEPT, REMOTE
from .job import Job, Made, Refusal
from .styles import Look, Styles, look_of
from .text import clean_string

_ATTRIBUTES = {
    "colspan": re.compile(r"\d{1,3}"),
    "rowspan": re.compile(r"\d{1,3}"),
    "start": re.compile(r"\d{1,5}"),
    "dir": re.compile(r"ltr|rtl"),
    "lang": re.compile(r"[a-z]{2,3}(-[A-Z]{2})?"),
}
_EMPTY = {"br", "hr", "img"}
_TOLD = {"script", "style", "title"}


def clean_html(path: Path, job: Job) -> Made:
    """Write a fresh page."""
    return Made(job.write(sanitise_page(path.read_bytes(), job).encode(), "html"), "text", "html")


def sanitise_page(content: bytes, job: Job) -> str:
    """The page's body as we write it, from an allow-list of elements and attributes, less what its style hides."""
    text = clean_string(content, job)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        root = parser.document_fromstring(text or "<p></p>", parser=parser.HTMLParser(no_network=True, huge_tree=False))
    except (etree.ParserError, ValueError) as error:
        raise Refusal("damaged") from error
    pieces: list[str] = []
    job.note("metadata", len(root.findall(".//meta")))
    job.note("description", len(root.findall(".//title")))
    job.note(
        "scripts", sum(1 for item in root.iter(etree.Element) for key in item.attrib if str(key).lower()[:2] == "on")
    )
    job.note("scripts", len(root.findall(".//script")))
    job.note("remote", len(root.findall("head/link")))
    body = root.find("body")
    styles = Styles(root)
    around = _page(styles, root, body)
    _write(root if body is None else body, pieces, job, styles, around, depth=0)
    inner = clean_string("".join(pieces).encode(), job)  # entities have become characters by now
    return f'<!doctype html>\n<html><head><meta charset="utf-8"></head><body>\n{inner}</body></html>\n'


def _page(styles: Styles, *elements: etree._Element | None) -> Look:
    """What everything on the page inherits: its variables, and its colours where words can be read in them.

    Many pages hide themselves until a script has run: what stands on them is judged element by element all the same.
    """
    look = Look()
    for element in elements:
        style = {} if element is None else styles.of(element)
        own = {name: value for name, value in style.items() if name.startswith("--")}
        look = look_of(style, look) or replace(look, variables={**look.variables, **own})
    return look


def words_of(page: str) -> str:
    """The words of a page that we wrote, a line for each of its blocks."""
    text = re.sub(r"\s+", " ", page.partition("<body>")[2])
    text = re.sub(r"<(?:br|/p|/div|/tr|/li|/h[1-6]|/dt|/dd|/table|hr|/blockquote|/pre)>", "\n", text)
    return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"</t[dh]>", "\t", text))).strip() + "\n"


def _write(element: etree._Element, pieces: list[str], job: Job, styles: Styles, look: Look, *, depth: int) -> None:
    if depth > 200:
        raise Refusal("damaged")
    closed = element.tag == "details" and "open" not in element.attrib
    words = [element.text or "", *(child.tail or "" for child in element)]
    if closed and "".join(words).strip():
        job.note("hidden")
    pieces.append("" if closed else html.escape(words[0], quote=False))
    for child, after in zip(element, words[1:], strict=True):
        _write_child(child, pieces, job, styles, look, depth=depth)
        pieces.append("" if closed else html.escape(after, quote=False))


def _write_child(
    child: etree._Element, pieces: list[str], job: Job, styles: Styles, around: Look, *, depth: int
) -> None:
    if not isinstance(child.tag, str):
        job.note("comments")
        return
    name = child.tag.lower()
    look = None if any(key in child.attrib for key in HIDING_ATTRIBUTES) else look_of(styles.of(child), around)
    if look is None or _folded(child):
        job.note("hidden")
        return
    if name == "img":
        pieces.append(_picture(child, job))
        return
    if name in DROPPED:
        job.note("remote", int(name in REMOTE))
        job.note("hidden", int(name not in REMOTE and bool("".join(child.itertext()).strip()) and name not in _TOLD))
        return
    if name not in KEPT:
        _write(child, pieces, job, styles, look, depth=depth + 1)
        return
    if child.get("style") and "url(" in child.get("style", ""):
        job.note("remote")
    attributes = "".join(
        f' {key}="{value}"'
        for key, value in sorted(child.attrib.items())
        if key in _ATTRIBUTES and _ATTRIBUTES[str(key)].fullmatch(str(value))
    )
    if name == "a" and child.get("href"):
        if not job.thorough and re.match(r"https?://|mailto:", child.get("href", "")):
            attributes += f' href="{html.escape(child.get("href", ""))}"'
        elif not child.get("href", "").startswith("#"):
            job.note("links")
            job.keep_secret(child.get("href", ""))
    pieces.append(f"<{name}{attributes}>")
    if name not in _EMPTY:
        _write(child, pieces, job, styles, look, depth=depth + 1)
        pieces.append(f"</{name}>")


def _folded(element: etree._Element) -> bool:
    """What a closed `details` holds besides its summary shows only to who asks for it."""
    parent = element.getparent()
    return parent is not None and parent.tag == "details" and "open" not in parent.attrib and element.tag != "summary"


def _picture(element: etree._Element, job: Job) -> str:
    """A picture inside the page is cleaned like any other; one from elsewhere is a beacon."""
    source = element.get("src", "")
    found = re.match(r"data:image/[\w.+-]+(;base64)?,", source)
    if not found:
        job.note("remote")
        job.keep_secret(source)
        return ""
    try:
        data = source[found.end() :]
        content = base64.b64decode(data) if found.group(1) else unquote_to_bytes(data)
        job.spend(len(content))
        made = job.clean(job.write(content))
        if made.family != "picture":
            raise Refusal("unknown")
    except (Refusal, binascii.Error, ValueError) as error:
        if isinstance(error, Refusal) and error.code in ("too_large", "too_many"):
            raise
        job.note("dropped_members")
        return ""
    kind = {"jpg": "jpeg"}.get(made.extension, made.extension)
    return f'<img alt="" src="data:image/{kind};base64,{base64.b64encode(made.path.read_bytes()).decode()}">'
