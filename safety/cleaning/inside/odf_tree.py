"""OpenDocument in one spelling: our prefixes, the standard's vocabularies alone, words kept in their order."""

from __future__ import annotations

import re

from lxml import etree

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = {
    short: f"{_OASIS}{name}:1.0"
    for short, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
        ("number", "datastyle"),
        ("presentation", "presentation"),
        ("svg", "svg-compatible"),
        ("chart", "chart"),
        ("dr3d", "dr3d"),
        ("form", "form"),
    )
} | {"xlink": "http://www.w3.org/1999/xlink", "math": "http://www.w3.org/1998/Math/MathML"}
_KNOWN = frozenset(SPACES.values())
_XML = "http://www.w3.org/XML/1998/namespace"
_MEASURED = re.compile(r"(-?[\d.]+)(cm|mm|in|pt|pc|px)")
_POINTS = {"cm": 72 / 2.54, "mm": 7.2 / 2.54, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75}
# Vendors' elements that only wrap words which are seen.
_WRAPS = {"content-control"}


def canonical(root: etree._Element) -> etree._Element:
    """The same part in a fresh tree. Other vocabularies stay behind with all they hold; the words after them stay."""
    fresh = etree.Element(root.tag, nsmap=SPACES)
    _copy(root, fresh)
    return fresh


def _copy(root: etree._Element, fresh: etree._Element) -> None:
    waiting = [(root, fresh)]
    while waiting:
        old, new = waiting.pop()
        new.text = old.text
        for key, value in old.attrib.items():
            space = etree.QName(key).namespace
            if space is None or space in _KNOWN or space == _XML:
                new.set(key, str(value))
        for child in _unwrapped(old):
            if isinstance(child, str):
                _append(new, child)
            else:
                copy = etree.SubElement(new, child.tag)
                waiting.append((child, copy))


def _unwrapped(old: etree._Element) -> list[etree._Element | str]:
    """Children and the words between them, as they are read."""
    told: list[etree._Element | str] = []
    waiting: list[etree._Element | str] = list(reversed(old))
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            told.append(item)
            continue
        tail = [item.tail] if item.tail else []
        if isinstance(item.tag, str) and (etree.QName(item).namespace or "") in _KNOWN:
            told += [item, *tail]
        elif isinstance(item.tag, str) and etree.QName(item).localname in _WRAPS:
            waiting += [*tail, *reversed(item)]
            told += [item.text] if item.text else []
        else:
            told += tail
    return told


def _append(holder: etree._Element, words: str) -> None:
    if len(holder):
        holder[-1].tail = (holder[-1].tail or "") + words
    else:
        holder.text = (holder.text or "") + words


def attribute(element: etree._Element | None, name: str) -> str:
    """An attribute by its local name; empty when it is not there."""
    if element is None:
        return ""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def points(text: str) -> float | None:
    """A length in points, None when it is none."""
    found = _MEASURED.fullmatch(text.strip())
    try:
        return float(found.group(1)) * _POINTS[found.group(2)] if found else None
    except ValueError:
        return None


def named(root: etree._Element, *names: str) -> list[etree._Element]:
    """All elements with one of these local names, as a list that stands still while they are removed."""
    return [item for item in root.iter(etree.Element) if str(item.tag).rpartition("}")[2] in names]
