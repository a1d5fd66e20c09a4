# ruff: noqa: E501  # documents written by hand read better unbroken
"""Office files with words that a second look finds unseen: covered, folded, clear: name → (file, words that stay)."""

from __future__ import annotations

from tests.safety.dirty.canary import CANARY
from tests.safety.dirty.hidden_sheets import cell, workbook
from tests.safety.dirty.hidden_slides import shape, show
from tests.safety.dirty.packages import R
from tests.safety.dirty.word_pieces import document, styled

Case = tuple[bytes, list[str]]
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NEW = (
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def _run(properties: str = "", text: str = CANARY) -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def _par(runs: str, properties: str = "") -> str:
    return f"<w:p {_NEW}><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def _cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{_par(_run(text=text))}</w:tc>"


def _table(rows: str, widths: tuple[int, ...] = (3000, 3000), properties: str = "") -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def _anchored(at: int, text: str, fill: str = "") -> str:
    box = f'<wps:wsp><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"/>{fill}</wps:spPr><wps:txbx><w:txbxContent>{_par(_run(text=text))}</w:txbxContent></wps:txbx></wps:wsp>'
    return f'<w:r><w:drawing><wp:anchor relativeHeight="{at}"><wp:positionH relativeFrom="page"><wp:posOffset>9</wp:posOffset></wp:positionH><wp:positionV relativeFrom="page"><wp:posOffset>9</wp:posOffset></wp:positionV><wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="a"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">{box}</a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>'


_BLACK = '<a:solidFill><a:srgbClr val="000000"/></a:solidFill>'
_BAR = '<a:prstGeom prst="rect"/>' + _BLACK


def words() -> dict[str, Case]:
    """Word files."""
    clear = '<w14:textFill><w14:solidFill><w14:srgbClr w14:val="000000"><w14:alpha w14:val="100000"/></w14:srgbClr></w14:solidFill></w14:textFill>'
    blue = '<w14:textFill><w14:solidFill><w14:srgbClr w14:val="0000AA"/></w14:solidFill></w14:textFill>'
    fold = '<w:outlineLvl w:val="0"/>'
    sum_of = '<m:oMath><m:nary><m:naryPr><m:subHide m:val="{}"/></m:naryPr><m:sub><m:r><m:t>{}</m:t></m:r></m:sub></m:nary></m:oMath>'
    return {
        "text without a fill": (document(_par(_run("<w14:textFill><w14:noFill/></w14:textFill>"))), []),
        "text with a clear fill": (document(_par(_run(clear))), []),
        "text with a white fill": (document(_par(_run(blue.replace("0000AA", "FFFFFF")))), []),
        "text with a blue fill stays": (document(_par(_run(blue, "Blue words"))), ["Blue words"]),
        "white by its theme": (document(_par(_run('<w:color w:val="000000" w:themeColor="background1"/>'))), []),
        "black thinned to white": (
            document(_par(_run('<w:color w:val="auto" w:themeColor="text1" w:themeTint="00"/>'))),
            [],
        ),
        "solid pattern": (
            document(_par(_run('<w:color w:val="0000FF"/><w:shd w:val="solid" w:color="0000FF" w:fill="auto"/>'))),
            [],
        ),
        "raised off the paper": (document(_par(_run('<w:position w:val="3000"/>'))), []),
        "raised a little stays": (document(_par(_run('<w:position w:val="6"/>', "Raised words"))), ["Raised words"]),
        "letters upon letters": (document(_par(_run('<w:spacing w:val="-1000"/>'))), []),
        "tight letters stay": (document(_par(_run('<w:spacing w:val="-20"/>', "Tight words"))), ["Tight words"]),
        "under a folded heading": (
            document(
                _par(_run(text="Folded heading"), fold + "<w15:collapsed/>")
                + _par(_run())
                + _table("<w:tr>" + _cell(CANARY) + "</w:tr>")
                + _par(_run(text="Next heading"), fold)
                + _par(_run(text="Next words"))
            ),
            ["Folded heading", "Next heading", "Next words"],
        ),
        "under an open heading stays": (
            document(
                _par(_run(text="Open heading"), fold + '<w15:collapsed w:val="0"/>') + _par(_run(text="Open words"))
            ),
            ["Open heading", "Open words"],
        ),
        "cell under a merged one": (
            document(
                _table(
                    "<w:tr>" + _cell("Top words", '<w:vMerge w:val="restart"/>') + _cell("Side words") + "</w:tr>"
                    "<w:tr>" + _cell(CANARY, "<w:vMerge/>") + _cell("Last words") + "</w:tr>"
                    "<w:tr>"
                    + _cell("Left words", '<w:hMerge w:val="restart"/>')
                    + _cell(CANARY, '<w:hMerge w:val="continue"/>')
                    + "</w:tr>"
                )
            ),
            ["Top words", "Side words", "Last words", "Left words"],
        ),
        "column without width": (
            document(
                _table(
                    "<w:tr>" + _cell(CANARY) + _cell("Wide words") + "</w:tr>",
                    (1, 3000),
                    '<w:tblLayout w:type="fixed"/>',
                )
            ),
            ["Wide words"],
        ),
        "frame off the paper by its style": (
            styled(
                '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="a"/><w:pPr><w:framePr w:x="-30000" w:hAnchor="page"/></w:pPr></w:style>',
                _par(_run(), '<w:pStyle w:val="a"/>'),
            ),
            [],
        ),
        "phantom": (
            document(
                _par(
                    f'<m:oMath><m:phant><m:phantPr><m:show m:val="0"/></m:phantPr><m:e><m:r><m:t>{CANARY}</m:t></m:r></m:e></m:phant></m:oMath>'
                )
            ),
            [],
        ),
        "limit switched off": (document(_par(sum_of.format("1", CANARY))), []),
        "limit stays": (document(_par(sum_of.format("0", "Limit words"))), ["Limit words"]),
        "white formula": (
            document(
                _par(
                    f'<m:oMath><m:r><m:rPr/><w:rPr><w:color w:val="FFFFFF"/></w:rPr><m:t>{CANARY}</m:t></m:r></m:oMath>'
                )
            ),
            [],
        ),
        "box under a bar": (document(_par(_anchored(1, CANARY) + _anchored(2, "", _BLACK))), []),
        "box over a bar stays": (
            document(_par(_anchored(2, "Upper words") + _anchored(1, "", _BLACK))),
            ["Upper words"],
        ),
        "words on a path that is off": (
            document(
                _par(
                    f'<w:r><w:pict><v:rect style="width:90pt;height:30pt"><v:textpath on="f" string="{CANARY}"/></v:rect></w:pict></w:r>'
                )
            ),
            [],
        ),
        "between two pages of a note": (
            document(
                _par('<w:r><w:footnoteReference w:id="2"/></w:r>'),
                parts={
                    "word/footnotes.xml": f'<w:footnotes xmlns:w="{_W}"><w:footnote w:type="continuationNotice" w:id="0">{_par(_run())}</w:footnote><w:footnote w:id="2">{_par(_run(text="Note words"))}</w:footnote></w:footnotes>'
                },
                lines=(("rId1", "footnotes", "footnotes.xml"),),
            ),
            ["Note words"],
        ),
    }


def _drawn(*shapes: str) -> bytes:
    drawing = f'<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{R}">{"".join(shapes)}</xdr:wsDr>'
    return workbook(
        "",
        after='<drawing r:id="rId1"/>',
        lines=(("rId1", "drawing", "../drawings/drawing1.xml"),),
        parts={"xl/drawings/drawing1.xml": drawing},
    )


def _on_sheet(text: str = CANARY, ink: str = "", fill: str = "", row: int = 1, rows: int = 5) -> str:
    corners = "".join(
        f"<xdr:{name}><xdr:col>{col}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{at}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:{name}>"
        for name, col, at in (("from", 1, row), ("to", 1 + rows, row + rows))
    )
    return f'<xdr:twoCellAnchor>{corners}<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="a"/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr><a:prstGeom prst="rect"/>{fill}</xdr:spPr><xdr:txBody><a:bodyPr/><a:p><a:r><a:rPr>{ink}</a:rPr><a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor>'


_WHITE = _BLACK.replace("000000", "FFFFFF")


def _charted(
    more: str = "", *, axis: str = "0", name: str = "Series words", place: str = "North", title: str = ""
) -> bytes:
    """A chart of one series, with or without what shows the names of its series and categories."""
    chart = (
        f'<c:chartSpace xmlns:c="{_C}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart><c:plotArea><c:barChart><c:ser><c:idx val="0"/>'
        f'<c:tx><c:strRef><c:f>x</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{name}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
        f'<c:cat><c:strRef><c:f>x</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{place}</c:v></c:pt><c:pt idx="7"><c:v>{CANARY}</c:v></c:pt></c:strCache></c:strRef></c:cat>'
        '<c:val><c:numLit><c:ptCount val="1"/><c:pt idx="0"><c:v>41</c:v></c:pt></c:numLit></c:val></c:ser><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        f'<c:catAx><c:axId val="1"/><c:delete val="{axis}"/>{title}<c:crossAx val="2"/></c:catAx><c:valAx><c:axId val="2"/><c:crossAx val="1"/></c:valAx></c:plotArea>{more}</c:chart></c:chartSpace>'
    )
    body = f'<w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="a"/><a:graphic><a:graphicData uri="{_C}"><c:chart xmlns:c="{_C}" r:id="rId5"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    return document(
        _par(body), parts={"word/charts/chart1.xml": chart}, lines=(("rId5", "chart", "charts/chart1.xml"),)
    )


def charts() -> dict[str, Case]:
    """Charts in Word files."""
    title = f"<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>{CANARY}</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    return {
        "names that a legend and an axis show stay": (_charted("<c:legend/>"), ["Series words", "North", "41"]),
        "series without a legend": (_charted(name=CANARY), ["North", "41"]),
        "axis that is off": (_charted("<c:legend/>", axis="1", place=CANARY, title=title), ["Series words", "41"]),
    }


def sheets() -> dict[str, Case]:
    """Workbooks."""
    merged = '<mergeCells count="1"><mergeCell ref="A2:B2"/></mergeCells>'
    margin = "<headerFooter><oddFooter>{}</oddFooter></headerFooter>"
    return {
        "cell under a merged one": (
            workbook(
                f'<row r="2">{cell("A2", "Merged words")}{cell("B2")}{cell("C2", "Third words")}</row>', after=merged
            ),
            ["Merged words", "Third words"],
        ),
        "rows without height unless they say otherwise": (
            workbook(f'<row r="2">{cell("A2")}</row>', before='<sheetFormatPr defaultRowHeight="0" customHeight="1"/>'),
            [],
        ),
        "white and tiny margins": (
            workbook(
                "", after=margin.format(f"&amp;LLeft words&amp;KFFFFFF{CANARY}&amp;C&amp;1{CANARY}&amp;RRight words")
            ),
            ["Left words", "Right words"],
        ),
        "coloured margin stays": (workbook("", after=margin.format("&amp;KFF0000Red words")), ["Red words"]),
        "words for a number": (
            workbook(
                f'<row r="2"><c r="A2"><v>{CANARY}</v></c><c r="B2" t="e"><v>#{CANARY}</v></c><c r="C2" t="b"><v>{CANARY}</v></c><c r="D2"><v>-4.5E+3</v></c></row>'
            ),
            ["-4.5E+3"],
        ),
        "shape without ink": (_drawn(_on_sheet(ink="<a:noFill/>")), []),
        "white shape": (_drawn(_on_sheet(ink=_WHITE)), []),
        "white on black stays": (_drawn(_on_sheet("Night words", ink=_WHITE, fill=_BLACK)), ["Night words"]),
        "white upon a bar stays": (
            _drawn(_on_sheet("", fill=_BLACK), _on_sheet("Upper words", ink=_WHITE)),
            ["Upper words"],
        ),
        "shape without size": (_drawn(_on_sheet(rows=0)), []),
        "shape under a bar": (_drawn(_on_sheet(), _on_sheet("", fill=_BLACK)), []),
        "shape beside a bar stays": (
            _drawn(_on_sheet("Side words"), _on_sheet("", fill=_BLACK, row=20)),
            ["Side words"],
        ),
    }


def slides() -> dict[str, Case]:
    """Presentations."""
    return {
        "under a bar": (show(shape() + shape("", fill=_BAR)), []),
        "on a bar stays": (show(shape("", fill=_BAR) + shape("Upper words")), ["Upper words"]),
        "under a bar that is seen through stays": (
            show(
                shape("Lower words")
                + shape("", fill=_BAR.replace("/></a:s", '><a:alpha val="40000"/></a:srgbClr></a:s'))
            ),
            ["Lower words"],
        ),
        "white as a hue": (show(shape(run='<a:solidFill><a:hslClr hue="0" sat="0" lum="100000"/></a:solidFill>')), []),
        "black made white": (
            show(
                shape(
                    run='<a:solidFill><a:schemeClr val="tx1"><a:lumMod val="0"/><a:lumOff val="100000"/></a:schemeClr></a:solidFill>'
                )
            ),
            [],
        ),
        "black made grey stays": (
            show(
                shape(
                    "Grey words",
                    run='<a:solidFill><a:schemeClr val="tx1"><a:lumMod val="50000"/><a:lumOff val="50000"/></a:schemeClr></a:solidFill>',
                )
            ),
            ["Grey words"],
        ),
        "a course of white": (
            show(
                shape(
                    run='<a:gradFill><a:gsLst><a:gs pos="0"><a:srgbClr val="FFFFFF"/></a:gs><a:gs pos="100000"><a:srgbClr val="FFFFFE"/></a:gs></a:gsLst></a:gradFill>'
                )
            ),
            [],
        ),
    }
