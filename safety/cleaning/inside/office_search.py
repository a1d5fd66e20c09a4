"""The verifier's walk through an office package: everything but the words on the page."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from .job import Job

_FORBIDDEN = re.compile(
    rb'[ :]rsid\w*="|paraId="|absPath|fileSharing|<w:del\b|<w:ins\b|PrChange\b|<w:comment|w:author=|'
    rb"tracked-changes|<office:annotation|<dc:creator>|<meta:|TargetMode=\"External\"[^>]*file:|file:///|\\\\\\\\\w+\\\\|"
    rb"<cp:lastModifiedBy|docId\b|customXml/",
    re.IGNORECASE,
)
# Formulas and field codes are text too, but the program follows them.
_CODE = re.compile(rb"<(?:\w+:)?(?:instrText|f|formula|formula[12]|definedName)\b[^>]*>([^<]*)<")
_FAR = re.compile(rb"file:|\\\\\w|[A-Za-z]:\\|\[[^\]<]*\.\w{2,4}\]")
_TEXT_BETWEEN = re.compile(rb">[^<]*<")


def search_package(path: Path, job: Job, patterns: list[bytes], pictures: list[Path], depth: int = 0) -> list[str]:
    """What a package should not hold any more, nested packages included."""
    residue = []
    with zipfile.ZipFile(path) as archive:
        if archive.comment:
            residue.append("comment of the archive")
        for info in archive.infolist():
            content = archive.read(info)
            if info.extra or info.comment or info.date_time != (1980, 1, 1, 0, 0, 0):
                residue.append("record of a member")
            if any(pattern in info.filename.encode() for pattern in patterns):
                residue.append("secret in a name")
            if content[:2] == b"PK" and depth < 3:
                nested = job.write(content, "zip")
                residue += search_package(nested, job, patterns, pictures, depth + 1)
                continue
            if info.filename.endswith((".xml", ".rels", ".vml")):
                codes = b" ".join(_CODE.findall(content))
                content = _TEXT_BETWEEN.sub(b"><", content)  # what people wrote may speak of folders and servers
                if found := _FORBIDDEN.search(content) or _FAR.search(codes):
                    residue.append(f"{info.filename}: {found.group(0)!r}")
            elif re.search(r"\.(jpe?g|png|gif|tiff?|bmp|webp|avif)$", info.filename):
                pictures.append(job.write(content, info.filename.rsplit(".", 1)[-1]))
            if re.search(rb"<x:xmpmeta|Exif\0\0|Photoshop 3\.0\0", content):
                residue.append(f"{info.filename}: carrier")
            if any(pattern in content for pattern in patterns):
                residue.append(f"{info.filename}: secret {[p for p in patterns if p in content]}")
    return residue
