"""Atom, RSS and WordPress exports, read into entries. The file is a stranger's: no entity, no network, bounded."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils import timezone
from django.utils.translation import gettext as _

from safety.words import one_line

ENTRIES_AT_MOST = 5000

_ATOM = "{http://www.w3.org/2005/Atom}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_RSS1 = "{http://purl.org/rss/1.0/}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_WORDPRESS = re.compile(r"\{http://wordpress\.org/export/[\d.]+/\}")
_EXCERPT = re.compile(r"\{http://wordpress\.org/export/[\d.]+/excerpt/\}encoded")
_TAGS = re.compile(r"<[^<>]*>")


class UnreadableFeed(ValueError):
    """The file is no feed that can be read; the message is a sentence for whoever imports it."""


@dataclass(frozen=True)
class Entry:
    """An article as its site tells it. `guid` is its name there; `html` is as dangerous as it came."""

    guid: str
    title: str
    html: str
    url: str = ""
    published: date | None = None
    authors: tuple[str, ...] = ()
    summary: str = ""
    licence: str = ""


@dataclass(frozen=True)
class ReadFeed:
    """What a file holds: the site's name, its articles, and how many things were no published articles."""

    title: str
    entries: list[Entry]
    passed_over: int = 0
    link: str = field(default="")


def read_feed(body: bytes) -> ReadFeed:
    """Read a file of any of the three formats. Raises UnreadableFeed."""
    try:
        root = fromstring(body, forbid_external=True, forbid_entities=True)
    except DefusedXmlException as danger:
        raise UnreadableFeed(_("This file declares entities, which no feed needs: it is refused.")) from danger
    except (ParseError, ValueError, LookupError) as error:
        raise UnreadableFeed(_("This file is not well-formed XML: %(error)s.") % {"error": error}) from error
    if root.tag == f"{_ATOM}feed":
        return _atom(root)
    channel = root.find("channel")
    if root.tag == "rss" and channel is not None:
        return _rss(channel, channel.findall("item"))
    rdf_channel = root.find(f"{_RSS1}channel")
    if rdf_channel is not None:
        return _rss(rdf_channel, root.findall(f"{_RSS1}item"), space=_RSS1)
    raise UnreadableFeed(_("This file is neither Atom nor RSS nor a WordPress export."))


def _text(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext()).strip()


def plain(markup: str) -> str:
    """HTML as one line of plain text."""
    return one_line(html.unescape(_TAGS.sub(" ", markup)))


def _moment(text: str) -> date | None:
    """RFC 3339 or RFC 822 into the day it was here."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text.strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        try:
            return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()
        except OverflowError:
            return None
    return None


def _atom_markup(element: Element | None) -> str:
    """The content of an Atom text construct as HTML."""
    if element is None:
        return ""
    kind = element.get("type", "text")
    if kind == "xhtml":
        for inner in element.iter():
            inner.tag = inner.tag.removeprefix(_XHTML)
        div = element.find("div")
        return tostring(div if div is not None else element, encoding="unicode")
    if kind in ("html", "text/html"):
        return _text(element)
    return "".join(f"<p>{html.escape(line)}</p>" for line in _text(element).splitlines() if line.strip())


def _atom(root: Element) -> ReadFeed:
    base = root.get("{http://www.w3.org/XML/1998/namespace}base", "")
    feed_authors = _names(root.findall(f"{_ATOM}author/{_ATOM}name"))
    entries = []
    for element in root.findall(f"{_ATOM}entry")[:ENTRIES_AT_MOST]:
        links = element.findall(f"{_ATOM}link")
        url = next((link.get("href", "") for link in links if link.get("rel", "alternate") == "alternate"), "")
        url = urljoin(base, url)
        published = element.find(f"{_ATOM}published")
        summary = _atom_markup(element.find(f"{_ATOM}summary"))
        content = element.find(f"{_ATOM}content")
        entries.append(
            Entry(
                guid=_text(element.find(f"{_ATOM}id")) or url,
                title=plain(_atom_markup(element.find(f"{_ATOM}title"))),
                html=_atom_markup(content) or summary,
                url=url,
                published=_moment(_text(published if published is not None else element.find(f"{_ATOM}updated"))),
                authors=_names(element.findall(f"{_ATOM}author/{_ATOM}name")) or feed_authors,
                summary=plain(summary) if content is not None else "",
                licence=plain(_text(element.find(f"{_ATOM}rights")) or _text(root.find(f"{_ATOM}rights"))),
            )
        )
    return ReadFeed(plain(_text(root.find(f"{_ATOM}title"))), entries)


def _names(elements: list[Element]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for element in elements if (name := _text(element))))


def _wordpress(element: Element, name: str) -> str:
    """The text of a WordPress field, whatever the version of the export."""
    return next((_text(one) for one in element if _WORDPRESS.sub("", str(one.tag)) == name and one.tag != name), "")


def _rss(channel: Element, items: list[Element], *, space: str = "") -> ReadFeed:
    known_authors = {
        _wordpress(author, "author_login"): _wordpress(author, "author_display_name")
        for author in channel
        if _WORDPRESS.fullmatch(str(author.tag).removesuffix("author"))
    }
    entries, passed_over = [], 0
    for item in items[:ENTRIES_AT_MOST]:
        kind, state = _wordpress(item, "post_type"), _wordpress(item, "status")
        if kind not in ("", "post") or state not in ("", "publish"):
            passed_over += 1
            continue
        entries.append(_rss_entry(item, space=space, known_authors=known_authors, channel=channel))
    return ReadFeed(plain(_text(channel.find(f"{space}title"))), entries, passed_over)


def _rss_entry(item: Element, *, space: str, known_authors: dict[str, str], channel: Element) -> Entry:
    url = _text(item.find(f"{space}link"))
    description = _text(item.find(f"{space}description"))
    whole = _text(item.find(_CONTENT))
    excerpt = next((_text(one) for one in item if _EXCERPT.fullmatch(str(one.tag))), "")
    told = _text(item.find("pubDate")) or _text(item.find(f"{_DC}date")) or _wordpress(item, "post_date")
    authors = _names(item.findall(f"{_DC}creator")) or _names(item.findall("author"))
    return Entry(
        guid=_text(item.find("guid")) or url,
        title=plain(_text(item.find(f"{space}title"))),
        html=whole or description,
        url=url,
        published=_moment(told),
        authors=tuple(known_authors.get(author) or author for author in authors),
        summary=plain(excerpt or (description if whole else "")),
        licence=plain(_text(item.find(f"{_DC}rights")) or _text(channel.find(f"{space}copyright"))),
    )
