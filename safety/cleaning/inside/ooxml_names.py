"""Names that people gave to things in a Word document: styles, bookmarks, lists, fields. All become ours.

Only names of Word's own styles stay. Their identifiers, which differ in every language, are made from these names.
"""

from __future__ import annotations

import re

from lxml import etree

from .job import Job
from .ooxml_tree import child, every, is_on, value_of
from .packages import local, remove

_BUILT_IN = frozenset(
    """
    normal|title|subtitle|strong|emphasis|hyperlink|followedhyperlink|caption|header|footer|page number|line number|
    footnote text|footnote reference|endnote text|endnote reference|annotation text|annotation reference|
    annotation subject|balloon text|body text|body text indent|body text first indent|body text first indent 2|
    block text|closing|signature|default paragraph font|normal table|no list|normal (web)|normal indent|table grid|
    table normal|list|list bullet|list number|list continue|list paragraph|quote|intense quote|subtle emphasis|
    intense emphasis|subtle reference|intense reference|book title|bibliography|toc heading|no spacing|plain text|
    document map|macro|macro text|message header|salutation|date|table of figures|table of authorities|toa heading|
    envelope address|envelope return|e-mail signature|html top of form|html bottom of form|html acronym|
    html address|html cite|html code|html definition|html keyboard|html preformatted|html sample|html typewriter|
    html variable|outline list 1|outline list 2|outline list 3|placeholder text|revision|table theme|table simple 1|
    table classic 1|table web 1|grid table light|table grid light|plain table|index heading|heading|index|text body|
    table contents|table heading|note heading|default|standard|internet link|visited internet link
    """.replace("\n", "").split("|")
)  # fmt: skip
_OWN = frozenset(name.strip() for name in _BUILT_IN)
_NUMBERED = re.compile(
    r"(heading|toc|index|list bullet|list number|list continue|list|body text|body text indent|plain table|"
    r"table (grid|list|columns|simple|classic|web|colorful|3d effects|subtle)|"
    r"(list|grid) table \d (light|dark|colorful)?|(light|medium|dark|colorful) (shading|list|grid)( \d)?)"
    r"( ?\d)?( accent \d| - accent \d)?"
)
_POINTERS = {"pStyle", "rStyle", "tblStyle", "basedOn", "next", "link", "styleLink", "numStyleLink"}
_PROGRAMS_MARK = re.compile(r"_(Toc|Ref|Hlk)\d{1,15}|_GoBack")
_LEVEL_WORDS = re.compile(r"[^\W\d_]{2,}")


class WordNames:
    """Gives the names of one document new ones, the same in all its parts."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._styles: dict[str, tuple[str, str]] = {}
        self._marks: dict[str, str] = {}

    def learn(self, styles: etree._Element | None) -> None:
        """Choose an identifier and a name for every style."""
        taken: set[str] = set()
        count = 0
        for style in [] if styles is None else list(styles):
            if local(style) != "style":
                continue
            name = value_of(child(style, "name"), "val")
            plain = name.casefold().strip()
            own = (plain in _OWN or bool(_NUMBERED.fullmatch(plain))) and value_of(style, "customStyle") not in (
                "1",
                "true",
            )
            identifier = "".join(part[:1].upper() + part[1:] for part in re.findall(r"\w+", name)) if own else ""
            if not identifier or identifier in taken:
                count += 1
                identifier, name = f"Style{count}", f"Style{count}"
                self._job.note("names", int(not own))
            taken.add(identifier)
            self._styles.setdefault(value_of(style, "styleId"), (identifier, name))

    def put(self, root: etree._Element) -> None:
        """Rename in one part."""
        for element in list(root.iter(etree.Element)):
            name = local(element)
            if name == "style":
                self._rename_style(element)
            elif name in _POINTERS:
                known = self._styles.get(value_of(element, "val"))
                if known is None:
                    remove(element)
                else:
                    _put(element, "val", known[0])
            elif name == "bookmarkStart":
                _put(element, "name", self._mark(value_of(element, "name")))
            elif name == "hyperlink" and value_of(element, "anchor"):
                _put(element, "anchor", self._mark(value_of(element, "anchor")))
            elif name in ("instrText", "fldSimple"):
                self._rename_in_code(element)
            elif name == "lvl":
                self._judge_level(element)
            elif name in ("latentStyles", "aliases", "nsid", "tmpl") or (
                name == "name" and local(element.getparent()) == "abstractNum"
            ):
                remove(element)

    def _rename_style(self, style: etree._Element) -> None:
        known = self._styles.get(value_of(style, "styleId"))
        if known is None:
            remove(style)
            return
        _put(style, "styleId", known[0])
        if (name := child(style, "name")) is not None:
            _put(name, "val", known[1])

    def _mark(self, name: str) -> str:
        if _PROGRAMS_MARK.fullmatch(name):
            return name
        return self._marks.setdefault(name, f"mark{len(self._marks) + 1}")

    def _rename_in_code(self, element: etree._Element) -> None:
        code = (element.text or "") if local(element) == "instrText" else value_of(element, "instr")
        found = re.match(r'(\s*(?:REF|PAGEREF|NOTEREF)\s+|\s*HYPERLINK\s+\\l\s+"?)([^\s"\\]+)', code)
        if found:
            code = found.group(1) + self._mark(found.group(2)) + code[found.end() :]
        if local(element) == "instrText":
            element.text = code
        else:
            _put(element, "instr", code)

    @staticmethod
    def _judge_level(level: etree._Element) -> None:
        """A list's label whose number is hidden is not seen; nor is it kept."""
        label = child(level, "lvlText")
        if label is not None and is_on(child(level, "rPr", "vanish")):
            _put(label, "val", "")


def forget_unused_lists(numbering: etree._Element, used: set[tuple[str, str]]) -> None:
    """Labels of lists and levels that no paragraph and no style uses are seen nowhere: those with words in them go.

    `used` has pairs of a list's number and a level.
    """
    lists = {
        value_of(item, "numId"): value_of(child(item, "abstractNumId"), "val")
        for item in numbering
        if local(item) == "num"
    }
    kept = {(lists[number], level) for number, level in used if number in lists}
    known = {of for of, _ in kept}
    for item in numbering:
        for level in every(item, "lvl"):
            place, label = value_of(level, "ilvl") or "0", child(level, "lvlText")
            own = (value_of(item, "abstractNumId"), place) if local(item) == "abstractNum" else None
            seen = own in kept or (value_of(item, "numId"), place) in used
            seen = seen or (child(level, "pStyle") is not None and value_of(item, "abstractNumId") in known)
            if label is not None and not seen and _LEVEL_WORDS.search(value_of(label, "val")):
                _put(label, "val", "")


def _put(element: etree._Element, name: str, value: str) -> None:
    for key in element.attrib:
        if str(key).rpartition("}")[2] == name:
            element.set(key, value)
