"""Word, Excel and PowerPoint: a new package is grown from the root of the old one.

Only parts that a known relation leads to are taken, each cleaned by its kind, under names of ours. What nobody leads
to, unknown kinds and everything outside stay behind. (mat2 goes the other way, from a list of files: what the list does
not know makes it refuse, what the list forgets leaks. The verifier still asks mat2.)
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from .job import Job, Made, Refusal
from .ooxml_parts import PartCleaner
from .ooxml_strings import forget_unused_strings
from .packages import local, parse_xml, read_package, write_package, write_xml

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_BASE = "application/vnd.openxmlformats-officedocument."
_MAIN = {
    "docx": ("word/document.xml", _BASE + "wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", _BASE + "spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", _BASE + "presentationml.presentation.main+xml"),
}
# Relation → our name for the part and its content type. What is not here is left behind.
_PARTS: dict[str, tuple[str, str]] = {
    "styles": ("styles", "{family}.styles+xml"),
    "numbering": ("numbering", _BASE + "wordprocessingml.numbering+xml"),
    "fontTable": ("fontTable", _BASE + "wordprocessingml.fontTable+xml"),
    "settings": ("settings", _BASE + "wordprocessingml.settings+xml"),
    "footnotes": ("footnotes", _BASE + "wordprocessingml.footnotes+xml"),
    "endnotes": ("endnotes", _BASE + "wordprocessingml.endnotes+xml"),
    "header": ("header", _BASE + "wordprocessingml.header+xml"),
    "footer": ("footer", _BASE + "wordprocessingml.footer+xml"),
    "theme": ("theme/theme", _BASE + "theme+xml"),
    "chart": ("charts/chart", _BASE + "drawingml.chart+xml"),
    "diagramData": ("diagrams/data", _BASE + "drawingml.diagramData+xml"),
    "diagramLayout": ("diagrams/layout", _BASE + "drawingml.diagramLayout+xml"),
    "diagramQuickStyle": ("diagrams/quickStyle", _BASE + "drawingml.diagramStyle+xml"),
    "diagramColors": ("diagrams/colors", _BASE + "drawingml.diagramColors+xml"),
    "worksheet": ("worksheets/sheet", _BASE + "spreadsheetml.worksheet+xml"),
    "chartsheet": ("chartsheets/sheet", _BASE + "spreadsheetml.chartsheet+xml"),
    "sharedStrings": ("sharedStrings", _BASE + "spreadsheetml.sharedStrings+xml"),
    "table": ("tables/table", _BASE + "spreadsheetml.table+xml"),
    "drawing": ("drawings/drawing", _BASE + "drawing+xml"),
    "slide": ("slides/slide", _BASE + "presentationml.slide+xml"),
    "slideLayout": ("slideLayouts/slideLayout", _BASE + "presentationml.slideLayout+xml"),
    "slideMaster": ("slideMasters/slideMaster", _BASE + "presentationml.slideMaster+xml"),
    "notesSlide": ("notesSlides/notesSlide", _BASE + "presentationml.notesSlide+xml"),
    "notesMaster": ("notesMasters/notesMaster", _BASE + "presentationml.notesMaster+xml"),
    "tableStyles": ("tableStyles", _BASE + "presentationml.tableStyles+xml"),
}
_SINGLE = {"styles", "numbering", "fontTable", "settings", "footnotes", "endnotes", "sharedStrings", "tableStyles"}
# Left behind without a word of its own in the report: the program makes them again, or they only serve the program.
_NOTED = {
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
    "custom-properties": "metadata",
    "pivotTable": "embedded",
    "audio": "embedded",
    "video": "embedded",
    "media": "embedded",
    "font": "embedded",
}
_EMPTY_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def clean_ooxml(path: Path, job: Job) -> Made:
    """Grow the clean package."""
    from .evidence import note_evidence

    note_evidence(path, job, words_stay=True)
    package = OpenPackage(path, job)
    target = job.path(package.extension)
    write_package(target, package.grow(), first="[Content_Types].xml")
    return Made(target, "office", package.extension)


class OpenPackage:
    """One document on its way: the old members, and the new ones as they are reached."""

    def __init__(self, path: Path, job: Job) -> None:
        self.job = job
        self._old = {name.lower(): content for name, content in read_package(path, job).items()}
        self._new: dict[str, bytes] = {}
        self._types: dict[str, str] = {}
        self._media: set[str] = set()
        self._names: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        start = [
            target for kind, target, external, _ in self._relations_of("") if kind == "officeDocument" and not external
        ]
        if not start or start[0].lower() not in self._old:
            start = [name for name, _ in _MAIN.values() if name in self._old]
        if not start:
            raise Refusal("damaged")
        self._start = start[0]
        root = parse_xml(self._old[self._start.lower()])
        self.extension = {"document": "docx", "workbook": "xlsx", "presentation": "pptx"}.get(local(root), "")
        if not self.extension:
            raise Refusal("damaged")
        self._folder = {"docx": "word", "xlsx": "xl", "pptx": "ppt"}[self.extension]
        self.cleaner = PartCleaner(job, self.extension)

    def grow(self) -> dict[str, bytes]:
        """All members of the clean package."""
        for kind, _, _, _ in self._relations_of(""):
            if kind in _NOTED:
                self.job.note(_NOTED[kind])
        self._note_properties()
        self._prepare()
        name, content_type = _MAIN[self.extension]
        self._take(self._start, name, content_type, kind="main")
        if self.extension == "xlsx":
            self._new = forget_unused_strings(self._new)
        relation = _relation("rId1", _R + "/officeDocument", name)
        self._new["_rels/.rels"] = _relations_file([relation])
        self._new["[Content_Types].xml"] = self._content_types()
        return self._new

    def _note_properties(self) -> None:
        for name in ("docprops/core.xml", "docprops/app.xml", "docprops/custom.xml"):
            try:
                root = parse_xml(self._old.get(name, b"<none/>"))
            except Refusal:
                continue
            for element in root.iter(etree.Element):
                text = (element.text or "").strip()
                if not text:
                    continue
                if local(element) in ("creator", "lastModifiedBy", "Manager"):
                    self.job.note("person")
                    self.job.keep_secret(text)
                elif local(element) == "Company":
                    self.job.note("organisation")
                    self.job.keep_secret(text)
                elif local(element) in ("Template", "HyperlinkBase") and text != "Normal.dotm":
                    self.job.note("paths")
                    self.job.keep_secret(text)

    def _prepare(self) -> None:
        """In a workbook, hidden sheets are known before any formula that names them is met."""
        if self.extension == "docx":
            for kind, target, _, _ in self._relations_of(self._start):
                if kind == "styles" and target.lower() in self._old:
                    self.cleaner.learn_styles(parse_xml(self._old[target.lower()]))
        if self.extension == "xlsx":
            self.cleaner.sheets.learn_hidden(parse_xml(self._old[self._start.lower()]))

    def _take(self, old_name: str, new_name: str, content_type: str, *, kind: str) -> None:
        """Clean one part and, through it, all that it leads to."""
        self._names[old_name.lower()] = new_name
        self._types[new_name] = content_type
        root = parse_xml(self._old[old_name.lower()])
        relations = {rid: (rel, target, external) for rel, target, external, rid in self._relations_of(old_name)}
        self.cleaner.clean(root, kind)
        wanted = self.cleaner.wanted_relations(root)
        kept: dict[str, str] = {}
        lines: list[str] = []
        implicit = {
            "slideLayout",
            "slideMaster",
            "notesMaster",
            "notesSlide",
            "theme",
            "styles",
            "numbering",
            "fontTable",
        }
        implicit |= {"settings", "footnotes", "endnotes", "sharedStrings", "tableStyles", "slide"}
        for rid in sorted(relations, key=_by_number):
            rel, target, external = relations[rid]
            if external:
                if self._keeps_link(rel, target, kind) and rid in wanted:
                    kept[rid] = f"rId{len(kept) + 1}"
                    lines.append(_relation(kept[rid], _R + "/hyperlink", target, external=True))
                else:
                    self.job.note("links" if rel == "hyperlink" else "remote")
                    self.job.keep_secret(target)
                continue
            if rid not in wanted and rel not in implicit:
                if rel in _NOTED:
                    self.job.note(_NOTED[rel])
                continue
            if (placed := self._place(rel, target)) is None:
                continue
            kept[rid] = f"rId{len(kept) + 1}"
            kind_of_relation = _R + "/" + ("image" if rel == "image" else rel)
            lines.append(_relation(kept[rid], kind_of_relation, _relative(placed, new_name)))
        self.cleaner.rename_relations(root, kept)
        self._new[new_name] = write_xml(root)
        if lines:
            folder, base = posixpath.split(new_name)
            self._new[f"{folder}/_rels/{base}.rels"] = _relations_file(lines)

    def _keeps_link(self, rel: str, target: str, kind: str) -> bool:
        return rel == "hyperlink" and not self.job.thorough and bool(re.match(r"https?://|mailto:", target))

    def _place(self, rel: str, target: str) -> str | None:
        """Take what a relation leads to, once; its new name, or None when it stays behind."""
        old_name = target.lower()
        if old_name in self._names:
            return self._names[old_name]
        if old_name not in self._old:
            return None
        if rel == "image":
            return self._place_picture(old_name)
        if rel == "package":
            return self._place_embedded(old_name)
        if rel in _PARTS and not (rel == "slide" and self.cleaner.is_hidden_slide(parse_xml(self._old[old_name]))):
            stem, content_type = _PARTS[rel]
            family = _BASE + ("wordprocessingml" if self.extension == "docx" else "spreadsheetml")
            number = self._count(stem)
            suffix = "" if rel in _SINGLE else str(number)
            if rel in _SINGLE and number > 1:
                return None
            new_name = f"{self._folder}/{stem}{suffix}.xml"
            try:
                self._take(target, new_name, content_type.format(family=family), kind=rel)
            except Refusal as refusal:
                if refusal.code != "damaged":
                    raise
                self.job.note("damaged")
                self._names.pop(old_name, None)
                self._types.pop(new_name, None)
                return None
            return new_name
        if rel in _NOTED:
            self.job.note(_NOTED[rel])
        elif rel in ("oleObject",):
            self.job.note("embedded")
        return None

    def _place_picture(self, old_name: str) -> str:
        from .main import clean_file

        content = self._old[old_name]
        nested = Job(work=self.job.work, limits=self.job.limits, strength=self.job.strength, _names=self.job._names)
        extension = "png"
        try:
            made = clean_file(nested.write(content), nested, evidence=False)
            if made.family != "picture" or made.extension not in ("png", "jpg", "gif", "tiff", "bmp"):
                raise Refusal("unknown")
            content, extension = made.path.read_bytes(), made.extension
        except Refusal:
            content = _EMPTY_PNG
            self.job.note("dropped_members")
        extension = {"jpg": "jpeg"}.get(extension, extension)
        new_name = f"{self._folder}/media/image{self._count('media')}.{extension}"
        self._names[old_name] = new_name
        self._media.add(extension)
        self._new[new_name] = content
        return new_name

    def _place_embedded(self, old_name: str) -> str | None:
        """A workbook behind a chart, a document in a document: cleaned as a file of its own, or left behind."""
        from .main import clean_file

        if self.job.depth >= self.job.limits["depth"]:
            raise Refusal("too_deep")
        self.job.depth += 1
        try:
            made = clean_file(self.job.write(self._old[old_name]), self.job)
        except Refusal as refusal:
            if refusal.code in ("too_large", "too_many", "too_deep"):
                raise
            self.job.note("dropped_members")
            return None
        finally:
            self.job.depth -= 1
        if made.extension not in _MAIN:
            self.job.note("dropped_members")
            return None
        new_name = f"{self._folder}/embeddings/package{self._count('embeddings')}.{made.extension}"
        self._names[old_name] = new_name
        self._media.add(made.extension)
        self._new[new_name] = made.path.read_bytes()
        return new_name

    def _count(self, stem: str) -> int:
        self._counts[stem] = self._counts.get(stem, 0) + 1
        return self._counts[stem]

    def _relations_of(self, part: str) -> list[tuple[str, str, bool, str]]:
        """(kind, target, external, id) of everything that a part leads to."""
        folder, base = posixpath.split(part)
        content = self._old.get(posixpath.join(folder, "_rels", base + ".rels").lower())
        if content is None:
            return []
        try:
            root = parse_xml(content)
        except Refusal:
            return []
        relations = []
        for item in root.iter(etree.Element):
            if local(item) != "Relationship":
                continue
            kind = item.get("Type", "").rstrip("/").rsplit("/", 1)[-1]
            target, external = item.get("Target", ""), item.get("TargetMode", "").lower() == "external"
            if not external:
                target = unquote(target.split("#")[0]).replace("\\", "/")
                target = posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"{folder}/{target}")
                target = target.lstrip("/")
            relations.append((kind, target, external, item.get("Id", "")))
        return relations

    def _content_types(self) -> bytes:
        media = {"jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "tiff": "image/tiff", "bmp": "image/bmp"}
        media |= {extension: name.removesuffix(".main+xml") for extension, (_, name) in _MAIN.items()}
        root = etree.Element("Types", xmlns=_TYPES)
        defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
        defaults |= {extension: media[extension] for extension in self._media}
        for extension, content_type in sorted(defaults.items()):
            etree.SubElement(root, "Default", Extension=extension, ContentType=content_type)
        for name, content_type in sorted(self._types.items()):
            if self.extension == "pptx":
                content_type = content_type.replace("wordprocessingml.styles", "presentationml.styles")
            etree.SubElement(root, "Override", PartName="/" + name, ContentType=content_type)
        return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _relation(rid: str, kind: str, target: str, *, external: bool = False) -> str:
    escaped = target.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="{rid}" Type="{kind}" Target="{escaped}"{mode}/>'


def _relations_file(lines: list[str]) -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{_RELATIONS}">'
    return (head + "".join(lines) + "</Relationships>").encode()


def _relative(target: str, source: str) -> str:
    return posixpath.relpath(target, posixpath.dirname(source))


def _by_number(rid: str) -> tuple[int, str]:
    found = re.search(r"\d+", rid)
    return (int(found.group()) if found else 0, rid)
