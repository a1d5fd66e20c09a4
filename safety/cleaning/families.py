"""The families of files that we can clean, by name. The sandbox says which one a file is; only these are believed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Family:
    """One kind of file: its name in code, its name on a page, and what may come out: extension → media type."""

    code: str
    label: Promise
    outputs: dict[str, str]
    also_accepts: tuple[str, ...] = ()


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

FAMILIES: dict[str, Family] = {
    family.code: family
    for family in (
        Family(
            "picture",
            _("pictures"),
            {
                "jpg": "image/jpeg",
                "png": "image/png",
                "webp": "image/webp",
                "avif": "image/avif",
                "tiff": "image/tiff",
                "bmp": "image/bmp",
                "gif": "image/gif",
            },
            ("heic", "jp2", "ppm", "svg"),
        ),
        Family("pdf", _("PDF documents"), {"pdf": "application/pdf"}),
        Family(
            "office",
            _("office documents"),
            {
                "docx": _OOXML + "wordprocessingml.document",
                "xlsx": _OOXML + "spreadsheetml.sheet",
                "pptx": _OOXML + "presentationml.presentation",
                "odt": _ODF + "text",
                "ods": _ODF + "spreadsheet",
                "odp": _ODF + "presentation",
                "odg": _ODF + "graphics",
            },
        ),
        Family(
            "audio",
            _("sound recordings"),
            {
                "mp3": "audio/mpeg",
                "ogg": "audio/ogg",
                "opus": "audio/ogg",
                "flac": "audio/flac",
                "m4a": "audio/mp4",
                "wav": "audio/x-wav",
            },
            ("aac", "aiff", "amr"),
        ),
        Family(
            "video",
            _("videos"),
            {
                "mp4": "video/mp4",
                "mov": "video/quicktime",
                "mkv": "video/x-matroska",
                "webm": "video/webm",
            },
            ("avi", "mpg", "ogv", "ts", "wmv"),
        ),
        Family(
            "text",
            _("text files"),
            {
                "txt": "text/plain",
                "csv": "text/csv",
                "md": "text/markdown",
                "json": "application/json",
                "html": "text/html",
            },
        ),
        Family("mail", _("saved e-mails"), {"eml": "message/rfc822"}),
        Family("archive", _("archives"), {"zip": "application/zip", "tar": "application/x-tar"}, ("tar.gz",)),
    )
}


# Taken where LibreOffice is installed; drawn as PDF.
LEGACY_EXTENSIONS = ("doc", "xls", "xlsb", "ppt", "rtf")
