"""Word's automatic fields: page numbers and cross-references stay, all others become the text that they showed.

A field's code may hold a folder, a server or a name, and is computed anew on the machine of whoever opens the file.
"""

from __future__ import annotations

import re

from lxml import etree

from .job import Job
from .packages import local, remove, unwrap

_KEPT = re.compile(
    r"\s*((PAGE|NUMPAGES|SECTION|SECTIONPAGES|AUTONUM|AUTONUMLGL|AUTONUMOUT|LISTNUM)"
    r"|(REF|PAGEREF|NOTEREF)\s+(\w+)|HYPERLINK\s+\\l\s+\"?(\w+)\"?"
    r"|SYMBOL\s+\w{1,6}(\s+\\f\s+\"(Symbol|Wingdings( [23])?|Webdings)\")?|EQ\s+[^\"]{1,200}?)"
    r"(\s*(\\[hnprwdtof]\b|\\[*#@]\s*\"?"
    r"(MERGEFORMAT|Arabic|roman|ROMAN|alphabetic|ALPHABETIC|Ordinal|CHARFORMAT|[0#,. ]{1,9})\"?"
    r"|\\[suh]\s+\d+))*\s*"
)
_CONTENTS = re.compile(r"\s*TOC\b")
# Entries for an index are written between the words of a text, hidden, and shown only in the index.
_ENTRIES = {"XE", "TC", "RD", "TA"}
# What these showed was written by the machine about its owner, not by the author.
_EMPTIED = {
    "AUTHOR",
    "LASTSAVEDBY",
    "USERNAME",
    "USERINITIALS",
    "USERADDRESS",
    "FILENAME",
    "TEMPLATE",
    "DOCPROPERTY",
    "INFO",
}
_EMPTIED |= {
    "SAVEDATE",
    "CREATEDATE",
    "PRINTDATE",
    "EDITTIME",
    "REVNUM",
    "COMMENTS",
    "KEYWORDS",
    "TITLE",
    "SUBJECT",
    "DOCVARIABLE",
}
_EMPTIED |= {
    "INCLUDEPICTURE",
    "INCLUDETEXT",
    "LINK",
    "DDE",
    "DDEAUTO",
    "IMPORT",
    "DATABASE",
    "EMBED",
    "MACROBUTTON",
    "FILESIZE",
}


def flatten_fields(root: etree._Element, job: Job) -> None:
    """Replace the fields of a part that are not plainly about its pages."""
    for field in [item for item in root.iter(etree.Element) if local(item) == "fldSimple"]:
        code = next((str(value) for key, value in field.attrib.items() if etree.QName(key).localname == "instr"), "")
        if not _stays(code):
            job.note("fields")
            if _kind(code) in _EMPTIED | _ENTRIES and job.thorough:
                remove(field)
            else:
                unwrap(field)
        elif _CONTENTS.match(code):
            for key in field.attrib:
                if etree.QName(key).localname == "instr":
                    field.set(key, neutral_code(code))
    _flatten_complex(root, job)


def neutral_code(code: str) -> str:
    """A table of contents may name styles and marks; it is made again from the headings."""
    return r' TOC \o "1-3" \h \z \u ' if _CONTENTS.match(code) else code


def tells_of_owner(code: str) -> bool:
    """Whether what this field shows was written by the machine about its owner and its folders."""
    return _kind(code) in _EMPTIED


def _kind(code: str) -> str:
    words = code.strip().split()
    return words[0].upper() if words else ""


def _stays(code: str) -> bool:
    return bool(_KEPT.fullmatch(code) or _CONTENTS.match(code)) and not re.search(r"[\\/]{2}|[A-Za-z]:\\|\w/\w", code)


def _flatten_complex(root: etree._Element, job: Job) -> None:
    """Fields made of runs: begin, code, separator, result, end; they nest."""
    open_fields: list[dict[str, list[etree._Element] | str | bool]] = []
    doomed: list[etree._Element] = []
    for element in root.iter(etree.Element):
        name = local(element)
        if name == "fldChar":
            kind = next(
                (str(value) for key, value in element.attrib.items() if etree.QName(key).localname == "fldCharType"), ""
            )
            if kind == "begin":
                open_fields.append({"code": "", "marks": [element], "codes": [], "result": [], "shown": False})
            elif open_fields and kind == "separate":
                open_fields[-1]["shown"] = True
                _list(open_fields[-1], "marks").append(element)
            elif open_fields and kind == "end":
                field = open_fields.pop()
                _list(field, "marks").append(element)
                if not _stays(str(field["code"])):
                    job.note("fields")
                    doomed += _list(field, "marks") + _list(field, "codes")
                    if _kind(str(field["code"])) in _EMPTIED and job.thorough:
                        doomed += _list(field, "result")
                    job.note("hidden", int(_kind(str(field["code"])) in _ENTRIES))
                elif _CONTENTS.match(str(field["code"])):
                    codes = _list(field, "codes")
                    codes[0].text = neutral_code(str(field["code"]))
                    doomed += codes[1:]
        elif name in ("instrText", "delInstrText"):
            if open_fields:
                open_fields[-1]["code"] = str(open_fields[-1]["code"]) + (element.text or "")
                _list(open_fields[-1], "codes").append(element)
            else:
                doomed.append(element)
        elif name == "t" and open_fields:
            for field in open_fields:
                if field["shown"]:
                    _list(field, "result").append(element)
                elif job.thorough:
                    doomed.append(element)  # before the separator all is code
    for field in open_fields:  # begun and never ended: its code must not stay
        doomed += _list(field, "marks") + _list(field, "codes")
    for element in doomed:
        if element.getparent() is not None:
            remove(element)


def _list(field: dict[str, list[etree._Element] | str | bool], name: str) -> list[etree._Element]:
    value = field[name]
    return value if isinstance(value, list) else []
