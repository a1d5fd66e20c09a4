"""Office files are ZIP packages: read within bounds, written without dates, owners or order of saving."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from lxml import etree

from .job import Job, Refusal

_EPOCH = (1980, 1, 1, 0, 0, 0)


def read_package(path: Path, job: Job) -> dict[str, bytes]:
    """All members by normalised name. Bombs and locked members are refused before they fill the memory."""
    members: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if info.is_dir():
                    continue
                if info.flag_bits & 0x1:
                    raise Refusal("encrypted")
                name = info.filename.replace("\\", "/").lstrip("/")
                members[name] = read_member(archive, info, job)
    except Refusal:
        raise
    except NotImplementedError as error:
        raise Refusal("encrypted" if "encryption" in str(error) else "packing") from error
    except RuntimeError as error:
        raise Refusal("encrypted") from error
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, zlib.error) as error:
        raise Refusal("damaged") from error
    return members


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, job: Job) -> bytes:
    """One member, whose declared size is not believed."""
    most = job.limits["unpacked"] - job.unpacked
    if (
        info.file_size > most
        or info.file_size > 20_000_000
        and info.file_size > job.limits["ratio"] * info.compress_size
    ):
        raise Refusal("too_large")
    with archive.open(info) as member:
        content = member.read(most + 1)
    job.spend(len(content))
    return content


def write_package(path: Path, members: dict[str, bytes], *, first: str | None = None) -> None:
    """Write members in the order of their names, `first` before all and uncompressed."""
    order = sorted(members, key=lambda name: (name != first, name))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in order:
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system = 3
            info.external_attr = 0o600 << 16
            info.compress_type = zipfile.ZIP_STORED if name == first else zipfile.ZIP_DEFLATED
            archive.writestr(info, members[name])


def parse_xml(content: bytes) -> etree._Element:
    """Parse without entities, network, comments or processing instructions; a document type is refused."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, load_dtd=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Refusal("damaged") from error
    if root.getroottree().docinfo.doctype:
        raise Refusal("damaged")
    return root


def write_xml(root: etree._Element) -> bytes:
    """The tree with a fixed declaration, attributes in the order of their names (their order tells the program)."""
    for element in root.iter(etree.Element):
        if len(element.attrib) > 1:
            pairs = sorted((str(key), str(value)) for key, value in element.attrib.items())
            element.attrib.clear()
            element.attrib.update(pairs)
    etree.cleanup_namespaces(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def remove(element: etree._Element) -> None:
    """Take an element out; the text that follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def unwrap(element: etree._Element) -> None:
    """Put an element's content in its own place."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.text:
        if before is not None:
            before.tail = (before.tail or "") + element.text
        else:
            parent.text = (parent.text or "") + element.text
    place = parent.index(element)
    children = list(element)
    for offset, child in enumerate(children):
        parent.insert(place + offset, child)
    if element.tail:
        if children:
            children[-1].tail = (children[-1].tail or "") + element.tail
        else:
            before = element.getprevious()
            if before is not None:
                before.tail = (before.tail or "") + element.tail
            else:
                parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)


def local(element: etree._Element) -> str:
    """The name without its namespace."""
    return str(etree.QName(element).localname)
