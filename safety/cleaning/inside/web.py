"""HTML pages: what is read stays, in a fresh page; nothing is loaded, run, sent or hidden."""

from __future__ import annotations

import base64
import binascii
import html
import re
from pathlib import Path
from urllib.parse import unquote_to_bytes

from lxml import etree
from lxml import html as parser

from .job import Job, Made, Refusal
from .text import clean_string

_KEPT = set(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr th td blockquote pre code "
    "kbd samp var em "
    "strong b i u s small sub sup br hr div span section article header footer nav main aside figure "
    "figcaption a q cite "
    "abbr del ins mark address img center font tt big strike details summary".split()
)
_DROPPED = set(
    "script style link meta base iframe frame frameset object embed applet param form input button select "
    "option textarea "
    "svg math audio video source track template noscript title canvas dialog portal map area xml".split()
)
_ATTRIBUTES = {
    "colspan": re.compile(r"\d{1,3}"),
    "rowspan": re.compile(r"\d{1,3}"),
    "start": re.compile(r"\d{1,5}"),
    "dir": re.compile(r"ltr|rtl"),
    "lang": re.compile(r"[a-z]{2,3}(-[A-Z]{2})?"),
}
_HIDING_RULE = re.compile(
    r"([^{}]+)\{[^{}]*(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0)[^{}]*\}", re.I
)
_EMPTY = {"br", "hr", "img"}
_REMOTE = {"img", "iframe", "frame", "object", "embed", "audio", "video", "source", "link", "track"}


def clean_html(path: Path, job: Job) -> Made:
    """Write a fresh page."""
    return Made(job.write(sanitise_page(path.read_bytes(), job).encode(), "html"), "text", "html")


def sanitise_page(content: bytes, job: Job) -> str:
    """The page's body as we write it, from an allow-list of elements and attributes."""
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
    _drop_hidden_by_style(root, job)
    body = root.find("body")
    _write(root if body is None else body, pieces, job, depth=0)
    inner = clean_string("".join(pieces).encode(), job)  # entities have become characters by now
    return f'<!doctype html>\n<html><head><meta charset="utf-8"></head><body>\n{inner}</body></html>\n'


def _drop_hidden_by_style(root: etree._Element, job: Job) -> None:
    """What the page's own style sheet hides would show without it: it goes, where the rule is plain to read."""
    for style in root.findall(".//style"):
        for rule in _HIDING_RULE.finditer(style.text or ""):
            for selector in rule.group(1).split(","):
                found = re.fullmatch(r"\s*([a-z][a-z0-9]*)?(?:([.#])([\w-]+))?\s*", selector, re.IGNORECASE)
                if not found or not (found.group(1) or found.group(3)):
                    continue
                tag, mark, name = found.groups()
                for element in list(root.iter(tag or etree.Element)):
                    words = element.get("id" if mark == "#" else "class", "").split() if mark else [name]
                    if name in words and element.getparent() is not None and element.tag not in ("html", "body"):
                        job.note("hidden")
                        element.drop_tree()


def _write(element: etree._Element, pieces: list[str], job: Job, *, depth: int) -> None:
    if depth > 200:
        raise Refusal("damaged")
    pieces.append(html.escape(element.text or "", quote=False))
    for child in element:
        _write_child(child, pieces, job, depth=depth)
        pieces.append(html.escape(child.tail or "", quote=False))


def _write_child(child: etree._Element, pieces: list[str], job: Job, *, depth: int) -> None:
    if not isinstance(child.tag, str):
        job.note("comments")
        return
    name = child.tag.lower()
    if _hidden(child):
        job.note("hidden")
        return
    if name == "img":
        pieces.append(_picture(child, job))
        return
    if name in _DROPPED:
        job.note("remote", int(name in _REMOTE))
        return
    if name not in _KEPT:
        _write(child, pieces, job, depth=depth + 1)
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
        _write(child, pieces, job, depth=depth + 1)
        pieces.append(f"</{name}>")


def _hidden(element: etree._Element) -> bool:
    style = re.sub(r"\s", "", element.get("style", "").lower())
    return "hidden" in element.attrib or any(
        mark in style for mark in ("display:none", "visibility:hidden", "font-size:0", "opacity:0;")
    )


def _picture(element: etree._Element, job: Job) -> str:
    """A picture inside the page is cleaned like any other; one from elsewhere is a beacon."""
    source = element.get("src", "")
    found = re.match(r"data:image/[\w.+-]+(;base64)?,", source)
    if not found:
        job.note("remote")
        job.keep_secret(source)
        return ""
    from .main import clean_file

    try:
        data = source[found.end() :]
        content = base64.b64decode(data) if found.group(1) else unquote_to_bytes(data)
        job.spend(len(content))
        made = clean_file(job.write(content), job)
        if made.family != "picture":
            raise Refusal("unknown")
    except (Refusal, binascii.Error, ValueError) as error:
        if isinstance(error, Refusal) and error.code in ("too_large", "too_many"):
            raise
        job.note("dropped_members")
        return ""
    kind = {"jpg": "jpeg"}.get(made.extension, made.extension)
    return f'<img alt="" src="data:image/{kind};base64,{base64.b64encode(made.path.read_bytes()).decode()}">'
