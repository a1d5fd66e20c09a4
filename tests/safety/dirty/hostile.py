# ruff: noqa: E501  # bytes written by hand read better unbroken
"""Files made to fill memory, disk or time, or to be opened by nobody. Each with the refusals that are right for it."""

from __future__ import annotations

import gzip
import io
import random
import struct
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from tests.safety.dirty.awkward import png_of
from tests.safety.dirty.compound import compound
from tests.safety.dirty.documents import pdf
from tests.safety.dirty.packages import office, package

_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]>"
)


def bombs() -> dict[str, tuple[bytes, set[str]]]:
    """Name → the file, and the codes with which it may be refused."""
    broken = {"damaged", "failed"}
    large = {"too_large"}
    zeros = b"\0" * 40_000_000
    return {
        "pixels.png": (png_of(60_000, 60_000), large),
        "pixels.webp": (_plain_webp(16_000), large),
        "pixels.tiff": (_plain_tiff(30_000), large),
        "second_page.tiff": (_plain_tiff(30_000, before=[Image.new("1", (10, 10))]), large),
        "pages.pdf": (_pages(6_000), {"too_many"}),
        "laughs.svg": (f"{_LAUGHS}<svg xmlns='http://www.w3.org/2000/svg'><text>&a11;</text></svg>".encode(), broken),
        "laughs.docx": (office("word/document.xml", {"word/document.xml": f"{_LAUGHS}<w>&a11;</w>"}), broken),
        "laughs.odt": (
            package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": f"{_LAUGHS}<x>&a11;</x>"}),
            broken,
        ),
        "member.docx": (office("word/document.xml", {"word/document.xml": zeros}), large),
        "zeros.gz": (gzip.compress(zeros, 9), large),
        "zeros.tar.gz": (_tar({"a.txt": zeros * 2}, mode="w:gz"), large),
        "folders.tar": (_folders(3_000), {"too_many"}),
        "nested.gz": (_nested_gzip(12), {"too_deep"}),
        "deep.svg": (
            b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g>" * 100_000 + b"</g>" * 100_000 + b"</svg>",
            broken,
        ),
        "deep.eml": (_deep_mail(3_000), {"damaged", "too_deep", "failed"}),
    }


def locked() -> dict[str, bytes]:
    """Files that ask for a password."""
    return {
        "a.zip": _locked_zip(),
        "a.docx": compound("EncryptedPackage", "EncryptionInfo"),
        "a.odt": package(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": b"\x07" * 50,
                "META-INF/manifest.xml": "<manifest><file-entry><encryption-data/></file-entry></manifest>",
            }
        ),
        "a.pdf": _locked_pdf(),
    }


def mutations(content: bytes, *, seed: str, count: int) -> list[bytes]:
    """The same file with bytes changed, cut out, doubled or missing at the end; the same ones every time."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    made = []
    for number in range(count):
        changed = bytearray(content)
        for _ in range(chance.choice((1, 3, 20, 200))):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        at = chance.randrange(len(changed))
        if number % 4 == 1:
            del changed[at : at + chance.randrange(1, 400)]
        elif number % 4 == 2:
            changed[at:at] = changed[at : at + chance.randrange(1, 400)]
        elif number % 4 == 3:
            del changed[max(at, 32) :]
        made.append(bytes(changed))
    return made


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def _plain_webp(side: int) -> bytes:
    """A black square. Lossless WebP writes its two sides, less one, into 28 bits and its one colour once: a square of
    any size is a small one with other sides (RFC 9649, 3.4), and drawing the large one takes seconds."""
    file = bytearray(_saved(Image.new("L", (100, 100)), "WEBP", lossless=True, method=0, quality=0))
    at = file.index(b"VP8L") + 9
    others = int.from_bytes(file[at : at + 4], "little") >> 28 << 28
    file[at : at + 4] = (others | (side - 1) << 14 | side - 1).to_bytes(4, "little")
    return bytes(file)


def _plain_tiff(side: int, before: Sequence[Image.Image] = ()) -> bytes:
    """A square of one colour, behind small pages. A line that is like the one above it takes one bit of a fax, whatever
    its width: a narrow picture with another width in its head is a wide one, and drawing that takes a second."""
    narrow = 9
    pages = [*before, Image.new("1", (narrow, side))]
    file = _saved(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="group4")
    width = struct.pack("<HHIHH", 256, 3, 1, narrow, 0)
    assert file.count(width) == 1
    return file.replace(width, struct.pack("<HHIHH", 256, 3, 1, side, 0))


def _pages(count: int) -> bytes:
    """One page that is listed many times."""
    return pdf().replace(b"/Count 1/Kids[3 0 R]", b"/Count %d/Kids[%s]" % (count, b"3 0 R " * count))


def _tar(members: dict[str, bytes], *, mode: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def _folders(count: int) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for number in range(count):
            info = tarfile.TarInfo(f"d{number}")
            info.type = tarfile.DIRTYPE
            archive.addfile(info)
    return buffer.getvalue()


def _nested_gzip(depth: int) -> bytes:
    content = b"words\n"
    for _ in range(depth):
        content = gzip.compress(content)
    return content


def _deep_mail(depth: int) -> bytes:
    head = b"From: a@example.org\nTo: b@example.org\nSubject: s\nMIME-Version: 1.0\n"
    return head + b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (number, number) for number in range(depth)
    )


def _locked_zip() -> bytes:
    content = bytearray(package({"a.txt": "locked"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(mark) + offset] |= 1
    return bytes(content)


def _locked_pdf() -> bytes:
    """Made by the cleaner's own library, in its own Python."""
    program = (
        "import io, sys, pikepdf\n"
        "with pikepdf.open(io.BytesIO(sys.stdin.buffer.read())) as document:\n"
        "    document.save(sys.argv[1], encryption=pikepdf.Encryption(owner='a', user='b'))\n"
    )
    python = Path(__file__).parents[3] / ".venv-cleaner" / "bin" / "python"
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        subprocess.run([python, "-c", program, file.name], input=pdf(), check=True)
        return Path(file.name).read_bytes()


def truncated_mp4() -> bytes:
    """A box that says it is longer than the world."""
    return struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0) + struct.pack(">I4sQ", 1, b"moov", 1 << 62)


def dear() -> dict[str, bytes]:
    """Name → a file of some kilobytes that asks for minutes."""
    filters = '<feGaussianBlur stdDeviation="900"/><feTurbulence numOctaves="99" baseFrequency="0.9"/>' * 60
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="4000"><filter id="f">{filters}</filter>'
        + '<rect width="4000" height="4000" filter="url(#f)"/>' * 20
        + "</svg>"
    ).encode()
    return {
        "filters.svg": drawing,
        "blanks.txt": (b"a" + b" " * 90_000) * 2,
        "tags.html": b"<html><body>" + b"<div style='" + b"a:" * 20_000 + b"'>" * 2_000 + b"x",
        "headers.eml": b"From: a@example.org\nSubject: " + b"=?utf-8?q?" * 15_000 + b"\n\nx",
    }
