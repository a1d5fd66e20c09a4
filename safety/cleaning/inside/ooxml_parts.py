"""One XML part of a Word, Excel or PowerPoint file: its words and shape stay, who, when, where and how often go."""

from __future__ import annotations

import re

from lxml import etree

from .job import Job
from .ooxml_fields import flatten_fields
from .ooxml_sheets import SheetCleaner, stay_inside
from .packages import local, remove, unwrap

_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_R = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
# The standard's own vocabularies. Vendors' extensions (paraId, revision uids, creation ids, author lists) fall outside.
_KNOWN = re.compile(
    r"^(http://schemas\.openxmlformats\.org/(wordprocessingml|spreadsheetml|presentationml|drawingml|officeDocument)/2006/.*|"
    r"http://purl\.oclc\.org/ooxml/.*|urn:schemas-microsoft-com:(vml|office:office|office:word|office:excel|office:powerpoint)|"
    r"http://schemas\.microsoft\.com/office/word/2010/wordprocessing(Shape|Group|Canvas)|"
    r"http://www\.w3\.org/XML/1998/namespace)$"
)
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
        "savePreviewPicture", "tblCaption", "tblDescription", "doNotUseMarginsForDrawingGridOrigin", "contentPart",
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
_STYLE_POINTERS = {"pStyle", "rStyle", "tblStyle", "basedOn", "next", "link", "styleLink", "numStyleLink"}


class PartCleaner:
    """Cleans the parts of one document; knows its kind, and what is hidden in it."""

    def __init__(self, job: Job, extension: str) -> None:
        self._job = job
        self._extension = extension
        self.sheets = SheetCleaner(job)
        self._styles: dict[str, str] = {}
        self._bookmarks: dict[str, str] = {}

    def is_hidden_slide(self, root: etree._Element) -> bool:
        """A slide that the show skips."""
        if self._job.thorough and root.get("show") in ("0", "false"):
            self._job.note("hidden")
            return True
        return False

    def clean(self, root: etree._Element, kind: str) -> None:
        """Take out of the part what tells of people, machines and revisions."""
        for element in root.iter(etree.Element):
            if local(element) == "absPath":
                self._job.note("paths")
                self._job.keep_secret(element.get("url", ""))
        self._choose_alternatives(root)
        self._drop_extensions(root)
        if self._extension == "docx":
            self._clean_word(root)
            flatten_fields(root, self._job)
            self._rename_by_people(root)
        elif self._extension == "xlsx":
            self.sheets.clean(root, kind)
        if kind == "chart":
            stay_inside(root)
        self._remove_named(root, self._noise())
        self._neutral_names(root)
        for element in root.iter(etree.Element):
            if local(element) in _NAMED_BY_OWNER and "name" in element.attrib:
                element.set("name", "Theme")  # often the name of the organisation
            for key in list(element.attrib):
                name = etree.QName(key).localname
                if name.startswith("rsid") or name in ("author", "initials", "gfxdata", "codeName", "paraId"):
                    if name == "author":
                        self._job.keep_secret(element.get(key, ""))
                    del element.attrib[key]
                elif (name == "date" and "wordprocessingml" in str(key)) or name in ("comment", "tooltip"):
                    del element.attrib[key]

    def learn_styles(self, styles: etree._Element) -> None:
        """Give styles made by people names of ours: theirs name projects and employers."""
        for style in styles.iter(etree.Element):
            if local(style) == "style" and _value(style, "customStyle") in ("1", "true"):
                self._styles[_value(style, "styleId")] = f"Style{len(self._styles) + 1}"

    def _rename_by_people(self, root: etree._Element) -> None:
        """Styles and bookmarks: whoever wrote the document named them."""
        if not self._job.thorough:
            return
        for element in root.iter(etree.Element):
            name = local(element)
            if name == "style" and _value(element, "styleId") in self._styles:
                fresh = self._styles[_value(element, "styleId")]
                _set(element, "styleId", fresh)
                for child in [item for item in element if local(item) in ("name", "aliases")]:
                    _set(child, "val", fresh)
            elif name in _STYLE_POINTERS and _value(element, "val") in self._styles:
                _set(element, "val", self._styles[_value(element, "val")])
            elif name == "bookmarkStart":
                _set(element, "name", self._bookmark(_value(element, "name")))
            elif name == "hyperlink" and _value(element, "anchor"):
                _set(element, "anchor", self._bookmark(_value(element, "anchor")))
            elif name == "instrText":
                element.text = self._renamed_code(element.text or "")
            elif name == "fldSimple":
                _set(element, "instr", self._renamed_code(_value(element, "instr")))

    def _bookmark(self, name: str) -> str:
        if name.startswith("_"):
            return name
        return self._bookmarks.setdefault(name, f"mark{len(self._bookmarks) + 1}")

    def _renamed_code(self, code: str) -> str:
        found = re.match(r'(\s*(?:REF|PAGEREF|NOTEREF)\s+|\s*HYPERLINK\s+\\l\s+"?)([^\s"\\]+)', code)
        if not found:
            return code
        return found.group(1) + self._bookmark(found.group(2)) + code[found.end() :]

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
            choices = [child for child in block if local(child) == "Choice"]
            fallback = [child for child in block if local(child) == "Fallback"]
            understood = [choice for choice in choices if set(choice.get("Requires", "").split()) <= _SHAPES]
            chosen = understood[0] if understood else fallback[0] if fallback else None
            for child in list(block):
                if child is not chosen:
                    remove(child)
            if chosen is not None:
                unwrap(chosen)
            unwrap(block)

    def _drop_extensions(self, root: etree._Element) -> None:
        for element in list(root.iter(etree.Element)):
            if not _KNOWN.match(etree.QName(element).namespace or "") and element is not root:
                remove(element)
                continue
            for key in list(element.attrib):
                namespace = etree.QName(key).namespace
                if namespace and not _KNOWN.match(namespace):
                    del element.attrib[key]

    def _clean_word(self, root: etree._Element) -> None:
        self._remove_hidden_text(root)
        for row in [
            item.getparent() for item in root.iter(etree.Element) if local(item) == "trPr" and _has(item, "del")
        ]:
            if row is not None:
                remove(row)
                self._job.note("changes")
        for cell in [item for item in root.iter(etree.Element) if local(item) == "cellDel"]:
            remove(cell)
            self._job.note("changes")
        for element in list(root.iter(etree.Element)):
            name, parent = local(element), element.getparent()
            if parent is None:
                continue
            if name.endswith("PrChange") or name in ("tblGridChange", "numberingChange"):
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
            elif name == "settings" and "rsids" in [local(child) for child in element]:
                self._job.note("identifiers")

    def _note_change(self, element: etree._Element) -> None:
        self._job.note("changes")
        self._job.keep_secret(_value(element, "author"))

    def _remove_hidden_text(self, root: etree._Element) -> None:
        if not self._job.thorough:
            return
        for mark in [item for item in root.iter(etree.Element) if local(item) in ("vanish", "webHidden", "specVanish")]:
            properties = mark.getparent()
            run = properties.getparent() if properties is not None else None
            if run is None or local(run) != "r" or _value(mark, "val") in ("0", "false", "off"):
                continue
            if local(mark) == "vanish" and run.getparent() is not None:
                if any(local(child) in ("t", "drawing", "pict", "object") for child in run):
                    self._job.note("hidden")
                remove(run)

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
    namespace = etree.QName(key).namespace
    return namespace in (_R, _STRICT_R) or key == "{urn:schemas-microsoft-com:office:office}relid"


def _value(element: etree._Element, name: str) -> str:
    for key, value in element.attrib.items():
        if etree.QName(key).localname == name:
            return str(value)
    return ""


def _set(element: etree._Element, name: str, value: str) -> None:
    for key in element.attrib:
        if etree.QName(key).localname == name:
            element.set(key, value)


def _has(element: etree._Element, name: str) -> bool:
    return any(local(child) == name for child in element)
