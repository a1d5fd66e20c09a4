"""What a file is, by its content. What is made of letters alone is judged in `letters`, where its name counts too."""

from __future__ import annotations

import codecs
import re
import struct
import zipfile
from pathlib import Path

from .job import Refusal

_HEAD = 64 * 1024
_OFFICE_TYPES = {
    "wordprocessingml": "docx",
    "spreadsheetml": "xlsx",
    "presentationml": "pptx",
    "ms-word": "docx",
    "ms-excel": "xlsx",
    "ms-powerpoint": "pptx",
}
_ODF_TYPES = {
    "text": "odt",
    "text-template": "odt",
    "text-master": "odt",
    "spreadsheet": "ods",
    "spreadsheet-template": "ods",
    "presentation": "odp",
    "presentation-template": "odp",
    "graphics": "odg",
    "graphics-template": "odg",
}
_HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}
_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
BYTE_ORDER_MARKS = tuple(mark for mark, _ in _MARKED)


def detect(path: Path, *, hint: str = "") -> str:
    """Return `family:extension`, or refuse what is not known."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return _by_signature(head, path) or _by_text(head, path, hint) or _unknown()


def _unknown() -> str:
    raise Refusal("unknown")


def _by_signature(head: bytes, path: Path) -> str | None:  # noqa: C901  # a table written as questions
    if head.startswith(b"\xff\xd8\xff"):
        return "picture:jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "picture:png"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "picture:gif"
    if head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return {b"WEBP": "picture:webp", b"WAVE": "audio:wav", b"AVI ": "video:avi"}[head[8:12]]
    if head.startswith((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")):
        return "picture:tiff"
    if head.startswith(b"BM") and head[14:18] in (
        b"\x0c\0\0\0",
        b"\x28\0\0\0",
        b"\x38\0\0\0",
        b"\x6c\0\0\0",
        b"\x7c\0\0\0",
    ):
        return "picture:bmp"
    if head.startswith((b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51")):
        return "picture:jp2"
    if re.match(rb"P[1-6]\s+(?:#[^\n]*\n\s*)*\d+\s", head):
        return "picture:ppm"
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    if head[4:8] in (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot") and head[:4] < b"\x20":
        return "video:mov"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _by_compound_file(path)
    if head.startswith(b"{\\rt"):
        return "legacy:rtf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _by_zip(path)
    if head[257:262] == b"ustar":
        return "archive:tar"
    if head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")):
        return "archive:tgz"
    # After the containers: the first file in a ZIP or tar may be a PDF, and its mark then lies in reach.
    if b"%PDF-" in head[:1024]:
        return "pdf:pdf"
    if head.startswith(b"fLaC"):
        return "audio:flac"
    if head.startswith(b"OggS"):
        return _by_ogg(head)
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video:webm" if b"webm" in head[:64] else "video:mkv"
    if head.startswith(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"):
        return "video:wmv"
    if head.startswith(b"FORM") and head[8:12] in (b"AIFF", b"AIFC"):
        return "audio:aiff"
    if head.startswith(b"ID3") or (len(head) > 4 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] >> 4 != 15):
        return "audio:mp3"
    if head.startswith((b"\xff\xf1", b"\xff\xf9")):
        return "audio:aac"
    if head.startswith((b"#!AMR\n", b"#!AMR-WB\n")):
        return "audio:amr"
    if head.startswith(b"\0\0\x01\xba"):
        return "video:mpg"
    if len(head) > 3 * 192 and all(head[at] == 0x47 for at in (0, 188, 376)):
        return "video:ts"
    if len(head) > 3 * 192 and all(head[at] == 0x47 for at in (4, 196, 388)):
        return "video:ts"  # as cameras on a card write it
    return None


def _by_brand(head: bytes) -> str:
    size = int.from_bytes(head[:4], "big")
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, min(size, 256), 4))}
    if brands & _AVIF_BRANDS and head[8:12] not in _HEIF_BRANDS - {b"mif1", b"msf1"}:
        return "picture:avif"
    if brands & _HEIF_BRANDS:
        return "picture:heic"
    if head[8:12] in (b"M4A ", b"M4B "):
        return "audio:m4a"
    if head[8:12] == b"qt  ":
        return "video:mov"
    return "video:mp4"


def _by_ogg(head: bytes) -> str:
    if b"OpusHead" in head[:512]:
        return "audio:opus"
    if b"\x80theora" in head[:1024]:
        return "video:ogv"
    return "audio:ogg"


def _by_compound_file(path: Path) -> str:
    """OLE2: old Word, Excel, PowerPoint, and modern files under a password; of before 1997 nothing here reads slides.

    Only a file's own streams count: a document may hold others, each with streams of the same names.
    """
    import olefile

    try:
        with olefile.OleFileIO(path) as file:
            own = {name[0].lower() for name in file.listdir() if len(name) == 1}
    except (OSError, ValueError, IndexError, RecursionError, struct.error) as error:
        raise Refusal("damaged") from error
    for name, code in (("__properties_version1.0", "outlook"), ("encryptedpackage", "encrypted")):
        if name in own:
            raise Refusal(code)
    kinds = {"worddocument": "doc", "powerpoint document": "ppt", "workbook": "xls", "book": "xls"}
    for name, extension in kinds.items():
        if name in own:
            return f"legacy:{extension}"
    raise Refusal("unknown")


def _by_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "mimetype" in names:
                kind = _peek(archive, "mimetype").decode("ascii", "replace").strip()
                prefix = "application/vnd.oasis.opendocument."
                if kind.startswith(prefix):
                    extension = _ODF_TYPES.get(kind.removeprefix(prefix))
                    return f"odf:{extension}" if extension else _unknown()
                if kind == "application/epub+zip":
                    raise Refusal("unknown")
            if "_rels/.rels" in names or "[Content_Types].xml" in names:
                for part, extension in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
                    if any(name.startswith(part) for name in names):
                        return f"ooxml:{extension}"
                for fragment, extension in _OFFICE_TYPES.items():
                    if "[Content_Types].xml" in names and fragment.encode() in _peek(archive, "[Content_Types].xml"):
                        return f"ooxml:{extension}"
    except NotImplementedError as error:
        raise Refusal("encrypted" if "encryption" in str(error) else "packing") from error
    except (zipfile.BadZipFile, OSError, EOFError, ValueError) as error:
        raise Refusal("damaged") from error
    except RuntimeError as error:
        raise Refusal("encrypted") from error
    return "archive:zip"


def _peek(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return member.read(_HEAD)


def decode(content: bytes) -> str | None:
    """Text in one of the encodings that people use, or None when it is no text."""
    for mark, encoding in _MARKED:
        if content.startswith(mark):
            try:
                return content.decode(encoding, "ignore" if len(content) == _HEAD else "strict")
            except UnicodeDecodeError:
                return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(content) - 4 and len(content) == _HEAD:
            text = content[: error.start].decode("utf-8")  # a character cut by our own window
        else:
            text = content.decode("cp1252", "replace")
    strange = sum(1 for character in text[:_HEAD] if character < " " and character not in "\t\n\r\f\x1b")
    return None if strange > len(text[:_HEAD]) // 500 or "\0" in text else text


def encoding_of(path: Path) -> tuple[str, bool]:
    """The encoding of a whole text, and whether a mark at its start names it; in constant memory."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        start = file.read(4)
        for mark, encoding in _MARKED:
            if start.startswith(mark):
                return encoding, True
        file.seek(0)
        try:
            while chunk := file.read(1 << 20):
                if b"\0" in chunk:
                    raise Refusal("unknown")
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252", False
    return "utf-8", False


def _by_text(head: bytes, path: Path, hint: str) -> str | None:
    text = decode(head)
    if text is None or not text.strip():
        return "text:txt" if text else None
    from .letters import kind_of_letters

    return kind_of_letters(text, path, hint)
