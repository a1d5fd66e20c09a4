"""The families of files that we can clean, by name. The sandbox says which one a file is; only these are believed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Family:
    """One kind of file: its name in code and on a page, what stays visible, what comes out: extension → media type."""

    code: str
    label: Promise
    stays: Promise
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
            _("what the picture shows (faces, places, screens, reflections), and the noise of the camera's sensor"),
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
        Family(
            "pdf",
            _("PDF documents"),
            _("what the pages show: names, signatures, reference numbers, watermarks"),
            {"pdf": "application/pdf"},
        ),
        Family(
            "office",
            _("office documents"),
            _("the words, figures and pictures that the document shows, with the names in them, and its layout"),
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
            _("the voices and the sounds around them, the hum of the mains included"),
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
            _("what is seen and heard (faces, places, voices, reflections), and the noise of the camera's sensor"),
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
            _("the words and figures, with the names in them, and the way of writing"),
            {
                "txt": "text/plain",
                "csv": "text/csv",
                "md": "text/markdown",
                "json": "application/json",
                "html": "text/html",
            },
            ("htm", "markdown", "tsv"),
        ),
        Family(
            "mail",
            _("saved e-mails"),
            _("the sender, the subject, the day, and the words with the names in them"),
            {"eml": "message/rfc822"},
            ("emlx", "mht"),
        ),
        Family(
            "archive",
            _("archives"),
            _("what each of its files shows and says, and how many they are"),
            {"zip": "application/zip", "tar": "application/x-tar"},
            ("tar.gz",),
        ),
    )
}


# Taken where LibreOffice is installed; drawn as PDF.
LEGACY_EXTENSIONS = ("doc", "xls", "xlsb", "ppt", "rtf")
