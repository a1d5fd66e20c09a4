# ruff: noqa: E501  # documents written by hand read better unbroken
"""What Word files are built of by hand: runs, paragraphs, styles, tables, pictures and their frames."""

from __future__ import annotations

import io

from PIL import Image

from tests.safety.dirty.canary import CANARY
from tests.safety.dirty.packages import R, office, relations

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
SEEN = "Visible words"


def run(properties: str = "", text: str = CANARY) -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def paragraph_of(runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def document(
    body: str,
    *,
    parts: dict[str, str | bytes] | None = None,
    lines: tuple[tuple[str, str, str], ...] = (),
    section: str = "<w:sectPr/>",
) -> bytes:
    """A Word file around a body that always shows the same words first."""
    seen = paragraph_of(run('<w:vanish w:val="0"/>', SEEN))
    main = f"<w:document {SPACES}><w:body>{seen}{body}{section}</w:body></w:document>"
    return office(
        "word/document.xml",
        {"word/document.xml": main, "word/_rels/document.xml.rels": relations(*lines), **(parts or {})},
    )


def styled(styles: str, body: str) -> bytes:
    """With a part of styles."""
    return document(
        body,
        parts={"word/styles.xml": f"<w:styles {SPACES}>{styles}</w:styles>"},
        lines=(("rId1", "styles", "styles.xml"),),
    )


def style_of(name: str, inside: str, kind: str = "paragraph", more: str = "") -> str:
    return f'<w:style w:type="{kind}" w:styleId="{name}"{more}><w:name w:val="{name}"/>{inside}</w:style>'


def table_of(rows: str, properties: str = "") -> str:
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{rows}</w:tbl>"


def cell_of(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def half_red(kind: str = "PNG") -> bytes:
    """A picture whose left half is green and whose right half is red."""
    picture = Image.new("RGB", (80, 40), (0, 160, 0))
    picture.paste((250, 0, 0), (40, 0, 80, 40))
    buffer = io.BytesIO()
    picture.save(buffer, kind)
    return buffer.getvalue()


def drawing(
    inside: str, *, extent: str = 'cx="2000000" cy="1500000"', name: str = 'name="Picture 1"', anchor: str = ""
) -> str:
    """A drawing in line with the text, or anchored somewhere."""
    holder, attributes = ("anchor", ' behindDoc="0"') if anchor else ("inline", "")
    return (
        f'<w:p><w:r><w:drawing><wp:{holder}{attributes}>{anchor}<wp:extent {extent}/><wp:docPr id="1" {name}/><a:graphic>{inside}'
        f"</a:graphic></wp:{holder}></w:drawing></w:r></w:p>"
    )


def picture_xml(inside: str = "", *, blip: str = "", rid: str = "rId5") -> str:
    """A picture, with what stands beside its pixels."""
    return (
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="2" name="x"/>'
        f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{rid}">{blip}</a:blip>{inside}</pic:blipFill><pic:spPr/></pic:pic></a:graphicData>'
    )


def box_of(text: str, fill: str = "") -> str:
    return (
        f'<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr/><wps:spPr>{fill}</wps:spPr>'
        f"<wps:txbx><w:txbxContent>{paragraph_of(text)}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData>"
    )


def cropped(kind: str = "png", **how: str) -> bytes:
    """A picture of which half is cropped away, by any of the ways that programs know."""
    crop = how.get("crop", '<a:srcRect r="50000"/><a:stretch><a:fillRect/></a:stretch>')
    body = how.get("body") or drawing(picture_xml(crop))
    return document(
        body,
        parts={
            f"word/media/i.{kind}": half_red(
                {"png": "PNG", "jpg": "JPEG", "gif": "GIF", "tiff": "TIFF", "bmp": "BMP"}[kind]
            )
        },
        lines=(("rId5", "image", f"media/i.{kind}"),),
    )


def crops() -> dict[str, bytes]:
    """All these ways."""
    old = (
        '<w:p><w:r><w:pict><v:shape id="s" type="#_x0000_t75" style="width:90pt;height:40pt">'
        '<v:imagedata r:id="rId5" cropright="32768f"/></v:shape></w:pict></w:r></w:p>'
    )
    return {
        "source.docx": cropped(),
        "percent.docx": cropped(crop='<a:srcRect r="50%"/>'),
        "jpeg.docx": cropped("jpg"),
        "gif.docx": cropped("gif"),
        "tiff.docx": cropped("tiff"),
        "bmp.docx": cropped("bmp"),
        "beyond the frame.docx": cropped(crop='<a:stretch><a:fillRect r="-100000"/></a:stretch>'),
        "old drawing.docx": cropped(body=old),
    }


def field_of(code: str, shown: str = "", extra: str = "") -> str:
    begin = (
        f'<w:r><w:fldChar w:fldCharType="begin">{extra}</w:fldChar></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
    )
    middle = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{shown}</w:t></w:r>' if shown else ""
    return paragraph_of(f'{begin}{middle}<w:r><w:fldChar w:fldCharType="end"/></w:r>')
