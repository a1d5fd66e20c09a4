"""A PDF that stays a PDF: text and links remain, what tells of its making, runs, embeds or phones home goes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pikepdf

from .job import Job, Made, Refusal

_ROOT = (
    "/Metadata /OpenAction /AA /PieceInfo /Collection /Perms /Legal /SpiderInfo /AF /OutputIntents /URI /Threads "
    "/DSS /Extensions /StructTreeRoot /MarkInfo /ViewerPreferences"
).split()
_ANYWHERE = (
    "/Metadata /PieceInfo /LastModified /AA /AF /Thumb /OPI /JS /RichMediaContent /PresSteps /Measure /PtData".split()
)
_MARKS = "/Text /FreeText /Popup /FileAttachment /Sound /Movie /Screen /RichMedia /3D /Stamp /Ink /Highlight".split()
_MARKS += "/Underline /Squiggly /StrikeOut /Caret /Redact /Projection /Watermark /TrapNet /PrinterMark".split()
_ANNOTATION = "/T /M /NM /CreationDate /RC /Contents /Subj /TU /TM /IRT /Popup".split()


def strip_pdf(path: Path, job: Job) -> Made:
    """Save the pages again without what surrounds them."""
    try:
        document = pikepdf.open(path)
    except pikepdf.PasswordError as error:
        raise Refusal("encrypted") from error
    except (pikepdf.PdfError, OSError) as error:
        raise Refusal("damaged") from error
    with document:
        if len(document.pages) > job.limits["pages"]:
            raise Refusal("too_many")
        try:
            _strip(document, job)
            target = job.path("pdf")
            document.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        except (pikepdf.PdfError, TypeError, ValueError, KeyError, AttributeError) as error:
            raise Refusal("damaged") from error
    return Made(target, "pdf", "pdf")


def _strip(document: pikepdf.Pdf, job: Job) -> None:
    root: Any = document.Root
    if "/Info" in document.trailer:
        del document.trailer["/Info"]
    for key in _ROOT:
        if key in root:
            job.note("scripts", int(key in ("/OpenAction", "/AA")))
            del root[key]
    if "/Names" in root:
        names = root.Names
        job.note("embedded", int("/EmbeddedFiles" in names))
        job.note("scripts", int("/JavaScript" in names))
        for key in list(names.keys()):
            if key != "/Dests":
                del names[key]
    if "/AcroForm" in root and "/XFA" in root.AcroForm:
        job.note("forms")
        del root.AcroForm["/XFA"]
    for page in document.pages:
        if "/Annots" in page.obj:
            page.obj["/Annots"] = pikepdf.Array([item for item in page.obj.Annots if _stays(item, job)])
    for item in document.objects:
        if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
            _strip_object(item, job)


def _stays(annotation: Any, job: Job) -> bool:
    kind = str(annotation.get("/Subtype", ""))
    if kind in _MARKS:
        job.note("embedded" if kind in ("/FileAttachment", "/Sound", "/Movie", "/Screen", "/RichMedia") else "comments")
        return False
    for key in _ANNOTATION:
        if key in annotation and not (kind == "/Widget" and key in ("/T", "/TU")):
            del annotation[key]
    action = annotation.get("/A")
    if action is not None:
        address = str(action.get("/URI", ""))
        inside = str(action.get("/S", "")) == "/GoTo"
        if not inside and not re.match(r"https?://|mailto:", address):
            job.note("links")
            del annotation["/A"]
    return True


def _strip_object(item: Any, job: Job) -> None:
    for key in _ANYWHERE:
        if key in item:
            del item[key]
    if str(item.get("/S", "")) in (
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/GoToR",
        "/GoToE",
        "/Rendition",
    ):
        job.note("scripts")
        for key in list(item.keys()):
            del item[key]
    if str(item.get("/Type", "")) == "/Filespec" or "/EF" in item:
        for key in list(item.keys()):
            del item[key]
    if isinstance(item, pikepdf.Stream) and str(item.get("/Subtype", "")) == "/Image":
        _strip_picture(item)


def _strip_picture(item: Any) -> None:
    """Pictures lie in a PDF as whole JPEG files, with all that the camera wrote: the marker segments go."""
    filters = item.get("/Filter")
    names = [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if names != ["/DCTDecode"]:
        return
    raw = item.read_raw_bytes()
    item.write(bare_jpeg(raw), filter=pikepdf.Name.DCTDecode, decode_parms=item.get("/DecodeParms"))


def bare_jpeg(content: bytes) -> bytes:
    """A JPEG without comments and application segments, but for Adobe's, which says how colours are meant."""
    if not content.startswith(b"\xff\xd8"):
        return content
    out = bytearray(b"\xff\xd8")
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xDA:
            end = content.rfind(b"\xff\xd9")
            return bytes(out + content[at : end + 2 if end > at else None])
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if not (marker == 0xFE or (0xE0 <= marker <= 0xEF and marker != 0xEE)):
            out += content[at : at + 2 + length]
        at += 2 + length
    return content
