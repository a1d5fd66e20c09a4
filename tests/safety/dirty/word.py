# ruff: noqa: E501  # documents written by hand read better unbroken
"""Word files."""

from __future__ import annotations

from tests.safety.dirty.canary import CANARY
from tests.safety.dirty.packages import R, office, relations
from tests.safety.dirty.pictures import picture
from tests.safety.dirty.sheets import xlsx

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx() -> bytes:
    """Revisions in body and header, comments, a beacon, field codes, alternative texts, ids, hidden text, a workbook."""
    who = f'w:author="{CANARY}" w:date="2020-01-02T03:04:05Z" w:id="1"'
    drawing = (
        '<w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        f'<wp:docPr id="1" name="{CANARY}.jpg" descr="C:\\Users\\{CANARY}\\photo.jpg"/>'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="x">'
        f'<a:blip r:embed="rId5"/><a:blip r:link="rId6"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )
    document = f"""<w:document xmlns:w="{_W}" xmlns:r="{R}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">
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
        f'<w:settings xmlns:w="{_W}" xmlns:r="{R}" xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">'
        f'<w:attachedTemplate r:id="rId1"/><w:rsids><w:rsid w:val="00AB12CD"/></w:rsids><w15:docId w15:val="{{{CANARY}}}"/>'
        "</w:settings>"
    )
    return office(
        "word/document.xml",
        {
            "word/document.xml": document,
            "word/header1.xml": header,
            "word/settings.xml": settings,
            "word/comments.xml": f'<w:comments xmlns:w="{_W}"><w:comment {who}><w:p/></w:comment></w:comments>',
            "word/people.xml": f"<people>{CANARY}</people>",
            "word/media/SECRETNAME.jpg": picture("JPEG"),
            "word/embeddings/book.xlsx": xlsx(),
            "customXml/item1.xml": f"<x>{CANARY}</x>",
            "word/_rels/settings.xml.rels": relations(("rId1", "attachedTemplate", f"file:///C:/Users/{CANARY}/Normal.dotm")),
            "word/_rels/document.xml.rels": relations(
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


def docx_with_names() -> bytes:
    """A style and a bookmark named after a person, and a theme named after an employer."""
    document = f"""<w:document xmlns:w="{_W}"><w:body><w:p><w:pPr><w:pStyle w:val="{CANARY}"/></w:pPr>
    <w:bookmarkStart w:id="1" w:name="{CANARY}"/><w:r><w:t>Visible words</w:t></w:r><w:bookmarkEnd w:id="1"/>
    <w:fldSimple w:instr=" REF {CANARY} \\h "><w:r><w:t>there</w:t></w:r></w:fldSimple></w:p></w:body></w:document>"""
    style = f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{CANARY}"><w:name w:val="{CANARY}"/></w:style>'
    theme = "http://schemas.openxmlformats.org/drawingml/2006/main"
    return office(
        "word/document.xml",
        {
            "word/document.xml": document,
            "word/styles.xml": f'<w:styles xmlns:w="{_W}">{style}</w:styles>',
            "word/theme/theme1.xml": f'<a:theme xmlns:a="{theme}" name="{CANARY}"><a:clrScheme name="{CANARY}"/></a:theme>',
            "word/_rels/document.xml.rels": relations(
                ("rId1", "styles", "styles.xml"), ("rId2", "theme", "theme/theme1.xml")
            ),
        },
    )
