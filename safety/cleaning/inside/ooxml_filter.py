"""The last pass over a part of an Office Open XML file: what is on no list of what may stay goes.

Words stay in the elements that show them. Attributes say numbers, colours, cells and words of the standard; names that
hold a part together (of guides, of the points of a diagram) become ours, and all others go.
"""

from __future__ import annotations

import re

from lxml import etree

from .keywords import is_geometry, is_plain_font, is_word, plain_font, says_nothing
from .ooxml_tree import PREFIXES
from .packages import local, remove

_XML = "{http://www.w3.org/XML/1998/namespace}"
# What a reader sees, and codes that earlier passes have judged.
_SHOWS_WORDS = {
    f"{{{PREFIXES[short]}}}{name}"
    for short, names in (
        ("w", "t instrText"),
        ("a", "t"),
        ("m", "t"),
        ("x", "t v f formula definedName oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter"),
        ("c", "v f formatCode"),
    )
    for name in names.split()
}
_JUDGED = {
    ("lvlText", "val"), ("sheet", "name"), ("numFmt", "formatCode"), ("textpath", "string"), ("pStyle", "val"),
    ("rStyle", "val"), ("tblStyle", "val"), ("basedOn", "val"), ("next", "val"), ("link", "val"), ("style", "styleId"),
    ("styleLink", "val"), ("numStyleLink", "val"), ("fldSimple", "instr"), ("bookmarkStart", "name"),
    ("hyperlink", "anchor"), ("hyperlink", "location"), ("table", "name"), ("table", "displayName"),
    ("tableColumn", "name"), ("docPr", "name"), ("cNvPr", "name"), ("definedName", "name"), ("cellStyle", "name"),
    ("compatSetting", "name"), ("compatSetting", "uri"), ("theme", "name"), ("clrScheme", "name"),
    ("fontScheme", "name"), ("fmtScheme", "name"),
}  # fmt: skip
_ONE_SIGN = {("buChar", "char"), ("chr", "val"), ("begChr", "val"), ("endChr", "val"), ("sepChr", "val")}
_PICTURES = re.compile(
    r"http://schemas\.openxmlformats\.org/(drawingml|presentationml)/2006/\w+|"
    r"http://purl\.oclc\.org/ooxml/(drawingml|presentationml)/\w+|"
    r"http://schemas\.microsoft\.com/office/word/2010/wordprocessing\w+|\w{1,3}"
)
_GUIDES = {"gd", "pt", "rect", "arcTo", "ahXY", "ahPolar", "pos", "cxn"}
_LINKED = {
    "modelId", "srcId", "destId", "parTransId", "sibTransId", "presId", "presAssocID", "presName", "presStyleLbl",
    "presParID", "name", "forName", "refForName", "styleLbl", "moveWith", "uniqueId", "loTypeId", "qsTypeId",
    "csTypeId", "loCatId", "qsCatId", "csCatId", "type", "ptType", "refPtType", "val", "arg", "for", "refFor", "axis",
}  # fmt: skip
_GUID = re.compile(r"\{[0-9A-Fa-f-]{36}\}")
# The two looks of tables that PowerPoint knows without a definition in the file, and that nearly every file names.
_USUAL_LOOKS = {"{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}", "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"}
_LOOKS = re.compile(r"(Table|Pivot)Style(Light|Medium|Dark)\d{1,2}")


class NeutralNames:
    """Names that only hold parts together, by numbers of ours; the same old name gets the same new one."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, value: str, stem: str = "g") -> str:
        """The new name."""
        return self._known.setdefault(value, f"{stem}{len(self._known) + 1}")


def keep_what_may_stay(root: etree._Element, names: NeutralNames) -> None:
    """Apply the lists to a whole part."""
    for element in list(root.iter(etree.Element)):
        if element is not root and not is_word(local(element)):
            remove(element)
    diagram = (etree.QName(root).namespace or "") == PREFIXES["dgm"]
    for element in root.iter(etree.Element):
        _judge_words(element, names)
        for key, value in list(element.attrib.items()):
            kept = _judged(element, str(key), str(value), names, diagram=diagram)
            if kept is None:
                del element.attrib[key]
            elif kept != value:
                element.set(key, kept)


def _judge_words(element: etree._Element, names: NeutralNames) -> None:
    text = element.text
    if text and text.strip() and str(element.tag) not in _SHOWS_WORDS:
        if local(element) == "tableStyleId":
            element.text = _look(text, names)
        elif not says_nothing(text):
            element.text = None
    if element.tail and element.tail.strip():
        element.tail = None  # no vocabulary here mixes words with elements


def _judged(element: etree._Element, key: str, value: str, names: NeutralNames, *, diagram: bool) -> str | None:
    """What becomes of an attribute: itself, another value, or None when it goes."""
    space, _, name = key.rpartition("}")
    owner = local(element)
    if space == "{" + PREFIXES["r"] or key == "{" + PREFIXES["o"] + "}relid":
        return value  # earlier passes put these
    if key == _XML + "space":
        return value if value in ("preserve", "default") else None
    if key == _XML + "id" or name in ("macro", "textlink") or not is_word(name):
        return None
    if name in ("typeface", "ascii", "hAnsi", "eastAsia", "cs", "font") or (
        owner in ("name", "rFont") and name == "val"
    ):
        return _font(element, owner, name, value)
    if (owner, name) in _JUDGED:
        return value
    if (owner, name) in _ONE_SIGN:
        return value if len(value) <= 2 else value[:1]
    if (etree.QName(element).namespace or "").startswith("urn:schemas-microsoft-com"):
        return _of_drawing(name, value, names)
    if diagram and name in _LINKED:
        return value if says_nothing(value) and len(value) < 40 else names.of(value)
    if name == "uri" and owner == "graphicData":
        return value if _PICTURES.fullmatch(value) else None
    if name in ("def", "styleId") and _GUID.fullmatch(value):
        return _look(value, names)
    if owner in _GUIDES:
        return _guide(name, value, names)
    if owner == "tableStyleInfo" and name == "name":
        return value if _LOOKS.fullmatch(value) else None
    return value if says_nothing(value) and len(value) < 200 else None


def _look(value: str, names: NeutralNames) -> str:
    """The number of a look of tables: one that a house made says which house."""
    if value in _USUAL_LOOKS:
        return value
    count = re.sub(r"\D", "", names.of(value, "look"))
    return f"{{00000000-0000-4000-8000-{int(count or 0):012d}}}"


def _font(element: etree._Element, owner: str, name: str, value: str) -> str | None:
    # `name` of a style in Word has been judged with the styles; `cs` and `font` are switches elsewhere.
    if owner == "name" and (etree.QName(element).namespace or "") == PREFIXES["w"]:
        parent = element.getparent()
        return value if parent is not None and local(parent) == "style" else None
    if name in ("cs", "font") and says_nothing(value):
        return value
    return value if is_plain_font(value) else plain_font(value)


def _of_drawing(name: str, value: str, names: NeutralNames) -> str | None:
    """The drawings of before 2007 write styles as in a web page, and tie shapes to their types by names."""
    if name in ("id", "type", "spid"):
        known = re.fullmatch(r"#?_x0000_[a-z]{1,2}\d+", value)
        return value if known else ("#" if value.startswith("#") else "") + names.of(value.lstrip("#"), "s")
    if name == "style":
        return _style(value)
    return value if is_geometry(value) else None


def _style(value: str) -> str:
    kept = []
    for piece in value.split(";"):
        what, _, how = piece.partition(":")
        if what.strip() == "font-family":
            kept.append(f"font-family:{plain_font(how)}")
        elif says_nothing(what) and says_nothing(how):
            kept.append(f"{what.strip()}:{how.strip()}")
    return ";".join(kept)


def _guide(name: str, value: str, names: NeutralNames) -> str | None:
    """Guides of a free shape have names that its maker chose, and formulas that use them."""
    if name == "name":
        return value if says_nothing(value) else names.of(value)
    return " ".join(piece if says_nothing(piece) else names.of(piece) for piece in value.split())
