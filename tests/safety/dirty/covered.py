# ruff: noqa: E501  # documents written by hand read better unbroken
"""Office files with words under a picture or another paragraph's bar, pushed out by margins, or on no page."""

from __future__ import annotations

import io

from PIL import Image

from tests.safety.dirty.canary import CANARY
from tests.safety.dirty.hidden_opendocument import opendocument
from tests.safety.dirty.hidden_slides import shape, show
from tests.safety.dirty.word_pieces import SPACES, box_of, document, drawing, half_red, paragraph_of, run

Case = tuple[bytes, list[str]]
_BLACK = '<a:prstGeom prst="rect"/><a:solidFill><a:srgbClr val="000000"/></a:solidFill>'


def see_through() -> bytes:
    """A picture through which one reads."""
    buffer = io.BytesIO()
    Image.new("RGBA", (80, 40), (0, 160, 0, 60)).save(buffer, "PNG")
    return buffer.getvalue()


def _anchored(at: int, inside: str, frame: str = "page", size: int = 900_000) -> str:
    places = "".join(
        f'<wp:position{axis} relativeFrom="{frame}"><wp:posOffset>9</wp:posOffset></wp:position{axis}>' for axis in "HV"
    )
    return (
        f'<w:r><w:drawing><wp:anchor relativeHeight="{at}">{places}<wp:extent cx="{size}" cy="{size}"/><wp:docPr id="{at}" name="a"/>'
        f"<a:graphic>{inside}</a:graphic></wp:anchor></w:drawing></w:r>"
    )


def _box(text: str, fill: str = "", margins: str = "") -> str:
    frame = '<a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm>'
    return box_of(run(text=text), frame + fill).replace("<wps:bodyPr/>", f"<wps:bodyPr {margins}/>")


_PICTURE = (
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="2" name="x"/>'
    '<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId5"/></pic:blipFill><pic:spPr/></pic:pic></a:graphicData>'
)


def _with_picture(body: str, picture: bytes) -> bytes:
    return document(body, parts={"word/media/i.png": picture}, lines=(("rId5", "image", "media/i.png"),))


def words() -> dict[str, Case]:
    """Word files."""
    note = '<w:footnotes {s}><w:footnote w:type="separator" w:id="0">{c}</w:footnote><w:footnote w:id="2">{n}</w:footnote></w:footnotes>'
    notes = note.format(
        s=SPACES, c=paragraph_of("<w:r><w:separator/></w:r>" + run()), n=paragraph_of(run(text="Note words"))
    )
    far = paragraph_of(run(text="far " * 300))
    bar = _anchored(2, _box("", _BLACK))
    under = _anchored(1, _box(CANARY))
    return {
        "box under the bar of another paragraph": (document(paragraph_of(under) + paragraph_of(bar)), []),
        "box under the bar of a margin": (
            document(
                paragraph_of(_anchored(1, _box(CANARY), "margin"))
                + paragraph_of(run(text="Between words"))
                + paragraph_of(_anchored(2, _box("", _BLACK), "margin"))
            ),
            ["Between words"],
        ),
        "box of the page before stays": (
            document(
                paragraph_of(_anchored(1, _box("Earlier words")))
                + paragraph_of('<w:r><w:br w:type="page"/></w:r>')
                + paragraph_of(bar)
            ),
            ["Earlier words"],
        ),
        "box far before stays": (
            document(paragraph_of(_anchored(1, _box("Earlier words"))) + far + paragraph_of(bar)),
            ["Earlier words"],
        ),
        "boxes placed by two paragraphs stay": (
            document(
                paragraph_of(_anchored(1, _box("Upper words"), "paragraph"))
                + paragraph_of(_anchored(2, _box("", _BLACK), "paragraph"))
            ),
            ["Upper words"],
        ),
        "box under a picture": (_with_picture(paragraph_of(under + _anchored(2, _PICTURE)), half_red()), []),
        "box under a clear picture stays": (
            _with_picture(paragraph_of(_anchored(1, _box("Lower words")) + _anchored(2, _PICTURE)), see_through()),
            ["Lower words"],
        ),
        "box on a picture stays": (
            _with_picture(paragraph_of(_anchored(2, _box("Upper words")) + _anchored(1, _PICTURE)), half_red()),
            ["Upper words"],
        ),
        "words of a separator": (
            document(
                '<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>',
                parts={"word/footnotes.xml": notes},
                lines=(("rId1", "footnotes", "footnotes.xml"),),
            ),
            ["Note words"],
        ),
        "margins of a box": (document(drawing(_box(CANARY, margins='lIns="890000" rIns="90000"'))), []),
        "high margins of a box": (document(drawing(_box(CANARY, margins='tIns="900000"'))), []),
        "usual margins stay": (
            document(drawing(_box("Box words", margins='lIns="91440" tIns="45720"'))),
            ["Box words"],
        ),
    }


def _pic(place: str = "900000 900000 3200000 1200000", turned: str = "") -> str:
    x, y, width, height = place.split()
    return (
        '<p:pic><p:nvPicPr><p:cNvPr id="9" name="x"/><p:cNvPicPr/><p:nvPr/></p:nvPicPr><p:blipFill><a:blip r:embed="rId5"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>'
        f'<p:spPr><a:xfrm{turned}><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"/></p:spPr></p:pic>'
    )


def slides() -> dict[str, Case]:
    """Presentations. A shape lies at 1 000 000, 1 000 000 and measures 3 000 000 by 900 000."""

    def shown(shapes: str, picture: bytes | None = None, **more: str) -> bytes:
        return show(
            shapes,
            parts={"ppt/media/i.png": picture or half_red()},
            lines=(("rId5", "image", "../media/i.png"),),
            **more,  # type: ignore[arg-type]
        )

    def pushed(text: str, margins: str = "", paragraph: str = "") -> str:
        made = shape(text).replace("<a:bodyPr/>", f"<a:bodyPr {margins}/>")
        return made.replace("<a:p>", f"<a:p><a:pPr {paragraph}/>")

    place = '<p:ph type="body" idx="1"/>'
    return {
        "under a picture": (shown(shape() + _pic()), []),
        "on a picture stays": (shown(_pic() + shape("Upper words")), ["Upper words"]),
        "beside a picture stays": (shown(shape("Side words") + _pic("0 3000000 3200000 1200000")), ["Side words"]),
        "under a clear picture stays": (shown(shape("Lower words") + _pic(), see_through()), ["Lower words"]),
        "pushed to the right": (show(pushed(CANARY, 'lIns="9000000"')), []),
        "pushed down": (show(pushed(CANARY, 'tIns="6800000"')), []),
        "pushed by the layout": (
            show(
                shape(role=place),
                layout=shape("", role=place).replace("<a:bodyPr/>", '<a:bodyPr lIns="9000000"/>'),
            ),
            [],
        ),
        "pushed by its paragraph": (show(pushed(CANARY, paragraph='marL="9144000"')), []),
        "begun far before": (show(pushed(CANARY, paragraph='indent="-30000000"')), []),
        "usual margins stay": (
            show(pushed("Near words", 'lIns="91440" tIns="45720"', 'marL="457200" indent="-457200"')),
            ["Near words"],
        ),
    }


def _frame(text: str, more: str = "", style: str = "") -> str:
    named = f' draw:style-name="{style}"' if style else ""
    return f'<draw:frame svg:x="1cm" svg:y="8cm" svg:width="5cm" svg:height="1cm"{named}{more}><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>'


def _image(more: str = "", style: str = "") -> str:
    named = f' draw:style-name="{style}"' if style else ""
    return f'<draw:frame svg:x="0.5cm" svg:y="7.5cm" svg:width="7cm" svg:height="3cm"{named}{more}><draw:image xlink:href="Pictures/i.png"/></draw:frame>'


_STYLES = (
    '<style:style style:name="pale" style:family="graphic"><style:graphic-properties draw:image-opacity="40%"/></style:style>'
    '<style:style style:name="pushed" style:family="graphic"><style:graphic-properties fo:padding-left="70cm"/></style:style>'
    '<style:style style:name="near" style:family="graphic"><style:graphic-properties fo:padding-left="0.25cm"/></style:style>'
)


def _on_page(number: int) -> str:
    return f' text:anchor-type="page" text:anchor-page-number="{number}"'


def opendocument_texts() -> dict[str, Case]:
    """OpenDocument texts."""

    def made(body: str, *stay: str, picture: bytes | None = None) -> Case:
        more: dict[str, str | bytes] = {"Pictures/i.png": picture or half_red()}
        return opendocument("text", body + "<text:p>Visible words</text:p>", automatic=_STYLES, more=more), list(stay)

    return {
        "under a picture": made(f"<text:p>{_frame(CANARY)}{_image()}</text:p>"),
        "under a clear picture stays": made(
            f"<text:p>{_frame('Lower words')}{_image()}</text:p>", "Lower words", picture=see_through()
        ),
        "under a pale picture stays": made(
            f"<text:p>{_frame('Lower words')}{_image(style='pale')}</text:p>", "Lower words"
        ),
        "on one page under a picture": made(_frame(CANARY, _on_page(1)) + _image(_on_page(1))),
        "on two pages stay": made(_frame("Earlier words", _on_page(1)) + _image(_on_page(2)), "Earlier words"),
        "on a page that is none": made(_frame(CANARY, _on_page(99))),
        "on the second page stays": made(_frame("Second words", _on_page(2)), "Second words"),
        "pushed beside the paper": made(f"<text:p>{_frame(CANARY, style='pushed')}</text:p>"),
        "usual margins stay": made(f"<text:p>{_frame('Near words', style='near')}</text:p>", "Near words"),
    }
