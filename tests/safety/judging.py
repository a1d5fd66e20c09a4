"""What every cleaned file is asked, whatever its family."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
import zlib
from pathlib import Path

import pytest

from safety.cleaning import Clean, Limits, Raw, Refused, Strength, clean
from tests.safety import dirty
from tests.safety.dirty.packages import package

GPS_AND_PEOPLE = ("GPS", "Artist", "Author", "Creator", "Serial", "OwnerName", "Make", "LastModifiedBy", "DocumentID")


def cleaned(content: bytes, name: str = "file.bin", strength: Strength = Strength.THOROUGH) -> tuple[Clean, bytes]:
    """Clean, and make sure of what holds for every family."""
    result = clean(Raw(name, io.BytesIO(content)), strength=strength)
    with result.body:
        body = result.body.read()
    assert len(body) == result.size
    for part in unfolded(body):
        assert dirty.CANARY.encode() not in part
        assert dirty.CANARY.encode("utf-16-le") not in part
    return result, body


def cleaned_together(files: dict[str, bytes]) -> dict[str, bytes]:
    """Clean many small files in one archive, which is much faster; every one must come out."""
    extension = {name: name.rsplit(".", 1)[-1] for name in files}
    _result, body = cleaned(
        package({f"{n:03}.{extension[name]}": files[name] for n, name in enumerate(files)}), "a.zip"
    )
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        members = sorted(archive.namelist())
        assert len(members) == len(files)
        return {name: archive.read(member) for name, member in zip(files, members, strict=True)}


def unfolded(content: bytes) -> list[bytes]:
    """The file, what is packed in it, and what is deflated in a PDF."""
    parts = [content]
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                parts += [name.encode(), *unfolded(archive.read(name))]
    for stream in content.split(b"stream\n")[1:] if content[:4] == b"%PDF" else []:
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return parts


def shown_words(body: bytes) -> str:
    """All text of an office file's parts, as one line; attributes that pages draw (labels) as well."""
    told = []
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for name in archive.namelist():
            if name.endswith(".xml") and not name.startswith(("_rels", "[Content", "META-INF")):
                text = archive.read(name).decode()
                told += re.findall(r'(?:w:val|string)="([^"]*)"', text)
                told.append(re.sub(r"<[^>]*>", "", re.sub(r"</(?:\w+:)?(?:p|c|si|tc|h)>", " ", text)))
    return " ".join(" ".join(told).split())


def tags(body: bytes, extension: str, folder: Path) -> str:
    """What exiftool tells of a file, as people would ask it."""
    path = folder / f"told.{extension}"
    path.write_bytes(body)
    return subprocess.run(
        ["/usr/bin/exiftool", "-ee", "-a", "-G1", "-s", str(path)], capture_output=True, text=True, check=False
    ).stdout


def codes(result: Clean) -> set[str]:
    """What the report says went."""
    return {finding.code for finding in result.removed}


def refused(content: bytes, name: str = "a.bin", limits: Limits | None = None) -> str:
    """The code of the refusal, whose sentence must say something."""
    with pytest.raises(Refused) as caught:
        clean(Raw(name, io.BytesIO(content)), limits=limits)
    assert caught.value.sentence.endswith(".")
    return caught.value.code
