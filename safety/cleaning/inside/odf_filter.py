"""The last pass over a part of an OpenDocument file: what is on no list of what may stay goes.

Words stay in the elements that show them. Names become ours, the same in all parts; other attributes say numbers,
colours and words of the standard.
"""

from __future__ import annotations

import re

from lxml import etree

from .keywords import is_geometry, is_plain_font, is_word, plain_font, says_nothing
from .odf_tree import SPACES, attribute
from .packages import local, remove

_SHOWS_WORDS = {
    f"{{{SPACES[short]}}}{name}"
    for short, names in (
        ("text", "p h span a ruby-base ruby-text page-number page-count bookmark-ref reference-ref note-ref"),
        ("text", "note-citation number sheet-name chapter"),
        ("math", "mi mn mo mtext ms"),
        ("number", "text currency-symbol"),
        ("presentation", "footer-decl header-decl date-time-decl"),
    )
    for name in names.split()
}
_MATHS = {
    "semantics", "mrow", "mtext", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup", "munder", "mover",
    "munderover", "mtable", "mstyle", "mfenced", "mspace", "math", "merror", "mpadded",
}  # fmt: skip
_DRAWN = {
    "d", "points", "viewBox", "enhanced-path", "modifiers", "formula", "text-areas", "glue-points", "transform",
    "path-stretchpoint-x", "path-stretchpoint-y",
}  # fmt: skip
_SHORT = {"num-prefix": 24, "num-suffix": 24, "bullet-char": 2, "decimal-replacement": 4, "leader-text": 2}
_POINTS_TO_NAMES = {
    "marker-start", "marker-end", "stroke-dash", "stroke-dash-names", "layer", "start-shape", "end-shape", "id",
    "continue-list", "list-id", "ref-name", "master-page-name",
}  # fmt: skip
_TIMES = re.compile(r"[\dTPHMSYDZ.:eE+-]{1,40}")
_LAYERS = {"layout", "background", "backgroundobjects", "controls", "measurelines"}


class OdfNames:
    """Names that hold parts together, by ours; those that programs chose themselves stay."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self.sheets: set[str] = {"local-table"}

    def address(self, value: str) -> str | None:
        """A range of cells when it names visible sheets or a chart's own table alone."""
        named = re.findall(r"(?:^|[ :])\$?('(?:[^']|'')+'|[^\s.:$']+)\.", value)
        seen = all(name.strip("'").replace("''", "'").casefold() in self.sheets for name in named)
        rest = re.sub(r"'(?:[^']|'')+'|[^\s.:$']+(?=\.)", "", value)
        return value if seen and says_nothing(rest) else None

    def of(self, value: str) -> str:
        """The new name."""
        if says_nothing(value) or value in _LAYERS or re.fullmatch(r"(Own|mark|local-table)\d*(-\w+)?", value):
            return value
        return self._known.setdefault(value, f"name{len(self._known) + 1}")


def keep_what_may_stay(root: etree._Element, names: OdfNames, styles: set[str], *, sheets: bool) -> None:
    """Apply the lists to a part. `styles` are names that stand already for styles; `sheets` keeps tables' names."""
    for element in list(root.iter(etree.Element)):
        name, space = local(element), etree.QName(element).namespace or ""
        if element is root:
            continue
        if not (is_word(name) or (space == SPACES["math"] and name in _MATHS)) or name in (
            "mphantom",
            "annotation",
            "maction",
        ):
            remove(element)
        elif name == "map" and not says_nothing(attribute(element, "condition")):
            remove(element)
    _plain_fonts(root)
    for element in root.iter(etree.Element):
        _judge_words(element)
        for key, value in list(element.attrib.items()):
            kept = _judged(element, str(key), str(value), names, styles, sheets=sheets)
            if kept is None:
                del element.attrib[key]
            elif kept != value:
                element.set(key, kept)


def _plain_fonts(root: etree._Element) -> None:
    """One entry for each font: several that became the same would be an error."""
    seen = set()
    for face in [item for item in root.iter(etree.Element) if local(item) == "font-face"]:
        name = attribute(face, "name")
        fresh = name if is_plain_font(name) else "Arial"
        if fresh in seen:
            remove(face)
        seen.add(fresh)


def _judge_words(element: etree._Element) -> None:
    shows = str(element.tag) in _SHOWS_WORDS
    if element.text and element.text.strip() and not shows and not says_nothing(element.text):
        element.text = None
    if local(element) == "text" and (etree.QName(element).namespace or "") == SPACES["number"]:
        element.text = re.sub(r"[^\W\d_]{5,}", "", element.text or "") or None
    for item in element:
        if item.tail and item.tail.strip() and not shows:
            item.tail = None


def _judged(
    element: etree._Element, key: str, value: str, names: OdfNames, styles: set[str], *, sheets: bool
) -> str | None:
    space, _, name = key.lstrip("{").rpartition("}")
    owner = local(element)
    if space == SPACES["xlink"] and name == "href":
        return value  # judged where it leads
    if name in ("name", "display-name") and owner == "font-face" or re.match(r"font-(name|family)", name):
        bare = value.strip("'\"")
        return value if is_plain_font(bare) or (name.startswith("font-family-generic")) else plain_font(bare)
    if name in ("display-name", "string-value", "condition", "user-name", "class-names", "font-adornments", "clip"):
        return None
    if name == "name" and owner == "table" and sheets:
        return value
    if name == "name" and owner in ("database-range", "equation"):
        return value if says_nothing(value) or value.startswith("Range") else names.of(value)
    if name in _SHORT:
        return value[: _SHORT[name]]
    if name.endswith(("cell-address", "cell-range-address", "range-address", "print-ranges")):
        return names.address(value)
    if name in ("value", "date-value", "time-value", "boolean-value"):
        return value if _TIMES.fullmatch(value) or value in ("true", "false") else None
    if name == "formula" and owner != "equation":
        return value if sheets else None
    if value in styles and (name.endswith("style-name") or name in ("name", "master-page-name", "page-layout-name")):
        return value
    if name.endswith("name") or name in _POINTS_TO_NAMES:
        return names.of(value) if value else value
    if name in _DRAWN or name.startswith("handle-"):
        return value if is_geometry(value) else None
    if name == "type" and owner == "enhanced-geometry":
        return value if says_nothing(value) else "non-primitive"
    return value if says_nothing(value) and len(value) < 400 else None
