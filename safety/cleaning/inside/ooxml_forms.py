"""Form fields and content controls of Word become the words that they show; lists, defaults, names and bindings go."""

from __future__ import annotations

from lxml import etree

from .job import Job
from .ooxml_tree import PREFIXES, child, every, is_on, said, value_of
from .packages import local, remove, unwrap

_W = f"{{{PREFIXES['w']}}}"


def flatten_forms(root: etree._Element, job: Job) -> None:
    """Put what is seen in the place of every control."""
    for control in every(root, "sdt"):
        content = child(control, "sdtContent")
        properties = child(control, "sdtPr")
        if properties is not None and any(
            local(item) in ("dropDownList", "comboBox", "date", "dataBinding", "alias", "tag", "text", "placeholder")
            for item in properties
        ):
            job.note("forms")
        for item in list(control):
            if item is not content:
                remove(item)
        if content is not None:
            unwrap(content)
        unwrap(control)
    for data in every(root, "ffData"):
        job.note("forms")
        mark = data.getparent()
        run = mark.getparent() if mark is not None else None
        shown = _shown(data)
        if run is not None and shown:
            fresh = etree.Element(_W + "r")
            etree.SubElement(fresh, _W + "t").text = shown
            run.addprevious(fresh)
        remove(data)


def _shown(data: etree._Element) -> str:
    """What a box or a list shows. A text field shows the words that follow it."""
    if (box := child(data, "checkBox")) is not None:
        ticked = is_on(child(box, "checked"))
        return "☒" if (is_on(child(box, "default")) if ticked is None else ticked) else "☐"
    if (choice := child(data, "ddList")) is not None:
        entries = [value_of(item, "val") for item in choice if local(item) == "listEntry"]
        chosen = value_of(child(choice, "result"), "val") or value_of(child(choice, "default"), "val") or "0"
        return entries[int(chosen)] if chosen.isdigit() and int(chosen) < len(entries) else ""
    return ""


def keep_settings(settings: etree._Element) -> None:
    """Of the settings of a Word document those stay that change how its pages look."""
    kept = {
        "evenAndOddHeaders", "mirrorMargins", "defaultTabStop", "autoHyphenation", "footnotePr", "endnotePr", "compat",
        "themeFontLang", "clrSchemeMapping", "decimalSymbol", "listSeparator", "gutterAtTop", "bookFoldPrinting",
        "displayBackgroundShape", "characterSpacingControl", "consecutiveHyphenLimit", "hyphenationZone",
        "doNotHyphenateCaps",
        "alignBordersAndEdges", "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter", "mathPr",
    }  # fmt: skip
    for item in list(settings):
        if local(item) not in kept:
            remove(item)
    for item in every(settings, "compatSetting"):
        if value_of(item, "name") != "compatibilityMode" or not value_of(item, "val").isdigit():
            remove(item)
        else:
            item.set(_W + "uri", "http://schemas.microsoft.com/office/word")


def keep_used_notes(notes: etree._Element, used: set[str], job: Job) -> None:
    """A footnote to which no visible number leads is seen nowhere; the lines between notes stay, without words."""
    for note in list(notes):
        if value_of(note, "type") not in ("", "normal"):  # a line above notes or between their pages; programs draw it
            for run in [run for run in note.iter(_W + "r") if said(run)]:
                job.note("hidden")
                remove(run)
        if value_of(note, "type") in ("", "normal") and value_of(note, "id") not in used:
            job.note("hidden", int(any((item.text or "").strip() for item in note.iter(_W + "t"))))
            remove(note)
