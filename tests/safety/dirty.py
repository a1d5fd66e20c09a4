# ruff: noqa: E501  # documents written by hand read better unbroken
"""Small files that tell everything about their makers, made by the tests themselves. `CANARY` is in all of them."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin

CANARY = "SECRETNAME"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def pixels(size: tuple[int, int] = (64, 32), mode: str = "RGB") -> Image.Image:
    """Half red, half blue: orientation shows."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, *size))
    return picture.convert(mode)


def exif() -> Image.Exif:
    """Camera, author, place, and a turn by a quarter."""
    tags = Image.Exif()
    tags[0x010F], tags[0x0110], tags[0x013B], tags[0x8298] = "Canon", "EOS 5D", CANARY, CANARY
    tags[0x0112] = 6
    tags.get_ifd(0x8769).update({0x9003: "2020:01:02 03:04:05", 0xA430: CANARY, 0xA431: "SN-" + CANARY})
    tags.get_ifd(0x8825).update({1: "N", 2: (43.0, 17.0, 48.0), 3: "E", 4: (5.0, 22.0, 12.0)})
    return tags


def picture(kind: str, **options: Any) -> bytes:
    """A picture in a format of Pillow's, with EXIF where it goes."""
    buffer = io.BytesIO()
    if kind == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Author", CANARY)
        notes.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{CANARY}</x:xmpmeta>")
        options["pnginfo"] = notes
    if kind not in ("BMP", "GIF"):
        options["exif"] = exif()
    if kind == "GIF":
        options["comment"] = CANARY.encode()
    if kind == "TIFF":
        options["tiffinfo"] = {305: CANARY, 315: CANARY, 270: CANARY}
        del options["exif"]
    if kind in ("JPEG", "PNG", "WEBP"):
        options.setdefault("icc_profile", ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    pixels().save(buffer, kind, **options)
    return buffer.getvalue() + (CANARY.encode() if kind in ("JPEG", "BMP", "GIF") else b"")


def animation(kind: str, frames: int = 3) -> bytes:
    """Several frames of different colours, or pages for TIFF."""
    buffer = io.BytesIO()
    stills = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue", "white")[:frames]]
    options: dict[str, Any] = {"comment": CANARY.encode()} if kind == "GIF" else {}
    if kind != "TIFF":
        options["duration"] = 120
    stills[0].save(buffer, kind, save_all=True, append_images=stills[1:], **options)
    return buffer.getvalue()


def svg() -> bytes:
    """A drawing that loads a picture from elsewhere, runs a script and names its maker."""
    return f"""<?xml version="1.0"?><!-- {CANARY} --><svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"
     xmlns:xlink="http://www.w3.org/1999/xlink"><metadata>{CANARY}</metadata><title>{CANARY}</title>
     <script>alert("{CANARY}")</script><image xlink:href="http://beacon.example/{CANARY}.png" width="5" height="5"/>
     <rect width="40" height="40" fill="red"/></svg>""".encode()


def pdf() -> bytes:
    """One page of text, with an author, a script, an attachment and a link. Written by hand, object by object."""
    text = b"BT /F1 24 Tf 40 100 Td (Visible words) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Metadata 6 0 R/OpenAction<</S/JavaScript/JS(app.alert\\('%s'\\))>>"
        b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(%s.txt)/EF<</F 7 0 R>>>>]>>>>>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R"
        b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 50 50]/A<</S/URI/URI(https://example.org/)>>>>"
        b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/T(%s)/Contents(%s)>>]>>",
        b"<</Length %d>>stream\n" % len(text) + text + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Metadata/Subtype/XML/Length 70>>stream\n"
        + b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>%s</x:xmpmeta>".ljust(69)
        + b"\nendstream",
        b"<</Type/EmbeddedFile/Length 10>>stream\n%s\nendstream",
        b"<</Author(%s)/Title(%s)/Producer(Word of %s)/CreationDate(D:20200102030405)>>",
    ]
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content.replace(b"%s", CANARY.encode()) + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer<</Size 9/Root 1 0 R/Info 8 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start)


def package(members: dict[str, str | bytes], *, comment: bytes = b"") -> bytes:
    """A ZIP with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _relations(*lines: tuple[str, str, str]) -> str:
    items = "".join(
        f'<Relationship Id="{rid}" Type="{kind if "://" in kind else _R + "/" + kind}" Target="{target}"'
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


def _office(main: str, kind: str, parts: dict[str, str | bytes]) -> bytes:
    types = f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/></Types>'
    properties = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    roots = _relations(("rId1", "officeDocument", main), ("rId2", properties, "docProps/core.xml"))
    return package({"[Content_Types].xml": types, "_rels/.rels": roots, "docProps/core.xml": _core(), **parts})


def docx() -> bytes:
    """Revisions in body and header, comments, a beacon, field codes, alternative texts, ids, hidden text, a workbook."""
    who = f'w:author="{CANARY}" w:date="2020-01-02T03:04:05Z" w:id="1"'
    drawing = (
        '<w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        f'<wp:docPr id="1" name="{CANARY}.jpg" descr="C:\\Users\\{CANARY}\\photo.jpg"/>'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="x">'
        f'<a:blip r:embed="rId5"/><a:blip r:link="rId6"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )
    document = f"""<w:document xmlns:w="{_W}" xmlns:r="{_R}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">
    <w:body><w:p w:rsidR="00AB12CD" w14:paraId="{CANARY}"><w:r><w:t>Visible words</w:t></w:r>
    <w:ins {who}><w:r><w:t>accepted words</w:t></w:r></w:ins>
    <w:del {who}><w:r><w:delText>{CANARY} deleted</w:delText></w:r></w:del>
    <w:r><w:rPr><w:vanish/></w:rPr><w:t>{CANARY} hidden</w:t></w:r>
    <w:r><w:rPr><w:b/><w:rPrChange {who}><w:rPr/></w:rPrChange></w:rPr><w:t>bold</w:t></w:r>
    <w:commentRangeStart w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>
    <w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDEPICTURE "\\\\server\\{CANARY}\\x.png"</w:instrText></w:r>
    <w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>shown</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
    <w:fldSimple w:instr=" AUTHOR "><w:r><w:t>{CANARY}</w:t></w:r></w:fldSimple>
    <w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>
    <w:hyperlink r:id="rId7"><w:r><w:t>link text</w:t></w:r></w:hyperlink><w:r>{drawing}</w:r>
    <w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" r:id="rId8" ProgID="Excel.Sheet.12"/></w:object></w:r>
    </w:p><w:sectPr><w:headerReference r:id="rId3" w:type="default"/></w:sectPr></w:body></w:document>"""
    header = (
        f'<w:hdr xmlns:w="{_W}"><w:p><w:r><w:t>Header words</w:t></w:r>'
        f"<w:del {who}><w:r><w:delText>{CANARY}</w:delText></w:r></w:del></w:p></w:hdr>"
    )
    settings = (
        f'<w:settings xmlns:w="{_W}" xmlns:r="{_R}" xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">'
        f'<w:attachedTemplate r:id="rId1"/><w:rsids><w:rsid w:val="00AB12CD"/></w:rsids><w15:docId w15:val="{{{CANARY}}}"/>'
        "</w:settings>"
    )
    return _office(
        "word/document.xml",
        "docx",
        {
            "word/document.xml": document,
            "word/header1.xml": header,
            "word/settings.xml": settings,
            "word/comments.xml": f'<w:comments xmlns:w="{_W}"><w:comment {who}><w:p/></w:comment></w:comments>',
            "word/people.xml": f"<people>{CANARY}</people>",
            "word/media/SECRETNAME.jpg": picture("JPEG"),
            "word/embeddings/book.xlsx": xlsx(),
            "customXml/item1.xml": f"<x>{CANARY}</x>",
            "word/_rels/settings.xml.rels": _relations(("rId1", "attachedTemplate", f"file:///C:/Users/{CANARY}/Normal.dotm")),
            "word/_rels/document.xml.rels": _relations(
                ("rId1", "settings", "settings.xml"),
                ("rId2", "comments", "comments.xml"),
                ("rId3", "header", "header1.xml"),
                ("rId4", "people", "people.xml"),
                ("rId5", "image", "media/SECRETNAME.jpg"),
                ("rId6", "image", f"http://beacon.example/{CANARY}.png"),
                ("rId7", "hyperlink", f"https://share.example/{CANARY}"),
                ("rId8", "package", "embeddings/book.xlsx"),
            ),
        },
    )  # fmt: skip


def xlsx() -> bytes:
    """Where it was saved, who keeps it, a hidden sheet, a formula into another file, a table's comment."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    workbook = f"""<workbook xmlns="{main}" xmlns:r="{_R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
    <fileSharing userName="{CANARY}"/><mc:AlternateContent><mc:Choice Requires="x15">
    <x15ac:absPath xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac" url="C:\\Users\\{CANARY}\\"/>
    </mc:Choice></mc:AlternateContent>
    <sheets><sheet name="Shown" sheetId="1" r:id="rId1"/><sheet name="Secret" sheetId="2" state="hidden" r:id="rId2"/></sheets>
    <definedNames><definedName name="far">[1]x!A1</definedName></definedNames></workbook>"""
    cells = f"""<worksheet xmlns="{main}" xmlns:r="{_R}" xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"
    xr:uid="{{{CANARY}}}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Visible words</t></is></c>
    <c r="B1"><f>'C:\\{CANARY}\\[b.xlsx]x'!A1</f><v>3</v></c><c r="C1"><f>Secret!A1</f><v>4</v></c>
    <c r="D1"><f>1+1</f><v>2</v></c></row></sheetData><pageSetup r:id="rId9"/></worksheet>"""
    hidden = (
        f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1"><v>{CANARY}</v></c></row></sheetData></worksheet>'
    )
    return _office(
        "xl/workbook.xml",
        "xlsx",
        {
            "xl/workbook.xml": workbook,
            "xl/worksheets/sheet1.xml": cells,
            "xl/worksheets/sheet2.xml": hidden,
            "xl/printerSettings/printerSettings1.bin": CANARY.encode("utf-16-le"),
            "xl/worksheets/_rels/sheet1.xml.rels": _relations(("rId9", "printerSettings", "../printerSettings/printerSettings1.bin")),
            "xl/_rels/workbook.xml.rels": _relations(
                ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "worksheet", "worksheets/sheet2.xml")
            ),
        },
    )  # fmt: skip


def xlsx_with_strings() -> bytes:
    """Words of a hidden sheet and of a deleted cell, in the table that all sheets share."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheets = '<sheet name="A" sheetId="1" r:id="rId1"/><sheet name="B" sheetId="2" state="veryHidden" r:id="rId2"/>'
    words = "".join(f"<si><t>{text}</t></si>" for text in ("Visible words", f"{CANARY} hidden", f"{CANARY} deleted"))
    cells = (
        '<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1" t="s"><v>{n}</v></c></row></sheetData></worksheet>'
    )
    return _office(
        "xl/workbook.xml",
        "xlsx",
        {
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{_R}"><sheets>{sheets}</sheets></workbook>',
            "xl/sharedStrings.xml": f'<sst xmlns="{main}">{words}</sst>',
            "xl/worksheets/sheet1.xml": cells.replace("{main}", main).replace("{n}", "0"),
            "xl/worksheets/sheet2.xml": cells.replace("{main}", main).replace("{n}", "1"),
            "xl/_rels/workbook.xml.rels": _relations(
                ("rId1", "worksheet", "worksheets/sheet1.xml"),
                ("rId2", "worksheet", "worksheets/sheet2.xml"),
                ("rId3", "sharedStrings", "sharedStrings.xml"),
            ),
        },
    )


def docx_with_names() -> bytes:
    """A style and a bookmark named after a person, and a theme named after an employer."""
    document = f"""<w:document xmlns:w="{_W}"><w:body><w:p><w:pPr><w:pStyle w:val="{CANARY}"/></w:pPr>
    <w:bookmarkStart w:id="1" w:name="{CANARY}"/><w:r><w:t>Visible words</w:t></w:r><w:bookmarkEnd w:id="1"/>
    <w:fldSimple w:instr=" REF {CANARY} \\h "><w:r><w:t>there</w:t></w:r></w:fldSimple></w:p></w:body></w:document>"""
    style = f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{CANARY}"><w:name w:val="{CANARY}"/></w:style>'
    theme = "http://schemas.openxmlformats.org/drawingml/2006/main"
    return _office(
        "word/document.xml",
        "docx",
        {
            "word/document.xml": document,
            "word/styles.xml": f'<w:styles xmlns:w="{_W}">{style}</w:styles>',
            "word/theme/theme1.xml": f'<a:theme xmlns:a="{theme}" name="{CANARY}"><a:clrScheme name="{CANARY}"/></a:theme>',
            "word/_rels/document.xml.rels": _relations(
                ("rId1", "styles", "styles.xml"), ("rId2", "theme", "theme/theme1.xml")
            ),
        },
    )


def markdown() -> bytes:
    """Front matter, a comment of two kinds, a beacon."""
    return f"""---
author: {CANARY}
---
# Visible words
<!-- {CANARY} -->
[//]: # ({CANARY})
text![](https://beacon.example/{CANARY}.png)
""".encode()


def pptx() -> bytes:
    """A slide with an author list, a hidden slide, notes, and a picture with the name of its file."""
    p, a = (
        "http://schemas.openxmlformats.org/presentationml/2006/main",
        "http://schemas.openxmlformats.org/drawingml/2006/main",
    )
    shape = (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="{CANARY}.png" descr="/home/{CANARY}/x.png"/></p:nvSpPr>'
        "<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )
    slide = f'<p:sld xmlns:p="{p}" xmlns:a="{a}"{{show}}><p:cSld><p:spTree>{shape}</p:spTree></p:cSld></p:sld>'
    presentation = (
        f'<p:presentation xmlns:p="{p}" xmlns:r="{_R}"><p:sldIdLst><p:sldId id="256" r:id="rId1"/>'
        f'<p:sldId id="257" r:id="rId2"/></p:sldIdLst><p:modifyVerifier saltData="{CANARY}"/></p:presentation>'
    )
    return _office(
        "ppt/presentation.xml",
        "pptx",
        {
            "ppt/presentation.xml": presentation,
            "ppt/slides/slide1.xml": slide.replace("{show}", "").replace("{text}", "Visible words"),
            "ppt/slides/slide2.xml": slide.replace("{show}", ' show="0"').replace("{text}", CANARY),
            "ppt/commentAuthors.xml": f"<x>{CANARY}</x>",
            "ppt/_rels/presentation.xml.rels": _relations(
                ("rId1", "slide", "slides/slide1.xml"),
                ("rId2", "slide", "slides/slide2.xml"),
                ("rId3", "commentAuthors", "commentAuthors.xml"),
            ),
        },
    )


def opendocument(kind: str) -> bytes:
    """A text, a sheet or slides with tracked changes, a comment, author fields, settings and owners."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (
            ("office", "office"),
            ("text", "text"),
            ("table", "table"),
            ("draw", "drawing"),
            ("style", "style"),
        )
    )
    spaces += ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
    change = f"<office:change-info><dc:creator>{CANARY}</dc:creator><dc:date>2020-01-02</dc:date></office:change-info>"
    words = f"""<text:p>Visible words<office:annotation><dc:creator>{CANARY}</dc:creator><text:p>{CANARY}</text:p></office:annotation>
    <text:author-name>{CANARY}</text:author-name><text:change-start text:change-id="c1"/>
    <draw:frame draw:name="{CANARY}.png"><draw:image xlink:href="http://beacon.example/{CANARY}.png"/></draw:frame></text:p>"""
    body = {
        "text": "<office:text><text:tracked-changes><text:changed-region><text:deletion>"
        f"{change}<text:p>{CANARY}</text:p></text:deletion></text:changed-region></text:tracked-changes>{words}</office:text>",
        "spreadsheet": f"<office:spreadsheet><table:tracked-changes><table:cell-content-change>{change}<text:p>{CANARY}</text:p>"
        "</table:cell-content-change></table:tracked-changes><table:table table:name='T'><table:table-row><table:table-cell>"
        f"{words}</table:table-cell></table:table-row></table:table></office:spreadsheet>",
        "presentation": f"<office:presentation><draw:page draw:name='p'><draw:frame><draw:text-box>{words}</draw:text-box>"
        "</draw:frame></draw:page></office:presentation>",
    }[kind]
    return package(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {spaces}><office:body>{body}</office:body></office:document-content>",
            "meta.xml": f"<office:document-meta {spaces}><office:meta><dc:creator>{CANARY}</dc:creator></office:meta>"
            "</office:document-meta>",
            "settings.xml": f"<x>printer of {CANARY}</x>",
            "Thumbnails/thumbnail.png": picture("PNG"),
            "META-INF/manifest.xml": "<manifest/>",
        }
    )


def media(extension: str, *options: str, video: bool = False, cover: bool = False) -> bytes:
    """A second of sound, or of moving colours, made by ffmpeg with tags everywhere."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "a." + extension)
        command = ["/usr/bin/ffmpeg", "-v", "error", "-nostdin"]
        if video:
            command += ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=1"]
        command += ["-f", "lavfi", "-i", "sine=duration=1", "-f", "lavfi", "-i", "sine=frequency=300:duration=1"]
        if video:
            subtitle = Path(folder, "s.srt")
            subtitle.write_text(f"1\n00:00:00,000 --> 00:00:01,000\nGPS(5.37,43.29) {CANARY}\n")
            command += ["-i", str(subtitle)] if extension in ("mp4", "mov", "mkv") else []
            command += ["-map", "0", "-map", "1", *(["-map", "2"] if extension != "webm" else [])]
            command += (
                ["-map", "3", "-c:s", "mov_text" if extension in ("mp4", "mov") else "srt"]
                if extension != "webm"
                else []
            )
        else:
            command += ["-map", "0"]
        for name in ("title", "artist", "comment", "encoder_person", "location"):
            command += ["-metadata", f"{name}={CANARY}" if name != "location" else "location=+43.2965+005.3698/"]
        command += ["-metadata:s:0", f"handler_name={CANARY}", "-metadata:s:0", f"title={CANARY}", *options]
        subprocess.run([*command, str(target)], check=True, capture_output=True)
        return target.read_bytes()


def mail() -> bytes:
    """The road it took, an invisible picture, an attachment with an author."""
    import base64

    attachment = base64.encodebytes(picture("JPEG")).decode()
    return f"""Received: from {CANARY}.local (192.0.2.7)
Message-ID: <{CANARY}@host>
X-Originating-IP: 192.0.2.7
From: A <a@example.org>
To: B <b@example.org>
Subject: Visible subject
Date: Thu, 02 Jan 2020 03:04:05 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="{CANARY}"

--{CANARY}
Content-Type: text/plain; charset=utf-8

Visible words\u200b here

--{CANARY}
Content-Type: image/jpeg; name="{CANARY}.jpg"
Content-Disposition: attachment; filename="{CANARY}.jpg"
Content-Transfer-Encoding: base64

{attachment}
--{CANARY}--
""".encode()


def page() -> bytes:
    """A saved page that calls home, runs, hides and comments."""
    return f"""<!doctype html><html><head><meta name="author" content="{CANARY}"><title>{CANARY}</title>
    <script>fetch("https://beacon.example/{CANARY}")</script><style>p {{ background: url(http://b.example/{CANARY}) }}</style></head>
    <body onload="{CANARY}()"><!-- {CANARY} --><h1>Visible words</h1><img src="https://beacon.example/{CANARY}.gif">
    <p hidden>{CANARY}</p><p style="display: none">{CANARY}</p><a href="https://share.example/{CANARY}">link</a></body></html>""".encode()


def tar(members: dict[str, bytes]) -> bytes:
    """A tar of one user's files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.uname, info.gname, info.mtime = len(content), CANARY, CANARY, 1577934245
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def scan(*, dots: bool) -> bytes:
    """A page at 300 dpi, with or without the yellow grid that tells a printer's number and the hour."""
    page = Image.new("RGB", (1500, 1500), "white")
    rows = "1 2 3 4 6 7 8 12 13 15|15|4 5 15|5 8 15|3 5 9 10 11 14 15|3|4 8 9 10 11 12 14|9 10 11 12 14".split("|")
    for column, row in enumerate(rows) if dots else ():
        for across in range(24):
            for number in row.split():
                for down in range(across % 2, 16, 2):
                    left, top = 30 + (column + 8 * across) * 12, 30 + (int(number) + 16 * down) * 12
                    if left < 1490 and top < 1490:
                        page.paste((255, 255, 0), (left, top, left + 3, top + 3))
    buffer = io.BytesIO()
    page.save(buffer, "PNG", dpi=(300, 300))
    return buffer.getvalue()
