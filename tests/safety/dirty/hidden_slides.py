# ruff: noqa: E501  # documents written by hand read better unbroken
"""Slides that hide the canary in one way each, beside words that must stay: name → (file, words that stay)."""

from __future__ import annotations

from tests.safety.dirty.canary import CANARY
from tests.safety.dirty.packages import R, office, relations
from tests.safety.dirty.word_pieces import half_red

_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_SPACES = f'xmlns:p="{_P}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{R}"'
Case = tuple[bytes, list[str]]


def shape(
    text: str = CANARY,
    *,
    place: str = "",
    name: str = 'name="x"',
    run: str = "",
    fill: str = "",
    role: str = "",
    inside: str = "",
) -> str:
    """A shape with words; `place` is x, y, width, height in EMU."""
    x, y, width, height = place.split() if place else ("1000000", "1000000", "3000000", "900000")
    frame = (
        f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>' if place != "inherited" else ""
    )
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" {name}/><p:cNvSpPr/><p:nvPr>{role}</p:nvPr></p:nvSpPr><p:spPr>{frame}{fill}</p:spPr>'
        f"<p:txBody><a:bodyPr/>{inside}<a:p><a:r><a:rPr>{run}</a:rPr><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def inheriting(role: str, text: str = CANARY) -> str:
    """A placeholder without a place of its own."""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="x"/><p:cNvSpPr/><p:nvPr>{role}</p:nvPr></p:nvSpPr><p:spPr/>'
        f"<p:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def _part(kind: str, shapes: str, more: str = "", attributes: str = "", background: str = "") -> str:
    return f'<p:{kind} {_SPACES}{attributes}><p:cSld name="{CANARY}">{background}<p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/></p:nvGrpSpPr><p:grpSpPr/>{shapes}</p:spTree></p:cSld>{more}</p:{kind}>'


def show(
    shapes: str,
    *,
    layout: str = "",
    background: str = "",
    more: str = "",
    parts: dict[str, str | bytes] | None = None,
    lines: tuple[tuple[str, str, str], ...] = (),
) -> bytes:
    """One slide on a layout on a master; a second layout and a second master are used by none."""
    seen = shape("Visible words", place="100000 5000000 3000000 900000")
    used = '<p:sldLayoutIdLst><p:sldLayoutId id="2147483700" r:id="rId1"/><p:sldLayoutId id="2147483701" r:id="rId2"/></p:sldLayoutIdLst>'
    members: dict[str, str | bytes] = {
        "ppt/presentation.xml": f'<p:presentation {_SPACES}><p:sldMasterIdLst><p:sldMasterId id="2147483600" r:id="rId2"/><p:sldMasterId id="2147483601" r:id="rId3"/></p:sldMasterIdLst><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/></p:presentation>',
        "ppt/slides/slide1.xml": _part("sld", seen + shapes, more, background=background),
        "ppt/slideLayouts/slideLayout1.xml": _part("sldLayout", layout),
        "ppt/slideLayouts/slideLayout2.xml": _part("sldLayout", shape()),
        "ppt/slideMasters/slideMaster1.xml": _part(
            "sldMaster", shape(role='<p:ph type="title"/>') + shape("Master words"), used
        ),
        "ppt/slideMasters/slideMaster2.xml": _part("sldMaster", shape(), ""),
        "ppt/_rels/presentation.xml.rels": relations(
            ("rId1", "slide", "slides/slide1.xml"),
            ("rId2", "slideMaster", "slideMasters/slideMaster1.xml"),
            ("rId3", "slideMaster", "slideMasters/slideMaster2.xml"),
        ),
        "ppt/slides/_rels/slide1.xml.rels": relations(
            ("rId1", "slideLayout", "../slideLayouts/slideLayout1.xml"), *lines
        ),
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": relations(
            ("rId1", "slideMaster", "../slideMasters/slideMaster1.xml")
        ),
        "ppt/slideLayouts/_rels/slideLayout2.xml.rels": relations(
            ("rId1", "slideMaster", "../slideMasters/slideMaster1.xml")
        ),
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": relations(
            ("rId1", "slideLayout", "../slideLayouts/slideLayout1.xml"),
            ("rId2", "slideLayout", "../slideLayouts/slideLayout2.xml"),
        ),
    }
    return office("ppt/presentation.xml", members | (parts or {}))


def cases() -> dict[str, Case]:
    """All of them."""
    white = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'
    blue = '<a:solidFill><a:srgbClr val="203080"/></a:solidFill>'
    group = (
        '<p:grpSp><p:nvGrpSpPr><p:cNvPr id="9" name="g"/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x="-9000000" y="0"/><a:ext cx="1000000" cy="1000000"/>'
        '<a:chOff x="0" y="0"/><a:chExt cx="1000000" cy="1000000"/></a:xfrm></p:grpSpPr>{}</p:grpSp>'
    )
    table = (
        '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="5" name="t"/></p:nvGraphicFramePr><p:xfrm><a:off x="0" y="0"/><a:ext cx="3000000" cy="900000"/></p:xfrm><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table">'
        '<a:tbl><a:tblGrid><a:gridCol w="2000000"/><a:gridCol w="0"/></a:tblGrid><a:tr h="100"><a:tc gridSpan="1"><a:txBody><a:p><a:r><a:t>Cell words</a:t></a:r></a:p></a:txBody></a:tc><a:tc><a:txBody><a:p><a:r><a:t>'
        f"{CANARY}</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )
    picture = '<p:pic><p:nvPicPr><p:cNvPr id="7" name="C:\\Users\\SECRETNAME.jpg"{}/></p:nvPicPr><p:blipFill><a:blip r:embed="rId5">{}</a:blip></p:blipFill><p:spPr/></p:pic>'
    timing = f'<p:timing><p:tnLst><p:par><p:cTn id="1"><p:childTnLst><p:seq><p:cTn id="2" nodeType="{CANARY}"/></p:seq></p:childTnLst></p:cTn></p:par></p:tnLst></p:timing>'
    role = '<p:ph type="body" idx="7"/>'
    media = {"ppt/media/a.png": half_red()}
    return {
        "off the slide": (show(shape(place="-9000000 0 100000 100000")), []),
        "below the slide": (show(shape(place="0 6900000 3000000 900000")), []),
        "partly on the slide stays": (show(shape("Edge words", place="-100000 0 3000000 900000")), ["Edge words"]),
        "hidden": (show(shape(name=f'name="{CANARY}" descr="{CANARY}" title="{CANARY}" hidden="1"')), []),
        "without size": (show(shape(place="0 0 10 10")), []),
        "in a group off the slide": (show(group.format(shape(place="0 0 900000 900000"))), []),
        "where its layout puts it": (
            show(inheriting(role), layout=shape("", place="-9000000 0 100000 100000", role=role)),
            [],
        ),
        "prompts and unused layouts": (
            show(inheriting(role, "Body words"), layout=shape(role=role)),
            ["Body words", "Master words"],
        ),
        "white": (show(shape(run=white)), []),
        "white on blue stays": (show(shape("Blue words", run=white, fill=blue)), ["Blue words"]),
        "white on a dark slide stays": (
            show(shape("Night words", run=white), background=f"<p:bg><p:bgPr>{blue}</p:bgPr></p:bg>"),
            ["Night words"],
        ),
        "white by its list of levels": (
            show(shape(inside=f"<a:lstStyle><a:lvl1pPr><a:defRPr>{white}</a:defRPr></a:lvl1pPr></a:lstStyle>")),
            [],
        ),
        "clear": (
            show(shape(run='<a:solidFill><a:srgbClr val="000000"><a:alpha val="0"/></a:srgbClr></a:solidFill>')),
            [],
        ),
        "no ink": (show(shape(run="<a:noFill/>")), []),
        "tiny": (show(shape().replace("<a:rPr>", '<a:rPr sz="100">')), []),
        "column without width": (show(table), ["Cell words"]),
        "clear picture": (
            show(
                picture.format("", '<a:alphaModFix amt="0"/>'),
                parts=media,
                lines=(("rId5", "image", "../media/a.png"),),
            ),
            [],
        ),
        "picture stays": (show(picture.format("", ""), parts=media, lines=(("rId5", "image", "../media/a.png"),)), []),
        "notes": (
            show(
                "",
                parts={"ppt/notesSlides/notesSlide1.xml": _part("notes", shape())},
                lines=(("rId5", "notesSlide", "../notesSlides/notesSlide1.xml"),),
            ),
            [],
        ),
        "timing": (show("", more=timing), []),
        "field of today": (
            show(
                shape("x").replace(
                    "<a:r><a:rPr></a:rPr><a:t>x</a:t></a:r>",
                    f'<a:fld id="{{{CANARY}}}" type="{CANARY}"><a:t>Day words</a:t></a:fld>',
                )
            ),
            ["Day words"],
        ),
        "free shape": (
            show(
                shape(
                    "Free words",
                    fill=f'<a:custGeom><a:gdLst><a:gd name="{CANARY}" fmla="val 5"/><a:gd name="b" fmla="+- {CANARY} 0 1"/></a:gdLst><a:pathLst><a:path w="9" h="9"><a:moveTo><a:pt x="{CANARY}" y="b"/></a:moveTo></a:path></a:pathLst></a:custGeom>',
                )
            ),
            ["Free words"],
        ),
        "fonts": (
            show(
                shape(
                    "Font words",
                    run=f'<a:latin typeface="{CANARY}" panose="{CANARY}"/><a:hlinkClick r:id="" tooltip="{CANARY}" action="{CANARY}"/>',
                )
            ),
            ["Font words"],
        ),
    }
