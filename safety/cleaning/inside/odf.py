"""OpenDocument: content, styles and pictures pass, cleaned; settings, thumbnails, revisions and owners stay behind."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from lxml import etree

from .job import Job, Made, Refusal
from .odf_fields import empty_fieldmarks
from .odf_names import FreshNames
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
            for root in roots.values():
                self._fresh_names.learn(root)
        for path, root in roots.items():
            self._clean(root, folder)
            self._fresh_names.put(root)
            self._new[path] = write_xml(root)
            self._types[path] = "text/xml"

    def _clean(self, root: etree._Element, folder: str) -> None:
        empty_fieldmarks(root, self.job)
        hidden = self._hidden_styles(root)
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
            if self.job.thorough and self._is_hidden(element, hidden):
                self.job.note("hidden")
                remove(element)
                continue
            self._clean_attributes(element, folder)

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
        if href.startswith("#"):
            return
        if name == "a":
            if not self.job.thorough and re.match(r"https?://|mailto:", href):
                return
            self.job.note("links")
            self.job.keep_secret(href)
            unwrap(element)
        elif name == "object" and inside + "/content.xml" in self._old:
            self._take(inside)
            self._types.setdefault(inside + "/", self._object_type(inside))
        elif inside in self._old and inside.startswith("ObjectReplacements"):
            remove(element)
        elif inside in self._old and (placed := self._picture(inside)):
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

    def _picture(self, name: str) -> str | None:
        from .main import clean_file

        if name in self._names:
            return self._names[name]
        nested = Job(work=self.job.work, limits=self.job.limits, strength=self.job.strength, _names=self.job._names)
        try:
            made = clean_file(nested.write(self._old[name]), nested, evidence=False)
            if made.family != "picture":
                raise Refusal("unknown")
        except Refusal:
            self.job.note("dropped_members")
            return None
        placed = f"Pictures/{len(self._names) + 1}.{made.extension}"
        self._names[name] = placed
        self._new[placed] = made.path.read_bytes()
        self._types[placed] = f"image/{ {'jpg': 'jpeg'}.get(made.extension, made.extension) }"
        return placed

    def _hidden_styles(self, root: etree._Element) -> set[str]:
        hidden = set()
        for style in root.iter(f"{{{_OASIS}style:1.0}}style"):
            for properties in style:
                shown = properties.get(f"{{{_OASIS}table:1.0}}display"), properties.get(f"{{{_OASIS}text:1.0}}display")
                if shown[0] == "false" or shown[1] == "none":
                    hidden.add(style.get(f"{{{_OASIS}style:1.0}}name", ""))
                if properties.get(f"{{{_OASIS}presentation:1.0}}visibility") == "hidden":
                    hidden.add(style.get(f"{{{_OASIS}style:1.0}}name", ""))
        return hidden

    def _is_hidden(self, element: etree._Element, hidden: set[str]) -> bool:
        if local(element) == "section" and element.get(f"{{{_OASIS}text:1.0}}display") == "none":
            return True
        if not hidden or local(element) not in ("span", "p", "h", "table", "page"):
            return False
        styles = {value for key, value in element.attrib.items() if etree.QName(key).localname == "style-name"}
        return bool(styles & hidden)

    def _manifest(self) -> bytes:
        root = etree.Element(f"{{{_MANIFEST}}}manifest", nsmap={"manifest": _MANIFEST})
        root.set(f"{{{_MANIFEST}}}version", "1.2")
        for path, media_type in sorted(self._types.items()):
            entry = etree.SubElement(root, f"{{{_MANIFEST}}}file-entry")
            entry.set(f"{{{_MANIFEST}}}full-path", path)
            entry.set(f"{{{_MANIFEST}}}media-type", media_type)
        return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if etree.QName(key).localname == name), "")
