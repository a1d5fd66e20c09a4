"""Names that people gave to styles, master pages, tables, sections and marks: they name projects and employers."""

from __future__ import annotations

import re

from lxml import etree

from .packages import local

# The words of which the programs make the names of their own styles, in every language of their menus.
_OWN_WORDS = frozenset(
    """
    standard default style text body indent heading title subtitle caption list index contents header footer footnote
    endnote table frame graphics internet link visited quotations preformatted horizontal line numbering bullet emphasis
    strong source object marginalia signature sender addressee salutation drawing illustration figure hanging first
    numbering page number bibliography user result accent note status good bad neutral warning error hyperlink formula
    ole labels watermark landscape html envelope left right objectwitharrow objectwithshadow objectwithoutfill without
    fill objectwithoutfillandline with arrow shadow gray bw orange turquoise blue sun earth green seetang lightblue
    yellow headline measure filled outlined lines dashed outline symbols start end cont separator item definition
    teletype variable example entry citation placeholder characters character symbol anchor main and heads shapes notes
    background backgroundobjects outline subtitle paragraph font no normal level content
    """.split()
)
_AUTOMATIC = re.compile(
    r"M?(P|T|L|fr|gr|pr|dp|pm|ce|co|ro|ta|S|Sect|N|A|PM|DP|PL|WW|WWNum|a|h|g|c|r|d|ch|tx|rt)_?\d+(P\d+)?(_\d+)?|"
    r"RTF_Num_?[\d_ ]*"
)
DEFINED = {"style", "master-page", "page-layout", "list-style", "presentation-page-layout"}
# Attributes that point to a style or master page by its name; all others that do end with "style-name".
_POINTING = {"master-page-name", "page-layout-name", "presentation-page-layout-name"}
_MARKS = {"bookmark", "bookmark-start", "bookmark-end", "bookmark-ref", "reference-mark", "reference-mark-start"}
_MARKS |= {"reference-mark-end", "reference-ref"}


class FreshNames:
    """Learns from all parts first, then puts the new names wherever the old ones stand."""

    def __init__(self) -> None:
        self._styles: dict[str, str] = {}
        self._marks: dict[str, str] = {}

    def learn(self, root: etree._Element) -> None:
        """Styles and master pages that are not the program's own get numbers."""
        for element in root.iter(etree.Element):
            if local(element) in DEFINED:
                name = _value(element, "name")
                if name and not _is_own(name):
                    self._styles.setdefault(name, f"Own{len(self._styles) + 1}")

    def put(self, root: etree._Element) -> None:
        """Rename, here and in what points here."""
        for element in root.iter(etree.Element):
            name = local(element)
            for key, value in list(element.attrib.items()):
                attribute = etree.QName(key).localname
                if attribute == "display-name" and name in DEFINED:
                    if not _is_own(_value(element, "name")) or not _is_own(str(value)):
                        del element.attrib[key]
                elif attribute.endswith("style-name") or attribute in _POINTING or self._defines(name, attribute):
                    element.set(key, self._style(str(value)))
                elif (name in _MARKS and attribute in ("name", "ref-name")) or (
                    name == "section" and attribute == "name"
                ):
                    element.set(key, self._mark(str(value)))

    @staticmethod
    def _defines(name: str, attribute: str) -> bool:
        return name in DEFINED and attribute == "name"

    def _style(self, value: str) -> str:
        """A name of ours. The styles of a master page carry its name before a hyphen, and keep that bond."""
        if value in self._styles:
            whole = self._styles[value]
            master, hyphen, role = value.partition("-")
            return f"{self._styles[master]}-{role}" if hyphen and master in self._styles else whole
        return value

    def _mark(self, value: str) -> str:
        return self._marks.setdefault(value, f"mark{len(self._marks) + 1}")


def _is_own(name: str) -> bool:
    """Whether a program, not a person, chose this name."""
    words = re.findall(r"[^\W\d_]+", name.replace("_20_", " ").replace("_2d_", "-").replace("_5f_", "_"))
    return bool(_AUTOMATIC.fullmatch(name)) or all(word.lower() in _OWN_WORDS for word in words)


def _value(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if etree.QName(key).localname == name), "")
