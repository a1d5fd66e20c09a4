"""Archives, and the bones of office files."""

from __future__ import annotations

import io
import tarfile
import zipfile

from tests.safety.dirty.canary import CANARY

R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def package(members: dict[str, str | bytes], *, comment: bytes = b"") -> bytes:
    """A ZIP with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tar(members: dict[str, bytes]) -> bytes:
    """A tar of one user's files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.uname, info.gname, info.mtime = len(content), CANARY, CANARY, 1577934245
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def relations(*lines: tuple[str, str, str]) -> str:
    """A relations part: (id, kind, target)."""
    items = "".join(
        f'<Relationship Id="{rid}" Type="{kind if "://" in kind else R + "/" + kind}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if '://' in target else ''}/>"
        for rid, kind, target in lines
    )
    return f'<Relationships xmlns="{_REL}">{items}</Relationships>'


def _core() -> str:
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{CANARY}</dc:creator>'
        f"<cp:lastModifiedBy>{CANARY}</cp:lastModifiedBy></cp:coreProperties>"
    )


def office(main: str, parts: dict[str, str | bytes]) -> bytes:
    """An office file around its main part, with an author."""
    types = f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/></Types>'
    properties = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    roots = relations(("rId1", "officeDocument", main), ("rId2", properties, "docProps/core.xml"))
    return package({"[Content_Types].xml": types, "_rels/.rels": roots, "docProps/core.xml": _core(), **parts})
