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

from .crops import Crop, cut, parted
from .job import Job, Made, Refusal
from .ooxml_covers import forget_marks, is_opaque, mark_opaque
from .ooxml_map import (
    BASE,
    EMPTY_PNG,
    MAIN,
    NOTED,
    OFFICE,
    PARTS,
    SHOWN_NOWHERE,
    SINGLE,
    TYPES,
    by_number,
    relation,
    relations_file,
    relative,
)
from .ooxml_parts import PartCleaner
from .ooxml_strings import forget_unused_strings
from .ooxml_tree import canonical, value_of
from .packages import local, parse_xml, read_package, write_package, write_xml


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
            start = [name for name, _ in MAIN.values() if name in self._old]
        if not start:
            raise Refusal("damaged")
        self._start = start[0]
        root = canonical(parse_xml(self._old[self._start.lower()]))
        self.extension = {"document": "docx", "workbook": "xlsx", "presentation": "pptx"}.get(local(root), "")
        if not self.extension:
            raise Refusal("damaged")
        self._folder = {"docx": "word", "xlsx": "xl", "pptx": "ppt"}[self.extension]
        self.cleaner = PartCleaner(job, self.extension)
        self._prepared: dict[str, etree._Element] = {}
        self._sheets: dict[str, str] = {}
        self._used: set[str] | None = None
        self._drawn: set[str] = set()

    def grow(self) -> dict[str, bytes]:
        """All members of the clean package."""
        for kind, _, _, _ in self._relations_of(""):
            if kind in NOTED:
                self.job.note(NOTED[kind])
        self._note_properties()
        self._prepare()
        name, content_type = MAIN[self.extension]
        self._take(self._start, name, content_type, kind="main")
        if self.extension == "xlsx":
            self._new = forget_unused_strings(self._new)
        line = relation("rId1", OFFICE + "/officeDocument", name)
        self._new["_rels/.rels"] = relations_file([line])
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
        """Know styles, hidden sheets and cells, and layouts in use, before any part that they bear on is cleaned."""
        if self.extension == "docx":
            styles, settings = self._first(self._start, "styles"), self._first(self._start, "settings")
            self.cleaner.words.learn(styles, settings)
            self.cleaner.names.learn(styles)
            for name in [
                name
                for name in self._old
                if name.endswith(".xml") and name.startswith(posixpath.dirname(self._start.lower()))
            ]:
                self.cleaner.learn_lists(self._read(name))
        elif self.extension == "xlsx":
            workbook = self._read(self._start)
            self.cleaner.sheets.learn_hidden(workbook)
            parts = {rid: target for _, target, external, rid in self._relations_of(self._start) if not external}
            for sheet in [item for item in workbook.iter(etree.Element) if local(item) == "sheet"]:
                target = parts.get(value_of(sheet, "id"), "").lower()
                if target in self._old and value_of(sheet, "name").casefold() in self.cleaner.sheets.formulas.visible:
                    self._sheets[target] = value_of(sheet, "name")
                    self._prepared[target] = self._read(target)
            sheets = {name: self._prepared[target] for target, name in self._sheets.items()}
            self.cleaner.sheets.learn_cells(
                sheets, self._first(self._start, "styles"), self._first(self._start, "sharedStrings")
            )
        elif self.job.thorough:
            self.cleaner.slides.learn_size(self._read(self._start))
            self._used = set()
            self._drawn = set()
            for slide in [target for kind, target, _, _ in self._relations_of(self._start) if kind == "slide"]:
                if self._read(slide).get("show") not in ("0", "false"):
                    behind = self._behind(slide)
                    self._used |= {name for name, _ in behind}
                    for above, (name, _part) in zip(
                        [self._read(slide), *(part for _, part in behind)], behind, strict=False
                    ):
                        if above.get("showMasterSp") in ("0", "false"):
                            break  # this slide, or this layout, hides the shapes of what is behind it
                        self._drawn.add(name)
        for name in [name for name in self._old if "/diagrams/drawing" in name]:
            self.cleaner.learn_drawing(_bare(self._old[name]))

    def _read(self, name: str) -> etree._Element:
        """A part in our spelling; one that is missing or broken is empty."""
        try:
            return canonical(parse_xml(self._old[name.lower()]))
        except (Refusal, KeyError):
            return etree.Element("none")

    def _first(self, part: str, kind: str) -> etree._Element | None:
        found = [
            target for rel, target, _, _ in self._relations_of(part) if rel == kind and target.lower() in self._old
        ]
        return self._read(found[0]) if found else None

    def _behind(self, slide: str) -> list[tuple[str, etree._Element]]:
        """The layout of a slide and its master, or the master of a layout."""
        found = []
        for kind in ("slideLayout", "slideMaster"):
            names = [target for rel, target, _, _ in self._relations_of(slide) if rel == kind]
            if names:
                slide = names[0]
                found.append((slide.lower(), self._read(slide)))
        return found

    def _take(self, old_name: str, new_name: str, content_type: str, *, kind: str) -> None:
        """Clean one part and, through it, all that it leads to."""
        self._names[old_name.lower()] = new_name
        self._types[new_name] = content_type
        raw = parse_xml(self._old[old_name.lower()])
        self.cleaner.note_paths(raw)
        root = self._prepared.pop(old_name.lower(), None)
        root = canonical(raw) if root is None else root
        relations = {rid: (rel, target, external) for rel, target, external, rid in self._relations_of(old_name)}
        if kind in ("slide", "slideLayout"):
            self.cleaner.slides.look_behind([part for _, part in self._behind(old_name)])
        elif kind == "slideMaster":
            self.cleaner.slides.look_behind([])
        if kind in ("slideLayout", "slideMaster") and self._used is not None and old_name.lower() not in self._drawn:
            self.cleaner.slides.empty(root)
        pictures = {rid: target.lower() for rid, (rel, target, _) in relations.items() if rel == "image"}
        mark_opaque(root, {rid for rid, target in pictures.items() if is_opaque(self._old.get(target, b""))})
        self.cleaner.clean(root, kind, sheet=self._sheets.get(old_name.lower(), ""))
        forget_marks(root)
        wanted = self.cleaner.wanted_relations(root)
        for name in wanted:
            if (of := parted(name)[0]) != name and of in relations:
                relations[name] = (relations[of][0], relations[of][1] + name.removeprefix(of), relations[of][2])
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
        for rid in sorted(relations, key=by_number):
            rel, target, external = relations[rid]
            if external:
                if self._keeps_link(rel, target, kind) and rid in wanted:
                    kept[rid] = f"rId{len(kept) + 1}"
                    lines.append(relation(kept[rid], OFFICE + "/hyperlink", target, external=True))
                else:
                    self.job.note("links" if rel == "hyperlink" else "remote")
                    self.job.keep_secret(target)
                continue
            if rid not in wanted and rel not in implicit:
                if rel in NOTED:
                    self.job.note(NOTED[rel])
                continue
            if (placed := self._place(rel, target)) is None:
                continue
            kept[rid] = f"rId{len(kept) + 1}"
            kind_of_relation = OFFICE + "/" + ("image" if rel == "image" else rel)
            lines.append(relation(kept[rid], kind_of_relation, relative(placed, new_name)))
        self.cleaner.rename_relations(root, kept)
        self._new[new_name] = write_xml(root)
        if lines:
            folder, base = posixpath.split(new_name)
            self._new[f"{folder}/_rels/{base}.rels"] = relations_file(lines)

    def _keeps_link(self, rel: str, target: str, kind: str) -> bool:
        return rel == "hyperlink" and not self.job.thorough and bool(re.match(r"https?://|mailto:", target))

    def _place(self, rel: str, target: str) -> str | None:
        """Take what a relation leads to, once; its new name, or None when it stays behind."""
        old_name = target.lower()
        if self.job.thorough and (
            rel in SHOWN_NOWHERE
            or (rel in ("slideLayout", "slideMaster") and self._used and old_name not in self._used)
        ):
            self.job.note(NOTED.get(rel, ""), int(rel in NOTED))
            return None
        old_name, crop = parted(old_name)
        target = parted(target)[0]
        if crop is not None:
            return self._place_picture(old_name, crop) if rel == "image" and old_name in self._old else None
        if old_name in self._names:
            return self._names[old_name]
        if old_name not in self._old:
            return None
        if rel == "image":
            return self._place_picture(old_name)
        if rel == "package":
            return self._place_embedded(old_name)
        if rel in PARTS and not (rel == "slide" and self.cleaner.is_hidden_slide(parse_xml(self._old[old_name]))):
            stem, content_type = PARTS[rel]
            family = BASE + ("wordprocessingml" if self.extension == "docx" else "spreadsheetml")
            number = self._count(stem)
            suffix = "" if rel in SINGLE else str(number)
            if rel in SINGLE and number > 1:
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
        if rel in NOTED:
            self.job.note(NOTED[rel])
        elif rel in ("oleObject",):
            self.job.note("embedded")
        return None

    def _place_picture(self, old_name: str, crop: Crop | None = None) -> str:
        """A picture cleaned as a file of its own; for each way in which it is cropped, one without the rest."""
        known = f"{old_name}|{crop}" if crop else old_name
        if known in self._names:
            return self._names[known]
        content = self._old[old_name]
        nested = self.job.nested()
        extension = "png"
        try:
            made = nested.clean(nested.write(content), evidence=False)
            if made.family != "picture" or made.extension not in ("png", "jpg", "gif", "tiff", "bmp"):
                raise Refusal("unknown")
            path, extension = cut(made.path, made.extension, crop, nested) if crop else (made.path, made.extension)
            content = path.read_bytes()
        except (Refusal, OSError, ValueError):
            content = EMPTY_PNG
            self.job.note("dropped_members")
        extension = {"jpg": "jpeg"}.get(extension, extension)
        new_name = f"{self._folder}/media/image{self._count('media')}.{extension}"
        self._names[known] = new_name
        self._media.add(extension)
        self._new[new_name] = content
        return new_name

    def _place_embedded(self, old_name: str) -> str | None:
        """A workbook behind a chart, a document in a document: cleaned as a file of its own, or left behind."""
        if self.job.depth >= self.job.limits["depth"]:
            raise Refusal("too_deep")
        self.job.depth += 1
        try:
            made = self.job.clean(self.job.write(self._old[old_name]))
        except Refusal as refusal:
            if refusal.code in ("too_large", "too_many", "too_deep"):
                raise
            self.job.note("dropped_members")
            return None
        finally:
            self.job.depth -= 1
        if made.extension not in MAIN:
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
        media |= {extension: name.removesuffix(".main+xml") for extension, (_, name) in MAIN.items()}
        root = etree.Element("Types", xmlns=TYPES)
        defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
        defaults |= {extension: media[extension] for extension in self._media}
        for extension, content_type in sorted(defaults.items()):
            etree.SubElement(root, "Default", Extension=extension, ContentType=content_type)
        for name, content_type in sorted(self._types.items()):
            if self.extension == "pptx":
                content_type = content_type.replace("wordprocessingml.styles", "presentationml.styles")
            etree.SubElement(root, "Override", PartName="/" + name, ContentType=content_type)
        return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _bare(content: bytes) -> etree._Element:
    """A part of a vendor's vocabulary, read for its words alone."""
    try:
        return parse_xml(content)
    except Refusal:
        return etree.Element("none")
