"""Word's automatic fields: page numbers and cross-references stay, all others become the text that they showed.

A field's code may hold a folder, a server or a name, and is computed anew on the machine of whoever opens the file.
"""

from __future__ import annotations

import re

from lxml import etree

from .job import Job
from .packages import local, remove, unwrap

_KEPT = {"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "TOC", "REF", "PAGEREF", "NOTEREF", "SEQ", "STYLEREF", "SYMBOL"}
_KEPT |= {"EQ", "=", "ADVANCE", "INDEX", "XE", "TC", "LISTNUM", "AUTONUM", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN"}
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
            if _kind(code) in _EMPTIED and job.thorough:
                remove(field)
            else:
                unwrap(field)
    _flatten_complex(root, job)


def tells_of_owner(code: str) -> bool:
    """Whether what this field shows was written by the machine about its owner and its folders."""
    return _kind(code) in _EMPTIED


def _kind(code: str) -> str:
    words = code.strip().split()
    return words[0].upper() if words else ""


def _stays(code: str) -> bool:
    kind = _kind(code)
    if kind == "HYPERLINK":
        return bool(re.fullmatch(r'\s*HYPERLINK\s+\\l\s+"?_?\w+"?\s*(\\[ho]\s*)?', code, re.IGNORECASE))
    return kind in _KEPT and not re.search(r"[\\/]{2}|[A-Za-z]:\\|\w/\w", code)


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
    for field in open_fields:  # begun and never ended: its code must not stay
        doomed += _list(field, "marks") + _list(field, "codes")
    for element in doomed:
        if element.getparent() is not None:
            remove(element)


def _list(field: dict[str, list[etree._Element] | str | bool], name: str) -> list[etree._Element]:
    value = field[name]
    return value if isinstance(value, list) else []
