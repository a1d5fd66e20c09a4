"""One spelling for all Office Open XML: the strict variant's names become the usual ones, prefixes become ours.

The strict variant has addresses of its own for every vocabulary, and whoever writes a file chooses its prefixes: a
prefix can hold a name. Each part is copied into a fresh tree.
"""

from __future__ import annotations

import re

from lxml import etree

OFFICE = "http://schemas.openxmlformats.org/"
PREFIXES = {
    "w": OFFICE + "wordprocessingml/2006/main",
    "x": OFFICE + "spreadsheetml/2006/main",
    "p": OFFICE + "presentationml/2006/main",
    "a": OFFICE + "drawingml/2006/main",
    "r": OFFICE + "officeDocument/2006/relationships",
    "m": OFFICE + "officeDocument/2006/math",
    "wp": OFFICE + "drawingml/2006/wordprocessingDrawing",
    "xdr": OFFICE + "drawingml/2006/spreadsheetDrawing",
    "cdr": OFFICE + "drawingml/2006/chartDrawing",
    "c": OFFICE + "drawingml/2006/chart",
    "pic": OFFICE + "drawingml/2006/picture",
    "dgm": OFFICE + "drawingml/2006/diagram",
    "lc": OFFICE + "drawingml/2006/lockedCanvas",
    "mc": OFFICE + "markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "w10": "urn:schemas-microsoft-com:office:word",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "wpc": "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas",
}
_KNOWN = frozenset(PREFIXES.values())
_WORD_2010 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_WORD_2012 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
FOLDED = f"{{{PREFIXES['w']}}}folded"  # our word for a heading that shows nothing of what stands under it
_STRICT = "http://purl.oclc.org/ooxml/"
_XML = "http://www.w3.org/XML/1998/namespace"
_MEASURED = re.compile(r"(-?[\d.]+)(pt|in|cm|mm|pc|pi)")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "pc": 12.0, "pi": 12.0}


def canonical(root: etree._Element) -> etree._Element:
    """The same part with usual names and our prefixes; vocabularies that no standard part has stay behind.

    Elements of other vocabularies go with all they hold, except the two that offer a choice of descriptions (mc).
    """
    main = etree.QName(_usual(str(root.tag))).namespace or ""
    spaces: dict[str | None, str] = {short: name for short, name in PREFIXES.items() if name != main or short != "x"}
    if main == PREFIXES["x"]:
        spaces[None] = main
    fresh = etree.Element(_usual(str(root.tag)), nsmap=spaces)
    waiting = [(root, fresh)]
    while waiting:
        old, new = waiting.pop()
        new.text = old.text
        for key, value in old.attrib.items():
            name = _usual(str(key))
            space = etree.QName(name).namespace
            if space is None or space in _KNOWN and space != PREFIXES["mc"] or space == _XML:
                new.set(name, str(value))
        for child in old:
            if not isinstance(child.tag, str):
                continue
            tag = _usual(child.tag)
            if (etree.QName(tag).namespace or "") in _KNOWN:
                copy = etree.SubElement(new, tag)
                copy.tail = child.tail
                waiting.append((child, copy))
            elif tag == _WORD_2010 + "textFill":
                _fill_text(old, child, new)
            elif tag == _WORD_2012 + "collapsed" and is_on(child) is not False:
                etree.SubElement(new, FOLDED)
    return fresh


def _fill_text(old: etree._Element, fill: etree._Element, new: etree._Element) -> None:
    """Say in the standard's own words what newer programs draw instead of the colour of a run."""
    outline = next((item for item in old if str(item.tag) == _WORD_2010 + "textOutline"), None)
    if any(str(item.tag) == _WORD_2010 + "solidFill" for item in ([] if outline is None else outline)):
        return
    clear = [value_of(item, "val") for item in fill.iter(_WORD_2010 + "alpha")]  # here, how much shines through
    if child(fill, "noFill") is not None or any((number(value, percent=1000) or 0) > 94_000 for value in clear):
        etree.SubElement(new, f"{{{PREFIXES['w']}}}vanish")
        return
    colours = {
        value_of(item, "val")
        for name in ("srgbClr", "schemeClr")
        for item in fill.iter(_WORD_2010 + name)
        if not len(item)
    }
    stops = [item for item in fill.iter(etree.Element) if _local(item) in ("srgbClr", "schemeClr")]
    if len(colours) != 1 or any(len(item) for item in stops):
        return
    for item in [item for item in new if _local(item) == "color"]:
        new.remove(item)
    (colour,) = colours
    mark = etree.SubElement(new, f"{{{PREFIXES['w']}}}color")
    mark.set(f"{{{PREFIXES['w']}}}{'val' if len(colour) == 6 else 'themeColor'}", colour)


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _usual(name: str) -> str:
    if not name.startswith("{" + _STRICT):
        return name
    space, _, tail = name[1:].partition("}")
    head, _, last = space.removeprefix(_STRICT).partition("/")
    return f"{{{OFFICE}{head}/2006/{last}}}{tail}"


def number(value: str | None, *, percent: float = 1.0, unit: float = 1.0) -> float | None:
    """An attribute as a number. `percent` says what 1 % counts, `unit` how many of the number a point has."""
    text = (value or "").strip()
    try:
        if text.endswith("%"):
            return float(text[:-1]) * percent
        if found := _MEASURED.fullmatch(text):
            return float(found.group(1)) * _POINTS[found.group(2)] * unit
        return float(text)
    except ValueError:
        return None


def value_of(element: etree._Element | None, name: str) -> str:
    """An attribute by its local name, whatever its vocabulary; empty when it is not there."""
    if element is None:
        return ""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element down this path of local names."""
    for name in path:
        if element is None:
            return None
        element = next((item for item in element if str(item.tag).rpartition("}")[2] == name), None)
    return element


def every(root: etree._Element | None, *names: str) -> list[etree._Element]:
    """All elements with one of these local names, as a list that stands still while they are removed."""
    if root is None:
        return []
    return [item for item in root.iter(etree.Element) if str(item.tag).rpartition("}")[2] in names]


def is_on(element: etree._Element | None) -> bool | None:
    """A switch of Word: None where it is not there, on where it has no value."""
    if element is None:
        return None
    return value_of(element, "val").lower() not in ("0", "false", "off", "none")


def said(root: etree._Element) -> bool:
    """Whether an element holds words or pictures of its own."""
    for item in root.iter(etree.Element):
        name = str(item.tag).rpartition("}")[2]
        if name in ("t", "delText", "v") and (item.text or "").strip():
            return True
        if name in ("blip", "imagedata", "object", "chart", "relIds", "textpath"):
            return True
    return False
