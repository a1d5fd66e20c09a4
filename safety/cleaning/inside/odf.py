"""OpenDocument: content, styles and pictures pass, cleaned; settings, thumbnails, revisions and owners stay behind."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from lxml import etree

from .crops import Crop, cut, natural_size
from .job import Job, Made, Refusal
from .odf_cells import OdfSheets
from .odf_fields import empty_fieldmarks
from .odf_filter import OdfNames, keep_what_may_stay
from .odf_hidden import OdfEyes, flatten_fields
from .odf_names import DEFINED, FreshNames
from .odf_rules import HidingRules
from .odf_styles import Styles, forget_unused_labels
from .odf_tree import canonical, named, points
from .ooxml_covers import is_opaque
from .packages import local, parse_xml, read_package, remove, unwrap, write_package, write_xml

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_MANIFEST = _OASIS + "manifest:1.0"
_XLINK = "http://www.w3.org/1999/xlink"
_KNOWN = re.compile(
    r"^(urn:oasis:names:tc:opendocument:xmlns:.*|http://www\.w3\.org/(1999/xlink|1998/Math/MathML|XML/1998/namespace))$"
)
_CHANGES = {"changed-region", "insertion", "deletion", "cell-content-change", "movement"}
_KINDS = {"odt": "text", "ods": "spreadsheet", "odp": "presentation", "odg": "graphics"}
# Fields that show what the machine knows about its owner and the file.
_TELLING_FIELDS = {
        "author-name", "author-initials", "initial-creator", "creator", "printed-by", "file-name", "template-name",
    "user-defined",
        "title", "subject", "description", "keywords", "creation-date", "creation-time", "modification-date",
    "modification-time",
    "print-date", "print-time", "editing-duration", "editing-cycles", "dde-connection", "macro", "execute-macro",
    "hidden-text", "hidden-paragraph", "script",
}  # fmt: skip
_NOISE = {
        "scripts": "scripts", "event-listeners": "scripts", "annotation": "comments", "annotation-end": "",
    "change-start": "",
        "change-end": "", "change": "", "dde-source": "remote", "dde-links": "remote", "dde-link": "remote",
    "dde-connection-decls": "remote",
    "cell-range-source": "remote", "table-source": "remote", "desc": "alternative_texts", "database-source": "remote",
    "settings": "", "font-face-src": "embedded", "user-field-decls": "", "plugin": "embedded", "applet": "scripts",
    "object-ole": "embedded", "binary-data": "embedded", "tracked-changes": "", "soft-page-break": "", "signature": "",
}  # fmt: skip


def clean_odf(path: Path, job: Job, *, extension: str, made_here: bool = False) -> Made:
    """Write the clean package. One that was made here has properties of ours, of which nobody needs to hear."""
    from .evidence import note_evidence

    if not made_here:
        note_evidence(path, job, words_stay=True)
    package = OpenDocument(read_package(path, job), job, made_here=made_here)
    target = job.path(extension)
    write_package(target, package.grow("", kind=_KINDS[extension]), first="mimetype")
    return Made(target, "office", extension)


class OpenDocument:
    """One document on its way: what its content points to is taken along, under names of ours."""

    def __init__(self, old: dict[str, bytes], job: Job, *, made_here: bool) -> None:
        self.job = job
        self._made_here = made_here
        self._fresh_names = FreshNames()
        self._names_of_parts = OdfNames()
        self._styles = Styles()
        self._kind = ""
        self._old = old
        self._new: dict[str, bytes] = {}
        self._types: dict[str, str] = {}
        self._names: dict[str, str] = {}
        if re.search(rb"encryption-data", old.get("META-INF/manifest.xml", b"")):
            raise Refusal("encrypted")

    def grow(self, folder: str, *, kind: str) -> dict[str, bytes]:
        """All members of the clean package."""
        if "content.xml" not in self._old:
            raise Refusal("damaged")
        if not self._made_here:
            self._note_properties()
        media_type = f"application/vnd.oasis.opendocument.{kind}"
        self._types["/"] = media_type
        self._kind = kind
        self._take(folder)
        self._new["mimetype"] = media_type.encode()
        self._new["META-INF/manifest.xml"] = self._manifest()
        return self._new

    def _note_properties(self) -> None:
        for name, code in (
            ("meta.xml", "metadata"),
            ("settings.xml", "printer"),
            ("Thumbnails/thumbnail.png", "preview"),
        ):
            if name in self._old:
                self.job.note(code)
        if "meta.xml" in self._old:
            try:
                root = parse_xml(self._old["meta.xml"])
            except Refusal:
                return
            for element in root.iter(etree.Element):
                if local(element) in ("creator", "initial-creator", "printed-by") and element.text:
                    self.job.note("person")
                    self.job.keep_secret(element.text)
        if any(name.startswith("Basic/") or name.startswith("Scripts/") for name in self._old):
            self.job.note("scripts")

    def _take(self, folder: str) -> None:
        paths = [posixpath.join(folder, name) for name in ("content.xml", "styles.xml")]
        roots = {path: parse_xml(self._old[path]) for path in paths if path in self._old and path not in self._new}
        if self.job.thorough:
            roots = self._without_the_unseen(roots, whole=not folder)
            for root in roots.values():
                self._fresh_names.learn(root)
        for root in roots.values():
            self._clean(root, folder)
            self._fresh_names.put(root)
        if self.job.thorough:
            styles = {_attribute(item, "name") for root in roots.values() for item in named(root, *DEFINED)}
            for root in roots.values():
                sheets = self._kind == "spreadsheet" and not folder
                keep_what_may_stay(root, self._names_of_parts, styles, sheets=sheets)
        for path, root in roots.items():
            self._new[path] = write_xml(root)
            self._types[path] = "text/xml"

    def _without_the_unseen(self, roots: dict[str, etree._Element], *, whole: bool) -> dict[str, etree._Element]:
        """The parts without what no page, sheet or slide shows."""
        self._styles = Styles()
        eyes = OdfEyes(
            self.job, self._styles, opaque={name for name, content in self._old.items() if is_opaque(content)}
        )
        rules = HidingRules(self._styles)
        for root in roots.values():
            empty_fieldmarks(root, self.job)
            self._styles.learn(root)
            for person in named(root, "creator", "creator-initials"):
                self.job.keep_secret(person.text or "")
        for root in roots.values():
            rules.learn(root)
        fresh = {path: canonical(root) for path, root in roots.items()}
        kind = self._kind if whole else "chart"
        for root in fresh.values():
            eyes.learn(root)
        if whole:
            self._drop_unused_masters(list(fresh.values()))
        eyes.drop_unseen_masters(list(fresh.values()))
        forget_unused_labels(list(fresh.values()))
        for path, root in fresh.items():
            if kind == "spreadsheet" and path.endswith("content.xml"):
                self._names_of_parts.sheets |= OdfSheets(self.job, self._styles, rules).clean(root)
            eyes.take_out(root, kind=kind)
            for control in named(root, "control"):
                self.job.note("controls")
                remove(control)
            for form in named(root, "forms"):
                self.job.note("controls", int(bool(len(form))))
                remove(form)
        return fresh

    def _drop_unused_masters(self, roots: list[etree._Element]) -> None:
        """Masters of pages and slides that nothing uses are seen nowhere."""
        masters = {_attribute(item, "name"): item for root in roots for item in named(root, "master-page")}
        pages = [item for root in roots for item in named(root, "page")]
        if self._kind in ("presentation", "graphics"):
            used = {_attribute(page, "master-page-name") for page in pages}
        else:
            used = {_attribute(item, "master-page-name") for root in roots for item in named(root, "style")} - {""}
            used |= {name for name in masters if name in ("Standard", "Default")} or set(list(masters)[:1])
            if self._kind == "spreadsheet":
                used |= {"Default"} & masters.keys() or set(masters)
        waiting = list(used)
        while waiting:
            after = _attribute(masters.get(waiting.pop()), "next-style-name")
            if after and after not in used:
                used.add(after)
                waiting.append(after)
        for name, master in masters.items():
            if name not in used and used & masters.keys():
                self.job.note("hidden", int(any((item.text or "").strip() for item in named(master, "p", "span"))))
                remove(master)

    def _clean(self, root: etree._Element, folder: str) -> None:
        if not self.job.thorough:
            empty_fieldmarks(root, self.job)
        for element in list(root.iter(etree.Element)):
            name = local(element)
            namespace = etree.QName(element).namespace or ""
            if element is not root and not _KNOWN.match(namespace):
                if name in ("creator", "date", "creator-initials"):
                    self.job.keep_secret(element.text or "")
                remove(element)
                continue
            if element is not root and element.getparent() is None:
                continue
            if name == "tracked-changes":
                count = sum(
                    1
                    for child in element
                    if local(child) in ("changed-region", "insertion", "deletion", "cell-content-change", "movement")
                )  # noqa: E501
                self.job.note("changes", max(count, 1))
                for person in element.iter("{http://purl.org/dc/elements/1.1/}creator"):
                    self.job.keep_secret(person.text or "")
                remove(element)
                continue
            if name in _NOISE:
                if not (code := _NOISE[name]):
                    remove(element)
                    continue
                self.job.note(code, 1 if len(element) or code != "scripts" else 0)
                remove(element)
                continue
            if name == "title" and "svg" in namespace:
                self.job.note("alternative_texts")
                remove(element)
                continue
            today = self._made_here and name in ("date", "time") and _attribute(element, "fixed") != "true"
            if "text:1.0" in namespace and (name in _TELLING_FIELDS or name.startswith("sender-") or today):
                self.job.note("fields")
                remove(element)
                continue
            self._clean_attributes(element, folder)
        if self.job.thorough:
            flatten_fields(root, self.job)

    def _clean_attributes(self, element: etree._Element, folder: str) -> None:
        for key in list(element.attrib):
            qname = etree.QName(key)
            if qname.namespace and not _KNOWN.match(qname.namespace):
                del element.attrib[key]
        for key in ("rsid", "paragraph-rsid", "change-id"):
            for full in [item for item in element.attrib if etree.QName(item).localname == key]:
                del element.attrib[full]
        name = local(element)
        if name in ("frame", "custom-shape", "control", "image") and (
            label := element.get(f"{{{_OASIS}drawing:1.0}}name")
        ):
            if re.search(r"[\\/]|\.\w{3,4}$", label):
                self.job.keep_secret(label)
            del element.attrib[f"{{{_OASIS}drawing:1.0}}name"]
        for full in [
            item
            for item in element.attrib
            if etree.QName(item).localname in ("filter-name", "user-name", "printer-name")
        ]:
            del element.attrib[full]
        formula = element.get(f"{{{_OASIS}table:1.0}}formula")
        if formula and re.search(r"file:|://|\\\\|DDE\(|WEBSERVICE", formula):
            self.job.note("fields")
            del element.attrib[f"{{{_OASIS}table:1.0}}formula"]
        href = element.get(f"{{{_XLINK}}}href")
        if href is not None:
            self._clean_link(element, href, folder)

    def _clean_link(self, element: etree._Element, href: str, folder: str) -> None:
        name = local(element)
        inside = posixpath.normpath(posixpath.join(folder, href.removeprefix("./")))
        if href.startswith("#") and not (self.job.thorough and name == "a"):
            if self.job.thorough:
                del element.attrib[f"{{{_XLINK}}}href"]
            return
        if name == "a":
            if href.startswith("#"):
                unwrap(element)
                return
            if not self.job.thorough and re.match(r"https?://|mailto:", href):
                return
            self.job.note("links")
            self.job.keep_secret(href)
            unwrap(element)
        elif name == "object" and inside + "/content.xml" in self._old and self._shows_itself(inside):
            styles = self._styles
            self._take(inside)
            self._styles = styles
            self._types.setdefault(inside + "/", self._object_type(inside))
        elif inside in self._old and inside.startswith("ObjectReplacements") and self._has_object(element):
            remove(element)
        elif inside in self._old and (placed := self._picture(inside, self._crop(element, inside))):
            element.set(f"{{{_XLINK}}}href", posixpath.relpath(placed, folder) if folder else placed)
        else:
            self.job.note("remote" if "://" in href or href.startswith("..") else "embedded")
            self.job.keep_secret(href)
            remove(element)

    def _object_type(self, folder: str) -> str:
        content = self._old[folder + "/content.xml"]
        if b"http://www.w3.org/1998/Math/MathML" in content[:2000]:
            return "application/vnd.oasis.opendocument.formula"
        return "application/vnd.oasis.opendocument." + ("chart" if b"<office:chart" in content else "text")

    def _shows_itself(self, folder: str) -> bool:
        """Charts and formulas are drawn from their parts; of another document in a document a picture is seen alone."""
        if not self.job.thorough:
            return True
        kind = self._object_type(folder)
        return kind.endswith(("chart", "formula"))

    @staticmethod
    def _has_object(image: etree._Element) -> bool:
        frame = image.getparent()
        return frame is not None and any(local(item) == "object" for item in frame)

    def _crop(self, image: etree._Element, name: str) -> Crop | None:
        """What a frame cuts away of its picture, which the style says in lengths of the picture's natural size."""
        frame = image.getparent()
        if not self.job.thorough or frame is None:
            return None
        told = self._styles.of_element(frame).get("clip", "")
        sides = [points(side) or 0.0 for side in re.findall(r"-?[\d.]+[a-z]{2}", told)]
        if len(sides) != 4 or not any(side > 0 for side in sides):
            return None
        width, height = natural_size(self._old[name])
        top, right, bottom, left = (max(side, 0.0) for side in sides)
        return left / width, top / height, right / width, bottom / height

    def _picture(self, old_name: str, crop: Crop | None = None) -> str | None:
        name = f"{old_name}|{crop}" if crop else old_name
        if name in self._names:
            return self._names[name]
        nested = self.job.nested()
        try:
            made = nested.clean(nested.write(self._old[old_name]), evidence=False)
            if made.family != "picture":
                raise Refusal("unknown")
            path, extension = cut(made.path, made.extension, crop, nested) if crop else (made.path, made.extension)
        except (Refusal, OSError, ValueError):
            self.job.note("dropped_members")
            return None
        self.job.note("cropped", int(crop is not None))
        placed = f"Pictures/{len(self._names) + 1}.{extension}"
        self._names[name] = placed
        self._new[placed] = path.read_bytes()
        self._types[placed] = f"image/{ {'jpg': 'jpeg'}.get(extension, extension) }"
        return placed

    def _manifest(self) -> bytes:
        root = etree.Element(f"{{{_MANIFEST}}}manifest", nsmap={"manifest": _MANIFEST})
        root.set(f"{{{_MANIFEST}}}version", "1.2")
        for path, media_type in sorted(self._types.items()):
            entry = etree.SubElement(root, f"{{{_MANIFEST}}}file-entry")
            entry.set(f"{{{_MANIFEST}}}full-path", path)
            entry.set(f"{{{_MANIFEST}}}media-type", media_type)
        return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _attribute(element: etree._Element | None, name: str) -> str:
    if element is None:
        return ""
    return next((str(value) for key, value in element.attrib.items() if etree.QName(key).localname == name), "")
