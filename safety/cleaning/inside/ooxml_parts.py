"""One XML part of a Word, Excel or PowerPoint file: its words and shape stay, who, when, where and how often go."""

from __future__ import annotations

import re

from lxml import etree

from .crops import mark_crops
from .job import Job
from .keywords import is_plain_font
from .ooxml_charts import keep_what_is_drawn, stay_inside
from .ooxml_fields import flatten_fields
from .ooxml_filter import NeutralNames, keep_what_may_stay
from .ooxml_forms import flatten_forms, keep_settings, keep_used_notes
from .ooxml_names import WordNames, forget_unused_lists
from .ooxml_shapes import drop_unreadable_words, remove_unseen_shapes
from .ooxml_sheets import SheetCleaner
from .ooxml_slides import SlideEyes
from .ooxml_tree import PREFIXES, child, every, value_of
from .ooxml_word import WordEyes
from .packages import local, remove, unwrap

_MC = PREFIXES["mc"]
_SHAPES = {"wps", "wpg", "wpc"}
_CHANGES = {"del", "moveFrom"}
_ACCEPTED = {"ins", "moveTo"}
_WORD_NOISE = {
        "rsid", "rsids", "nsid", "tmpl", "docId", "attachedTemplate", "mailMerge", "docVars", "documentProtection",
    "writeProtection",
        "smartTagType", "saveThroughXslt", "proofState", "proofErr", "permStart", "permEnd", "commentRangeStart",
    "commentRangeEnd",
        "commentReference", "annotationRef", "lastRenderedPageBreak", "documentType", "linkStyles",
    "trackRevisions", "revisionView",
    "hdrShapeDefaults", "shapeDefaults", "schemaLibrary", "attachedSchema", "activeWritingStyle", "view", "zoom",
        "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "customXmlInsRangeStart",
    "customXmlInsRangeEnd",
    "customXmlDelRangeStart", "customXmlDelRangeEnd", "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd",
        "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd", "cellIns", "cellMerge", "altChunk", "subDoc",
    "sourceFileName",
        "embedRegular", "embedBold", "embedItalic", "embedBoldItalic", "embedTrueTypeFonts", "saveSubsetFonts",
    "control", "recipientData",
        "savePreviewPicture", "folded",
    "tblCaption", "tblDescription", "doNotUseMarginsForDrawingGridOrigin", "contentPart",
    "webSettings", "movie",
    "helpText", "statusText", "entryMacro", "exitMacro",
}  # fmt: skip
_SHEET_NOISE = {
        "fileSharing", "fileVersion", "workbookProtection", "externalReferences", "customWorkbookViews",
    "pivotCaches", "webPublishing",
        "fileRecoveryPr", "webPublishObjects", "smartTagPr", "smartTagTypes", "legacyDrawing", "legacyDrawingHF",
    "drawingHF",
        "customSheetViews", "protectedRanges", "sheetProtection", "oleObjects", "controls", "webPublishItems",
    "customProperties",
        "smartTags", "cellWatches", "picture", "ignoredErrors", "oleSize", "scenarios", "dataConsolidate",
    "functionGroups", "bookViews",
}  # fmt: skip
_SLIDE_NOISE = {
        "custDataLst", "custData", "tags", "modifyVerifier", "photoAlbum", "embeddedFontLst", "handoutMasterIdLst",
    "smartTags",
    "custShowLst", "control", "controls", "kinsoku", "contentPart",
}  # fmt: skip
# An element that is nothing without what it points to; all others only lose the pointing attribute.
_STAYS_WITHOUT_RELATION = {"hyperlink", "blip", "imagedata", "fill", "stroke", "pageSetup", "shape", "rect"}
_NAMES = {"docPr", "cNvPr"}
_NAMED_BY_OWNER = {"theme", "clrScheme", "fontScheme", "fmtScheme", "cSld"}
_SAID_NOWHERE = {"parTrans", "sibTrans", "pres", "doc"}  # points of a diagram that hold it together


class PartCleaner:
    """Cleans the parts of one document; knows its kind, and what is hidden in it."""

    def __init__(self, job: Job, extension: str) -> None:
        self._job = job
        self._extension = extension
        self.sheets = SheetCleaner(job)
        self.words = WordEyes(job)
        self.names = WordNames(job)
        self.slides = SlideEyes(job)
        self._neutral = NeutralNames()
        self._notes: dict[str, set[str]] = {"footnotes": set(), "endnotes": set()}
        self._lists: set[tuple[str, str]] = set()
        self._drawn: set[str] | None = None

    def is_hidden_slide(self, root: etree._Element) -> bool:
        """A slide that the show skips."""
        if self._job.thorough and root.get("show") in ("0", "false"):
            self._job.note("hidden")
            return True
        return False

    def learn_lists(self, root: etree._Element) -> None:
        """Which levels of which lists a part of a Word document uses."""
        for item in root.iter(etree.Element):
            if local(item) == "numPr":
                self._lists.add((value_of(child(item, "numId"), "val"), value_of(child(item, "ilvl"), "val") or "0"))

    def learn_drawing(self, root: etree._Element) -> None:
        """What the drawing of a diagram shows: points that it does not show are seen nowhere."""
        paragraphs = every(root, "p")
        self._drawn = (self._drawn or set()) | {_words(item) for item in paragraphs}

    def note_paths(self, raw: etree._Element) -> None:
        """Remember where the file says that it was kept."""
        for element in raw.iter(etree.Element):
            if local(element) == "absPath":
                self._job.note("paths")
                self._job.keep_secret(element.get("url", ""))

    def clean(self, root: etree._Element, kind: str, *, sheet: str = "") -> None:
        """Take out of the part what tells of people, machines and revisions, and what nobody sees."""
        self._choose_alternatives(root)
        if self._extension == "docx":
            self._clean_word(root)
            if self._job.thorough:
                flatten_forms(root, self._job)
                self.words.take_out(root)
            flatten_fields(root, self._job)
            if self._job.thorough:
                self._drop_unshown_words(root, kind)
                self.names.put(root)
        elif self._extension == "xlsx":
            self.sheets.clean(root, kind, sheet=sheet)
        if kind == "chart":
            stay_inside(root)
        self._remove_named(root, self._noise())
        self._neutral_names(root)
        for element in root.iter(etree.Element):
            self._clean_attributes(element)
        if self._job.thorough:
            self._keep_what_is_seen(root, kind)

    def _clean_attributes(self, element: etree._Element) -> None:
        if local(element) in _NAMED_BY_OWNER and "name" in element.attrib:
            element.set("name", "Theme")  # often the name of the organisation
        for key in list(element.attrib):
            name = etree.QName(key).localname
            if name.startswith("rsid") or name in ("author", "initials", "gfxdata", "codeName", "paraId"):
                if name == "author":
                    self._job.keep_secret(element.get(key, ""))
                del element.attrib[key]
            elif (name == "date" and "wordprocessingml" in str(key)) or name in ("comment", "tooltip", "cm", "vm"):
                del element.attrib[key]

    def _keep_what_is_seen(self, root: etree._Element, kind: str) -> None:
        if kind in ("slide", "slideLayout", "slideMaster"):
            self.slides.take_out(root, kind)
        elif kind == "drawing":
            remove_unseen_shapes(root, self._job)
        elif kind == "chart":
            within = self._extension == "xlsx"
            keep_what_is_drawn(root, self._job, may_refer=lambda text: within and self.sheets.formulas.stays(text))
            drop_unreadable_words(root, self._job)
        elif kind == "settings":
            keep_settings(root)
        elif kind.startswith("diagram"):
            self._clean_diagram(root)
        elif kind == "theme":
            for item in every(root, "font", "objectDefaults", "extraClrSchemeLst", "custClrLst"):
                if local(item) != "font" or not is_plain_font(value_of(item, "typeface")):
                    remove(item)
        self._flatten_dates(root)
        mark_crops(root, self._job)
        keep_what_may_stay(root, self._neutral)

    def _drop_unshown_words(self, root: etree._Element, kind: str) -> None:
        """Notes and labels of lists to which nothing visible leads."""
        if kind in self._notes:
            keep_used_notes(root, self._notes[kind], self._job)
        elif kind == "numbering":
            forget_unused_lists(root, self._lists)
        for name, kept in (("footnoteReference", "footnotes"), ("endnoteReference", "endnotes")):
            self._notes[kept] |= {value_of(item, "id") for item in root.iter(etree.Element) if local(item) == name}

    def _clean_diagram(self, root: etree._Element) -> None:
        for item in every(root, "sampData", "styleData", "clrData", "title", "desc", "catLst"):
            remove(item)
        for point in every(root, "pt"):
            shown = self._drawn is None or all(
                not _words(item) or _words(item) in self._drawn
                for item in point.iter(etree.Element)
                if local(item) == "p"
            )
            if value_of(point, "type") in _SAID_NOWHERE or not shown:
                runs = every(point, "r", "fld")
                self._job.note("hidden", int(bool(runs)))
                for run in runs:
                    remove(run)

    def _flatten_dates(self, root: etree._Element) -> None:
        """A field of a slide becomes the words that it showed; numbers of slides go on counting."""
        for item in [
            item
            for item in root.iter(etree.Element)
            if local(item) == "fld" and (etree.QName(item).namespace == PREFIXES["a"])
        ]:
            if value_of(item, "type") == "slidenum":
                item.set("id", "{00000000-0000-4000-8000-000000000001}")
            else:
                item.tag = f"{{{PREFIXES['a']}}}r"
                item.attrib.clear()
                for inner in [inner for inner in item if local(inner) == "pPr"]:
                    remove(inner)

    def wanted_relations(self, root: etree._Element) -> set[str]:
        """The relations that the part still names."""
        return {
            value
            for element in root.iter(etree.Element)
            for key, value in element.attrib.items()
            if _is_relation(str(key))
        }

    def rename_relations(self, root: etree._Element, kept: dict[str, str]) -> None:
        """Point to the new names; drop what points to something left behind."""
        for element in list(root.iter(etree.Element)):
            for key, value in list(element.attrib.items()):
                if not _is_relation(str(key)):
                    continue
                if str(value) in kept:
                    element.set(key, kept[str(value)])
                elif not value or local(element) in _STAYS_WITHOUT_RELATION:
                    del element.attrib[key]
                else:
                    remove(element)
                    break
        for name in ("tableParts", "sldIdLst", "notesMasterIdLst"):
            for element in [item for item in root.iter(etree.Element) if local(item) == name]:
                if not len(element):
                    remove(element)
                elif name == "tableParts":
                    element.set("count", str(len(element)))

    def _noise(self) -> set[str]:
        return {"docx": _WORD_NOISE, "xlsx": _SHEET_NOISE, "pptx": _SLIDE_NOISE}[self._extension] | {"extLst"}

    def _remove_named(self, root: etree._Element, names: set[str]) -> None:
        for element in [item for item in root.iter(etree.Element) if local(item) in names]:
            if element is root:
                continue
            name = local(element)
            if name == "attachedTemplate":
                self._job.note("paths")
            elif name == "fileSharing":
                self._job.note("person")
                self._job.keep_secret(element.get("userName", ""))
            elif name == "commentReference":
                self._job.note("comments")
            elif name in ("mailMerge", "externalReferences"):
                self._job.note("remote")
            remove(element)

    def _choose_alternatives(self, root: etree._Element) -> None:
        """One of two descriptions of the same thing stays: the standard one."""
        for block in list(root.iter(f"{{{_MC}}}AlternateContent")):
            choices = [item for item in block if local(item) == "Choice"]
            fallback = [item for item in block if local(item) == "Fallback"]
            understood = [choice for choice in choices if set(choice.get("Requires", "").split()) <= _SHAPES]
            chosen = understood[0] if understood else fallback[0] if fallback else None
            for item in list(block):
                if item is not chosen:
                    remove(item)
            if chosen is not None:
                unwrap(chosen)
            unwrap(block)

    def _clean_word(self, root: etree._Element) -> None:
        for row in [
            item.getparent() for item in root.iter(etree.Element) if local(item) == "trPr" and _has(item, "del")
        ]:
            if row is not None:
                remove(row)
                self._job.note("changes")
        for mark in every(root, "cellDel"):
            self._accept_deleted_cell(mark)
        for element in list(root.iter(etree.Element)):
            name, parent = local(element), element.getparent()
            if parent is None:
                continue
            if name.endswith("Change"):
                self._note_change(element)
                remove(element)
            elif name in _CHANGES or (name in _ACCEPTED and local(parent) in ("rPr", "trPr", "numPr", "ctrlPr")):
                self._note_change(element)
                remove(element)
            elif name in _ACCEPTED:
                self._note_change(element)
                unwrap(element)
            elif name in ("smartTag", "customXml"):
                unwrap(element)
            elif name in (
                "smartTagPr",
                "customXmlPr",
                "dataBinding",
                "placeholder",
                "tag",
                "alias",
            ):
                remove(element)
            elif name == "settings" and "rsids" in [local(item) for item in element]:
                self._job.note("identifiers")

    def _accept_deleted_cell(self, mark: etree._Element) -> None:
        """The cell goes with its words; where it stood an empty one keeps the others in their columns."""
        self._note_change(mark)
        properties = mark.getparent()
        cell = properties.getparent() if properties is not None else None
        if cell is None or local(cell) != "tc":
            remove(mark)
            return
        for item in list(cell):
            if item is not properties:
                remove(item)
        etree.SubElement(cell, f"{{{PREFIXES['w']}}}p")
        remove(mark)

    def _note_change(self, element: etree._Element) -> None:
        self._job.note("changes")
        self._job.keep_secret(value_of(element, "author"))

    def _neutral_names(self, root: etree._Element) -> None:
        """Alternative texts and shape names: often the folder and name of the picture's file."""
        number = 0
        for element in root.iter(etree.Element):
            name = local(element)
            if name in _NAMES:
                number += 1
                told = [element.attrib.pop(key, "") for key in ("descr", "title")]
                self._job.note("alternative_texts", int(any(told)))
                for value in told:
                    if re.search(r"[\\/]|\.\w{3,4}$", value):
                        self._job.keep_secret(value)
                if re.search(r"[\\/]|\.\w{3,4}$", element.get("name", "")):
                    self._job.keep_secret(element.get("name", ""))
                element.set("name", f"Object {number}")
            elif "vml" in (etree.QName(element).namespace or ""):
                for key in list(element.attrib):
                    if etree.QName(key).localname in (
                        "alt",
                        "title",
                        "href",
                        "src",
                        "althref",
                        "target",
                        "gfxdata",
                        "spid",
                    ):
                        if element.get(key):
                            self._job.note("alternative_texts")
                        del element.attrib[key]


def _is_relation(key: str) -> bool:
    return etree.QName(key).namespace == PREFIXES["r"] or key == "{urn:schemas-microsoft-com:office:office}relid"


def _words(holder: etree._Element) -> str:
    return "".join(item.text or "" for item in holder.iter(etree.Element) if local(item) == "t")


def _has(element: etree._Element, name: str) -> bool:
    return any(local(item) == name for item in element)
