"""The map of an Office Open XML package: which relations lead to parts that are seen, and how we name those."""

from __future__ import annotations

import posixpath
import re

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BASE = "application/vnd.openxmlformats-officedocument."
MAIN = {
    "docx": ("word/document.xml", BASE + "wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", BASE + "spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", BASE + "presentationml.presentation.main+xml"),
}
# Relation → our name for the part and its content type. What is not here is left behind.
PARTS: dict[str, tuple[str, str]] = {
    "styles": ("styles", "{family}.styles+xml"),
    "numbering": ("numbering", BASE + "wordprocessingml.numbering+xml"),
    "fontTable": ("fontTable", BASE + "wordprocessingml.fontTable+xml"),
    "settings": ("settings", BASE + "wordprocessingml.settings+xml"),
    "footnotes": ("footnotes", BASE + "wordprocessingml.footnotes+xml"),
    "endnotes": ("endnotes", BASE + "wordprocessingml.endnotes+xml"),
    "header": ("header", BASE + "wordprocessingml.header+xml"),
    "footer": ("footer", BASE + "wordprocessingml.footer+xml"),
    "theme": ("theme/theme", BASE + "theme+xml"),
    "chart": ("charts/chart", BASE + "drawingml.chart+xml"),
    "diagramData": ("diagrams/data", BASE + "drawingml.diagramData+xml"),
    "diagramLayout": ("diagrams/layout", BASE + "drawingml.diagramLayout+xml"),
    "diagramQuickStyle": ("diagrams/quickStyle", BASE + "drawingml.diagramStyle+xml"),
    "diagramColors": ("diagrams/colors", BASE + "drawingml.diagramColors+xml"),
    "worksheet": ("worksheets/sheet", BASE + "spreadsheetml.worksheet+xml"),
    "chartsheet": ("chartsheets/sheet", BASE + "spreadsheetml.chartsheet+xml"),
    "sharedStrings": ("sharedStrings", BASE + "spreadsheetml.sharedStrings+xml"),
    "table": ("tables/table", BASE + "spreadsheetml.table+xml"),
    "drawing": ("drawings/drawing", BASE + "drawing+xml"),
    "slide": ("slides/slide", BASE + "presentationml.slide+xml"),
    "slideLayout": ("slideLayouts/slideLayout", BASE + "presentationml.slideLayout+xml"),
    "slideMaster": ("slideMasters/slideMaster", BASE + "presentationml.slideMaster+xml"),
    "notesSlide": ("notesSlides/notesSlide", BASE + "presentationml.notesSlide+xml"),
    "notesMaster": ("notesMasters/notesMaster", BASE + "presentationml.notesMaster+xml"),
    "tableStyles": ("tableStyles", BASE + "presentationml.tableStyles+xml"),
}
SINGLE = {"styles", "numbering", "fontTable", "settings", "footnotes", "endnotes", "sharedStrings", "tableStyles"}
# What no page, sheet or slide shows, and what only tells which fonts a machine had.
SHOWN_NOWHERE = {"notesSlide", "notesMaster", "fontTable"}
# Left behind without a word of its own in the report: the program makes them again, or they only serve the program.
NOTED = {
    "comments": "comments",
    "commentsExtended": "metadata",
    "commentAuthors": "person",
    "authors": "person",
    "people": "person",
    "person": "person",
    "threadedComment": "comments",
    "vbaProject": "scripts",
    "control": "scripts",
    "activeXControlBinary": "scripts",
    "printerSettings": "printer",
    "customXml": "metadata",
    "externalLink": "remote",
    "connections": "remote",
    "queryTable": "remote",
    "thumbnail": "preview",
    "notesSlide": "speaker_notes",
    "slicer": "embedded",
    "pivotCacheDefinition": "embedded",
    "custom-properties": "metadata",
    "pivotTable": "embedded",
    "audio": "embedded",
    "video": "embedded",
    "media": "embedded",
    "font": "embedded",
}
EMPTY_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def relation(rid: str, kind: str, target: str, *, external: bool = False) -> str:
    """One line of a file of relations."""
    escaped = target.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="{rid}" Type="{kind}" Target="{escaped}"{mode}/>'


def relations_file(lines: list[str]) -> bytes:
    """The whole file."""
    head = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{RELATIONS}">'
    return (head + "".join(lines) + "</Relationships>").encode()


def relative(target: str, source: str) -> str:
    """A part as another one points to it."""
    return posixpath.relpath(target, posixpath.dirname(source))


def by_number(rid: str) -> tuple[int, str]:
    """The order of relations: rId2 before rId10."""
    found = re.search(r"\d+", rid)
    return (int(found.group()) if found else 0, rid)
