# ruff: noqa: E501  # documents written by hand read better unbroken
"""Files that trip cleaners up: rare variants of common formats, each with the canary in the place that is forgotten."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, PngImagePlugin

from tests.safety.dirty.canary import CANARY
from tests.safety.dirty.packages import R, office, package, relations
from tests.safety.dirty.pictures import exif, picture, pixels

_NAME = CANARY.encode()
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def _film(kind: str, **options: object) -> bytes:
    stills = [Image.new("RGB", (16, 16), colour) for colour in ("red", "blue")]
    return _saved(stills[0], kind, save_all=True, append_images=stills[1:], **options)


def pictures() -> dict[str, bytes]:
    """Colour models, depths, several pictures in one, films behind photos."""
    tags = exif()
    untold = exif()
    del untold[0x0112]  # the encoder that we test with breaks on turned films
    film = struct.pack(">I4s4sI", 16, b"ftyp", b"mp42", 0) + struct.pack(">I4s", 8 + len(_NAME), b"moov") + _NAME
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", CANARY, zip=True)
    text.add(b"prVt", _NAME)
    text.add(b"eXIf", tags.tobytes()[6:])
    wide = Image.new("I;16", (32, 16), 40_000)
    return {
        "progressive.jpg": _saved(pixels(), "JPEG", progressive=True, exif=tags, comment=_NAME),
        "cmyk.jpg": _saved(pixels(mode="CMYK"), "JPEG", exif=tags),
        "grey.jpg": _saved(pixels(mode="L"), "JPEG", exif=tags),
        "motion.jpg": picture("JPEG") + film,
        "several.jpg": _film("MPO", exif=tags) + _NAME,
        "app_segments.jpg": _with_segments(_saved(pixels(), "JPEG")),
        "deep.png": _saved(wide, "PNG", pnginfo=text),
        "palette.png": _saved(pixels(mode="P"), "PNG", pnginfo=text, transparency=0),
        "after_end.png": picture("PNG") + _NAME,
        "film.png": _film("PNG", pnginfo=text, exif=tags),
        "film.webp": _film("WEBP", exif=tags, xmp=_NAME),
        "film.avif": _film("AVIF", exif=untold),
        "pages.tiff": _film("TIFF", exif=tags, software=CANARY),
        "fax.tiff": _saved(Image.new("1", (64, 64)), "TIFF", compression="group4", artist=CANARY),
        "deep.tiff": _saved(wide, "TIFF", description=CANARY),
        "cmyk.tiff": _saved(pixels(mode="CMYK"), "TIFF", artist=CANARY),
        "lab.tiff": _saved(Image.new("LAB", (16, 16)), "TIFF", artist=CANARY),
        "between.gif": _gif_with_extension(),
        "plain.ppm": b"P6\n# " + _NAME + b"\n2 1\n255\n" + bytes(6),
        "photo.jp2": _saved(pixels(), "JPEG2000", comment=CANARY),
    }


def _with_segments(content: bytes) -> bytes:
    """IPTC, Photoshop, a second EXIF, a comment, and an unknown segment before the picture."""
    segments = b""
    for marker, body in (
        (0xED, b"Photoshop 3.0\0008BIM\x04\x04\0\0" + struct.pack(">I", 15) + b"\x1c\x02\x50\0\x0a" + _NAME + b"\0"),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + _NAME + b"</x:xmpmeta>"),
        (0xEB, b"JP\0\0" + _NAME),
        (0xFE, _NAME),
    ):
        segments += struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body
    return content[:2] + segments + content[2:]


def _gif_with_extension() -> bytes:
    """An application extension, as some programs put XMP there."""
    content = _saved(pixels(mode="P"), "GIF")
    at = content.rfind(b"\x2c\0\0\0\0")
    return content[:at] + b"\x21\xff\x0bXMP DataXMP" + bytes([len(_NAME)]) + _NAME + b"\0" + content[at:]


def sheets() -> dict[str, bytes]:
    """What a workbook keeps beside its cells."""
    kinds = {
        "externalLink": "externalLinks/externalLink1.xml",
        "pivotCacheDefinition": "pivotCache/pivotCacheDefinition1.xml",
        "person": "persons/person.xml",
        "connections": "connections.xml",
        "vbaProject": "vbaProject.bin",
        "calcChain": "calcChain.xml",
        "customXml": "../customXml/item1.xml",
    }
    of_sheet = {
        "comments": "../comments1.xml",
        "threadedComment": "../threadedComments/threadedComment1.xml",
        "printerSettings": "../printerSettings/printerSettings1.bin",
        "pivotTable": "../pivotTables/pivotTable1.xml",
        "vmlDrawing": "../drawings/vmlDrawing1.vml",
        "oleObject": "../embeddings/oleObject1.bin",
    }
    parts: dict[str, str | bytes] = {
        "xl/workbook.xml": f'<workbook xmlns="{_S}" xmlns:r="{R}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets>'
        f'<externalReferences><externalReference r:id="rId2"/></externalReferences><definedNames><definedName name="x" '
        f'hidden="1">"{CANARY}"</definedName><definedName name="y" comment="{CANARY}">A!$A$1</definedName></definedNames>'
        '<pivotCaches><pivotCache cacheId="1" r:id="rId3"/></pivotCaches></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_S}" xmlns:r="{R}"><sheetPr codeName="{CANARY}"/><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Visible words</t></is></c>'
        f"<c r=\"B1\"><f>HYPERLINK(\"file:///C:/{CANARY}\")</f><v>1</v></c></row></sheetData>"
        f'<dataValidations count="1"><dataValidation type="list" sqref="A1" prompt="{CANARY}" promptTitle="{CANARY}">'
        f"<formula1>'\\\\server\\{CANARY}\\[b.xlsx]x'!A1</formula1></dataValidation></dataValidations>"
        f'<pageSetup r:id="rId3"/><legacyDrawing r:id="rId5"/><headerFooter><oddHeader>&amp;Z&amp;F</oddHeader></headerFooter>'
        "</worksheet>",
    }  # fmt: skip
    lines = [("rId1", "worksheet", "worksheets/sheet1.xml")]
    lines += [(f"rId{number}", kind, target) for number, (kind, target) in enumerate(kinds.items(), 2)]
    parts["xl/_rels/workbook.xml.rels"] = relations(*lines)
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = relations(
        *((f"rId{number}", kind, target) for number, (kind, target) in enumerate(of_sheet.items(), 1))
    )
    for target in (*(f"xl/{name}" for name in kinds.values()), *(f"xl/x/{name}" for name in of_sheet.values())):
        name = target.replace("x/../", "").replace("xl/../", "")
        parts[name] = f"<x>{CANARY}</x>" if name.endswith(("xml", "vml")) else _NAME
    return {"everything.xlsx": office("xl/workbook.xml", parts)}


def slides(film: bytes) -> dict[str, bytes]:
    """Notes, a film with tags inside, comments, tags and a section list."""
    slide = (
        f'<p:sld xmlns:p="{_P}" xmlns:a="{_A}" xmlns:r="{R}"><p:cSld name="{CANARY}"><p:spTree><p:sp><p:txBody><a:p><a:r>'
        '<a:t>Visible words</a:t></a:r></a:p></p:txBody></p:sp><p:pic><p:nvPicPr><p:cNvPr id="4" name="m"/><p:nvPr>'
        '<a:videoFile r:link="rId2"/></p:nvPr></p:nvPicPr></p:pic></p:spTree></p:cSld></p:sld>'
    )
    notes = (
        f'<p:notes xmlns:p="{_P}" xmlns:a="{_A}"><p:cSld><p:spTree><p:sp><p:nvSpPr><p:cNvPr id="1" name="n" '
        f'descr="{CANARY}"/></p:nvSpPr><p:txBody><a:p><a:r><a:t>Spoken words</a:t></a:r></a:p></p:txBody></p:sp>'
        "</p:spTree></p:cSld></p:notes>"
    )
    parts: dict[str, str | bytes] = {
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{_P}" xmlns:r="{R}"><p:sldIdLst><p:sldId id="256" r:id="rId1"/>'
        f'</p:sldIdLst><p:custDataLst><p:tags r:id="rId2"/></p:custDataLst><p:extLst><p:ext uri="{CANARY}"/></p:extLst>'
        "</p:presentation>",
        "ppt/slides/slide1.xml": slide,
        "ppt/notesSlides/notesSlide1.xml": notes,
        "ppt/comments/comment1.xml": f"<x>{CANARY}</x>",
        "ppt/tags/tag1.xml": f"<x>{CANARY}</x>",
        "ppt/media/media1.mp4": film,
        "ppt/_rels/presentation.xml.rels": relations(("rId1", "slide", "slides/slide1.xml"), ("rId2", "tags", "tags/tag1.xml")),
        "ppt/slides/_rels/slide1.xml.rels": relations(
            ("rId1", "notesSlide", "../notesSlides/notesSlide1.xml"),
            ("rId2", "video", "../media/media1.mp4"),
            ("rId3", "comments", "../comments/comment1.xml"),
        ),
    }  # fmt: skip
    return {"everything.pptx": office("ppt/presentation.xml", parts)}


def words() -> dict[str, bytes]:
    """Macros, a glossary, form fields, mail merge, controls bound to data, and the strict kind of Word file."""
    document = (
        f'<w:document xmlns:w="{_W}"><w:body><w:sdt><w:sdtPr><w:alias w:val="{CANARY}"/><w:tag w:val="{CANARY}"/>'
        f'<w:dataBinding w:xpath="/{CANARY}"/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>Visible words</w:t></w:r></w:p></w:sdtContent>'
        f'</w:sdt><w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:helpText w:val="{CANARY}"/></w:ffData></w:fldChar></w:r>'
        '<w:r><w:instrText> FORMTEXT </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:body></w:document>'
    )
    settings = f'<w:settings xmlns:w="{_W}"><w:mailMerge><w:query w:val="{CANARY}"/></w:mailMerge><w:docVars><w:docVar w:name="x" w:val="{CANARY}"/></w:docVars></w:settings>'
    parts: dict[str, str | bytes] = {
        "word/document.xml": document,
        "word/settings.xml": settings,
        "word/vbaProject.bin": _NAME,
        "word/glossary/document.xml": f"<x>{CANARY}</x>",
        "word/_rels/document.xml.rels": relations(
            ("rId1", "settings", "settings.xml"),
            ("rId2", "http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin"),
            ("rId3", "glossaryDocument", "glossary/document.xml"),
        ),
    }
    strict = {
        name: content.replace(_W, "http://purl.oclc.org/ooxml/wordprocessingml/main").replace(
            R, "http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        if isinstance(content, str)
        else content
        for name, content in parts.items()
    }
    return {"macros.docm": office("word/document.xml", parts), "strict.docx": office("word/document.xml", strict)}


def opendocuments() -> dict[str, bytes]:
    """Versions, RDF, signatures, scripts, an object with a life of its own, and a linked section."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("text", "text"), ("draw", "drawing"), ("script", "script"))
    )
    content = (
        f'<office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink"><office:scripts><office:script>'
        f"{CANARY}</office:script></office:scripts><office:body><office:text><text:p>Visible words"
        f'<text:bookmark text:name="{CANARY}"/><text:sender-firstname>{CANARY}</text:sender-firstname>'
        f'<text:file-name>{CANARY}</text:file-name><text:hidden-text>{CANARY}</text:hidden-text></text:p>'
        f'<text:section text:name="{CANARY}"><text:section-source xlink:href="file:///home/{CANARY}/x.odt"/>'
        "<text:p>In the section</text:p></text:section></office:text></office:body></office:document-content>"
    )  # fmt: skip
    return {
        "everything.odt": package(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": content,
                "manifest.rdf": f"<x>{CANARY}</x>",
                "Versions/Version1": _NAME,
                "META-INF/documentsignatures.xml": f"<x>{CANARY}</x>",
                "Basic/Standard/Module1.xml": f"<x>{CANARY}</x>",
                "Configurations2/x.xml": f"<x>{CANARY}</x>",
                "layout-cache": _NAME,
                "META-INF/manifest.xml": "<manifest/>",
            }
        )
    }


def pdfs(plain: bytes) -> dict[str, bytes]:
    """An earlier version before the last one, layers that are off, a form made of XML, a page as large as a house."""
    hidden = plain.replace(b"(Visible words) Tj", b"(Visible words) Tj /OC /L BDC (%s) Tj EMC" % _NAME)
    return {
        "revisions.pdf": plain + plain[9:].replace(b"Visible words", b"Earlier " + _NAME[:5]) + b"\n%" + _NAME,
        "layers.pdf": hidden,
        "form.pdf": plain.replace(b"/Pages 2 0 R", b"/Pages 2 0 R/AcroForm<</XFA(%s)/Fields[]>>" % _NAME, 1),
        "house.pdf": plain.replace(b"[0 0 300 200]", b"[0 0 99999 99999]"),
        "unused.pdf": plain.replace(b"xref\n0 9", b"99 0 obj\n(%s)\nendobj\nxref\n0 9" % _NAME),
    }


def wav() -> bytes:
    """Broadcast extension, iXML and INFO chunks around a second of silence."""
    fmt = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 16000, 2, 16)
    data = struct.pack("<4sI", b"data", 16000) + bytes(16000)
    bext = struct.pack("<4sI", b"bext", 602) + _NAME.ljust(256, b"\0") + _NAME.ljust(346, b"\0")
    ixml = struct.pack("<4sI", b"iXML", 24) + b"<BWFXML>SECRETNAME      "
    info = struct.pack("<4sI4s4sI", b"LIST", 4 + 8 + 12, b"INFO", b"IART", 12) + _NAME + b"\0\0"
    body = b"WAVE" + fmt + bext + ixml + info + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is that large and holds a few bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )
