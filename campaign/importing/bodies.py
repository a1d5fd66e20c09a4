"""The HTML of another site into blocks and footnotes: only what an article may hold; nothing is loaded from there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import urljoin

from django.utils.translation import gettext as _
from lxml.html import HtmlElement, HTMLParser, fragment_fromstring, tostring

from campaign.importing.notes import CLOSE, MARK, OPEN, SHORTCODE, mark, take_notes
from safety.html import sanitise
from safety.words import storable

LONGEST_BODY = 2_000_000  # characters
Block = tuple[str, Any]

_UNSEEN = ("script", "style", "noscript", "template", "svg", "math", "form", "button", "input", "select", "textarea")
_EMBEDS = ("iframe", "video", "audio", "embed", "object")
_BOXES = ("div", "section", "article", "figure", "figcaption", "center", "address", "header", "footer", "main", "aside")
_BLOCKS = {"p", "ul", "ol", "dl", "table", "pre", "blockquote", "hr", *(f"h{n}" for n in range(1, 7)), *_BOXES}
_INLINE = {"b": "b", "strong": "b", "i": "i", "em": "i"}
_CAPTION = re.compile(r"\[/?(caption|gallery|embed|video|audio|playlist)\b[^\[\]]*\]")


class UnreadableBody(ValueError):
    """The HTML is too long or too deeply nested to be taken over."""


@dataclass
class Body:
    """An article's blocks; `notes` are the HTML of its footnotes, called in the text by `notes.mark`."""

    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_body(html: str, *, base: str = "") -> Body:
    """Read HTML. Relative links are completed with `base`. Raises UnreadableBody."""
    if len(html) > LONGEST_BODY:
        raise UnreadableBody(_("it is longer than two million characters"))
    try:
        return _read(html, base)
    except RecursionError as error:
        raise UnreadableBody(_("its elements are nested too deeply")) from error


def _read(html: str, base: str) -> Body:
    html = storable(html).replace(OPEN, "").replace(CLOSE, "")
    body = Body()
    if not re.search(r"<(p|div|ul|ol|h[1-6]|br|blockquote|table)\b", html, re.I):
        html = _paragraphs(html)
    short_notes: list[str] = []
    html = SHORTCODE.sub(lambda found: short_notes.append(found[2]) or mark(len(short_notes) - 1), html)
    root = fragment_fromstring(_CAPTION.sub("", html), create_parent="div", parser=_parser())
    _remove_unseen(root)
    _links_for_pictures(root, body, base)
    notes = take_notes(root) if not short_notes else short_notes
    _boxes_to_paragraphs(root)
    safe = fragment_fromstring(sanitise(_inside(root)), create_parent="div", parser=_parser())
    body.blocks = list(_joined(_blocks(safe, body, base)))
    body.notes = [_note(note, base) for note in notes]
    return body


def _parser() -> HTMLParser:
    return HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=False, encoding="utf-8")


def _inside(element: HtmlElement) -> str:
    words = tostring(element, encoding="unicode", with_tail=False)
    return words[words.index(">") + 1 : words.rindex("</")] if "</" in words else ""


def _paragraphs(text: str) -> str:
    """What WordPress' older editor kept: paragraphs are empty lines."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n"))]
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in parts if part)


def _remove_unseen(root: HtmlElement) -> None:
    for element in list(root.iter(*_UNSEEN)):
        if element.getparent() is not None:
            element.drop_tree()


def _links_for_pictures(root: HtmlElement, body: Body, base: str) -> None:
    """A link where a picture or an embedded player was: no reader's browser fetches it, nor do we."""
    pictures = embeds = 0
    for element in list(root.iter("img", *_EMBEDS)):
        if element.getparent() is None:
            continue
        is_picture = element.tag == "img"
        pictures, embeds = pictures + is_picture, embeds + (not is_picture)
        nested = element.find(".//source")
        source = element.get("src") or element.get("data") or (nested.get("src") if nested is not None else "") or ""
        address = urljoin(base, source) if not source.startswith("data:") else ""
        words = " ".join((element.get("alt") or element.get("title") or "").split())
        label = _("Picture: %(what)s") if is_picture else _("Elsewhere: %(what)s")
        label = label % {"what": words or address.rsplit("/", 1)[-1] or address or "?"}
        inside_link = any(parent.tag == "a" for parent in element.iterancestors())
        link = element.makeelement("span" if inside_link or not address.startswith(("http://", "https://")) else "a")
        if link.tag == "a":
            link.set("href", address)
        link.text, link.tail = label, element.tail
        element.getparent().replace(element, link)
    if pictures:
        body.remarks.append(_("%(number)s pictures became links") % {"number": pictures})
    if embeds:
        body.remarks.append(_("%(number)s embedded players became links") % {"number": embeds})


def _boxes_to_paragraphs(root: HtmlElement) -> None:
    """Boxes that hold text alone are paragraphs; the others fall away when the HTML is cleaned."""
    for element in list(root.iter(*_BOXES)):
        if element is not root and not any(inner.tag in _BLOCKS for inner in element.iterdescendants()):
            element.tag = "p"


def _blocks(root: HtmlElement, body: Body, base: str) -> Iterator[Block]:
    """Blocks in the order of the page; pieces of running text come as `text` and are joined afterwards."""
    if (root.text or "").strip():
        yield ("text", f"<p>{escape(root.text)}</p>")
    loose = ""
    for element in root:
        tag = element.tag
        if tag not in _BLOCKS:
            loose += _inline(element, base) + escape(element.tail or "")
            continue
        if loose.strip():
            yield ("text", f"<p>{loose}</p>")
        loose = escape(element.tail or "")
        yield from _block(element, body, base)
    if loose.strip():
        yield ("text", f"<p>{loose}</p>")


def _block(element: HtmlElement, body: Body, base: str) -> Iterator[Block]:
    tag, words = element.tag, " ".join(element.text_content().split())
    if tag == "hr":
        yield ("text", "<hr/>")
    elif not words:
        return
    elif tag in ("h1", "h2"):
        yield ("heading", MARK.sub("", words)[:160])
        yield from _left_over(words)
    elif tag in ("h3", "h4", "h5", "h6"):
        yield ("text", f"<h3>{_content(element, base)}</h3>")
    elif tag in ("ul", "ol"):
        yield ("text", _list(element, base))
    elif tag == "blockquote":
        body.remarks.append(_("a quote: say whose words they are"))
        yield ("quote", {"text": MARK.sub("", words), "source": "", "url": ""})
        yield from _left_over(words)
    elif tag == "table":
        body.remarks.append(_("a table became paragraphs"))
        for row in element.iter("tr"):
            cells = [_content(cell, base) for cell in row.iter("td", "th")]
            yield ("text", f"<p>{' · '.join(cell for cell in cells if cell.strip())}</p>")
    elif tag == "pre":
        yield ("text", f"<p>{'<br/>'.join(escape(line) for line in element.text_content().splitlines())}</p>")
    else:
        yield ("text", f"<p>{_content(element, base)}</p>")


def _left_over(words: str) -> Iterator[Block]:
    """The footnotes of words that cannot carry any stand right behind them."""
    marks = "".join(found[0] for found in MARK.finditer(words))
    if marks:
        yield ("text", f"<p>{marks}</p>")


def _joined(blocks: Iterator[Block]) -> Iterator[Block]:
    """Running text in one piece between headings and quotes."""
    text = ""
    for kind, value in blocks:
        if kind == "text":
            text += value
            continue
        if text:
            yield ("text", text)
        text = ""
        yield (kind, value)
    if text:
        yield ("text", text)


def _content(element: HtmlElement, base: str) -> str:
    """What an element holds, as the site's rich text."""
    inside = escape(element.text or "")
    for inner in element:
        if inner.tag in _BLOCKS and inside.strip():
            inside += "<br/>"
        inside += _inline(inner, base) + escape(inner.tail or "")
    return inside


def _inline(element: HtmlElement, base: str) -> str:
    tag, inside = element.tag, _content(element, base)
    if tag == "br":
        return "<br/>"
    if tag in _INLINE and inside.strip():
        return f"<{_INLINE[tag]}>{inside}</{_INLINE[tag]}>"
    if tag == "a":
        address = str(element.get("href") or "#")
        address = address if address.startswith(("#", "mailto:")) else urljoin(base, address)
        if address.startswith(("https://", "http://", "mailto:")) and inside.strip():
            return f'<a href="{escape(address)}">{inside}</a>'
    return inside


def _list(element: HtmlElement, base: str) -> str:
    lines = ""
    for item in element.iter("li"):
        if item.getparent() is not element:
            continue
        own = escape(item.text or "")
        for inner in item:
            own += _list(inner, base) if inner.tag in ("ul", "ol") else _inline(inner, base)
            own += escape(inner.tail or "")
        lines += f"<li>{own.strip()}</li>"
    return f"<{element.tag}>{lines}</{element.tag}>"


def _note(html: str, base: str) -> str:
    """A footnote: bold, italic and links, in one paragraph."""
    safe = fragment_fromstring(sanitise(html), create_parent="div", parser=_parser())
    return f"<p>{_content(safe, base).strip()}</p>"
