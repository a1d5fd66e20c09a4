# ruff: noqa: E501  # documents written by hand read better unbroken
"""Workbooks that hide the canary in one way each, beside words that must stay: name → (file, words that stay)."""

from __future__ import annotations

from tests.safety.dirty.canary import CANARY
from tests.safety.dirty.packages import R, office, relations
from tests.safety.dirty.word_pieces import half_red

_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
Case = tuple[bytes, list[str]]


def cell(place: str, text: str = CANARY, style: str = "") -> str:
    """A cell with words."""
    return f'<c r="{place}" t="inlineStr"{style}><is><t>{text}</t></is></c>'


def workbook(rows: str, *, before: str = "", after: str = "", styles: str = "", names: str = "", parts: dict[str, str | bytes] | None = None,
             lines: tuple[tuple[str, str, str], ...] = (), sheets: str = "", of_book: tuple[tuple[str, str, str], ...] = ()) -> bytes:  # fmt: skip
    """A workbook of one sheet, whose first cell is always seen."""
    seen = f'<row r="1" hidden="0">{cell("A1", "Visible words")}</row>'
    book = f'<workbook xmlns="{_S}" xmlns:r="{R}"><sheets><sheet name="Shown" sheetId="1" r:id="rId1"/>{sheets}</sheets><definedNames>{names}</definedNames></workbook>'
    members: dict[str, str | bytes] = {
        "xl/workbook.xml": book,
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_S}" xmlns:r="{R}">{before}<sheetData>{seen}{rows}</sheetData>{after}</worksheet>',
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml"), *of_book
        ),
        "xl/worksheets/_rels/sheet1.xml.rels": relations(*lines),
        "xl/styles.xml": f'<styleSheet xmlns="{_S}">{styles}</styleSheet>',
    }
    return office("xl/workbook.xml", members | (parts or {}))


def _looks(font: str = "", form: str = "General", fill: str = "") -> str:
    return (
        f'<numFmts count="1"><numFmt numFmtId="170" formatCode="{form}"/></numFmts><fonts count="2"><font><sz val="11"/></font><font><sz val="11"/>{font}</font></fonts>'
        f'<fills count="2"><fill><patternFill patternType="none"/></fill><fill>{fill or "<patternFill/>"}</fill></fills>'
        '<cellXfs count="2"><xf/><xf numFmtId="170" fontId="1" fillId="1"/></cellXfs>'
    )


def cases() -> dict[str, Case]:
    """All of them."""
    white, styled = '<color rgb="FFFFFFFF"/>', ' s="1"'
    rule = '<conditionalFormatting sqref="A2:A9"><cfRule type="{kind}" dxfId="0" priority="1"{more}>{formula}</cfRule></conditionalFormatting>'
    paling = '<dxfs count="1"><dxf><font><color rgb="FFFFFFFF"/></font></dxf></dxfs>'
    anchor = (
        "<xdr:twoCellAnchor><xdr:from><xdr:col>{col}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
        '<xdr:to><xdr:col>{col}</xdr:col><xdr:colOff>9</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>9</xdr:rowOff></xdr:to><xdr:sp macro="[0]!{bad}" textlink="{bad}!A1"><xdr:nvSpPr>'
        '<xdr:cNvPr id="2" name="x"{hidden}/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr/><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor>'
    )
    drawn = '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">{}</xdr:wsDr>'

    def shapes(*anchors: str) -> dict[str, str | bytes]:
        return {"xl/drawings/drawing1.xml": drawn.format("".join(anchors))}

    line, after = (("rId1", "drawing", "../drawings/drawing1.xml"),), '<drawing r:id="rId1"/>'
    table = (
        f'<table xmlns="{_S}" id="1" name="{CANARY}" displayName="{CANARY}" ref="A1:B2"><autoFilter ref="A1:B2"><filterColumn colId="0"><filters><filter val="{CANARY}"/></filters></filterColumn></autoFilter>'
        f'<tableColumns count="2"><tableColumn id="1" name="Visible words"/><tableColumn id="2" name="{CANARY}" totalsRowLabel="{CANARY}"><calculatedColumnFormula>{CANARY}[x]</calculatedColumnFormula></tableColumn></tableColumns><tableStyleInfo name="{CANARY}"/></table>'
    )
    made: dict[str, Case] = {
        "row": (
            workbook(f'<row r="2" hidden="1">{cell("A2")}</row><row r="3">{cell("A3", "Third words")}</row>'),
            ["Third words"],
        ),
        "flat row": (workbook(f'<row r="2" ht="0.5">{cell("A2")}</row>'), []),
        "rows hidden unless they say otherwise": (
            workbook(
                f'<row r="2">{cell("A2")}</row><row r="3" hidden="0">{cell("A3", "Third words")}</row>',
                before='<sheetFormatPr defaultRowHeight="15" zeroHeight="1"/>',
            ),
            ["Third words"],
        ),
        "column": (
            workbook(
                f'<row r="2"><c r="A2"/>{cell("B2")}{cell("C2", "Third words")}</row>',
                before='<cols><col min="2" max="2" width="9" hidden="1"/></cols>',
            ),
            ["Third words"],
        ),
        "narrow column": (
            workbook(
                f'<row r="2">{cell("B2")}</row>',
                before='<cols><col min="2" max="2" width="0.1" customWidth="1"/></cols>',
            ),
            [],
        ),
        "cells without places": (workbook(f'<row hidden="1"><c t="inlineStr"><is><t>{CANARY}</t></is></c></row>'), []),
        "closed group": (
            workbook(
                f'<row r="2" outlineLevel="1" hidden="1">{cell("A2")}</row><row r="3" collapsed="1">{cell("A3", "Third words")}</row>'
            ),
            ["Third words"],
        ),
        "filter": (
            workbook(
                f'<row r="2" hidden="1">{cell("A2")}</row>',
                after=f'<autoFilter ref="A1:A9"><filterColumn colId="0"><customFilters><customFilter val="{CANARY}*"/></customFilters></filterColumn></autoFilter>',
            ),
            [],
        ),
        "filter without hidden rows stays": (
            workbook(f'<row r="2">{cell("A2", "Second words")}</row>', after='<autoFilter ref="A1:A9"/>'),
            ["Second words"],
        ),
        "merged cell stays": (
            workbook(
                f'<row r="2" hidden="1">{cell("A2", "Merged words")}</row><row r="3"/>',
                after='<mergeCells count="1"><mergeCell ref="A2:B3"/></mergeCells>',
            ),
            ["Merged words"],
        ),
        "format that shows nothing": (
            workbook(f'<row r="2">{cell("A2", style=styled)}</row>', styles=_looks(form=";;;")),
            [],
        ),
        "format that shows other words": (
            workbook(f'<row r="2">{cell("A2", style=styled)}</row>', styles=_looks(form="0;0;0;&quot;x&quot;")),
            [],
        ),
        "words in a format": (
            workbook('<row r="2"><c r="A2" s="1"><v>5</v></c></row>', styles=_looks(form=f"0;-0;&quot;{CANARY}&quot;")),
            ["5"],
        ),
        "white": (workbook(f'<row r="2">{cell("A2", style=styled)}</row>', styles=_looks(white)), []),
        "white by theme": (
            workbook(f'<row r="2">{cell("A2", style=styled)}</row>', styles=_looks('<color theme="0"/>')),
            [],
        ),
        "white on blue stays": (
            workbook(
                f'<row r="2">{cell("A2", "Blue words", styled)}</row>',
                styles=_looks(white, fill='<patternFill patternType="solid"><fgColor rgb="FF203080"/></patternFill>'),
            ),
            ["Blue words"],
        ),
        "black on black": (
            workbook(
                f'<row r="2">{cell("A2", style=styled)}</row>',
                styles=_looks(
                    '<color rgb="FF000000"/>',
                    fill='<patternFill patternType="solid"><fgColor rgb="FF000000"/></patternFill>',
                ),
            ),
            [],
        ),
        "tiny": (
            workbook(
                f'<row r="2">{cell("A2", style=styled)}</row>',
                styles=_looks().replace('<font><sz val="11"/></font></fonts>', '<font><sz val="1"/></font></fonts>'),
            ),
            [],
        ),
        "white part of a text": (
            workbook(
                f'<row r="2"><c r="A2" t="inlineStr"><is><r><t>Seen part</t></r><r><rPr><color rgb="FFFFFFFF"/></rPr><t>{CANARY}</t></r></is></c></row>'
            ),
            ["Seen part"],
        ),
        "hidden by a condition": (
            workbook(
                f'<row r="2">{cell("A2")}</row>',
                after=rule.format(kind="expression", more="", formula="<formula>TRUE</formula>"),
                styles=_looks() + paling,
            ),
            [],
        ),
        "condition that does not hold": (
            workbook(
                f'<row r="2">{cell("A2", "Second words")}</row>',
                after=rule.format(kind="cellIs", more=' operator="equal"', formula="<formula>0</formula>"),
                styles=_looks() + paling,
            ),
            ["Second words"],
        ),
        "condition about a name": (
            workbook(
                f'<row r="2">{cell("A2", "Second words")}</row>',
                after=rule.format(
                    kind="containsText",
                    more=f' operator="containsText" text="{CANARY}"',
                    formula=f'<formula>SEARCH("{CANARY}",A2)</formula>',
                ),
            ),
            ["Second words"],
        ),
        "list of values": (
            workbook(
                "",
                after=f'<dataValidations count="1"><dataValidation type="list" sqref="A1"><formula1>"{CANARY},b"</formula1></dataValidation></dataValidations>',
            ),
            [],
        ),
        "names": (
            workbook(
                "",
                names=f'<definedName name="{CANARY}">Shown!$A$1</definedName><definedName name="x" hidden="1">"{CANARY}"</definedName><definedName name="_xlnm.Print_Area" localSheetId="0">Shown!$A$1:$C$3</definedName>',
            ),
            ["Shown!$A$1:$C$3"],
        ),
        "formulas": (
            workbook(
                f'<row r="2"><c r="A2" t="str"><f>IF(A1="{CANARY}",1,"x")</f><v>Result words</v></c><c r="B2"><f>{CANARY}(A1)</f><v>7</v></c><c r="C2"><f>{CANARY}Table[x]</f><v>8</v></c><c r="D2"><f>SUM(A1:A9)+ROUND(B2,2)</f><v>9</v></c></row>'
            ),
            ["Result words", "7", "8", "SUM(A1:A9)+ROUND(B2,2)"],
        ),
        "formula on a hidden cell": (
            workbook(
                f'<row r="2" hidden="1">{cell("A2")}</row><row r="3"><c r="A3" t="str"><f>UPPER(A2)</f><v>Result words</v></c></row>'
            ),
            ["Result words"],
        ),
        "header of first pages that are none": (
            workbook(
                "",
                after=f"<headerFooter><oddHeader>&amp;LHeader words</oddHeader><firstHeader>{CANARY}</firstHeader></headerFooter>",
            ),
            ["Header words"],
        ),
        "table": (
            workbook(
                f'<row r="2">{cell("A2", "Second words")}</row>',
                after='<tableParts count="1"><tablePart r:id="rId1"/></tableParts>',
                lines=(("rId1", "table", "../tables/table1.xml"),),
                parts={"xl/tables/table1.xml": table},
            ),
            ["Second words"],
        ),
        "shape in a hidden row": (
            workbook(
                '<row r="2" hidden="1"/>',
                after=after,
                lines=line,
                parts=shapes(
                    anchor.format(col=0, row=1, bad=CANARY, hidden="", text=CANARY),
                    anchor.format(col=0, row=4, bad=CANARY, hidden="", text="Shape words"),
                ),
            ),
            ["Shape words"],
        ),
        "hidden shape": (
            workbook(
                "",
                after=after,
                lines=line,
                parts=shapes(anchor.format(col=0, row=4, bad=CANARY, hidden=' hidden="1"', text=CANARY)),
            ),
            [],
        ),
        "scenarios and views": (
            workbook(
                "",
                after=f'<scenarios><scenario name="{CANARY}" user="{CANARY}" comment="{CANARY}"><inputCells r="A1" val="{CANARY}"/></scenario></scenarios><customSheetViews><customSheetView guid="{CANARY}"/></customSheetViews>',
            ),
            [],
        ),
        "link inside": (
            workbook(
                "",
                after=f'<hyperlinks><hyperlink ref="A1" location="{CANARY}!A1" tooltip="{CANARY}" display="{CANARY}"/></hyperlinks>',
            ),
            [],
        ),
        "fonts and styles": (
            workbook(
                "",
                styles=f'<fonts count="1"><font><name val="{CANARY}"/></font></fonts><cellStyles count="1"><cellStyle name="{CANARY}" xfId="0"/></cellStyles><tableStyles><tableStyle name="{CANARY}"/></tableStyles>',
            ),
            [],
        ),
        "reading aid": (
            workbook(
                f'<row r="2"><c r="A2" t="inlineStr"><is><t>Second words</t><rPh sb="0" eb="1"><t>{CANARY}</t></rPh></is></c></row>'
            ),
            ["Second words"],
        ),
        "hidden sheet by its state in capitals": (
            workbook(
                "",
                sheets=f'<sheet name="{CANARY}" sheetId="2" state="veryHidden" r:id="rId7"/>',
                of_book=(("rId7", "worksheet", "worksheets/sheet2.xml"),),
                parts={
                    "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{_S}"><sheetData><row r="1">{cell("A1")}</row></sheetData></worksheet>'
                },
            ),
            [],
        ),
        "pictures": (workbook("", after=after, lines=line, parts={**shapes(), "xl/media/a.png": half_red()}), []),
    }
    return made


def chart_on_hidden_cells() -> bytes:
    """A chart of figures that lie in a hidden column: it goes on showing them."""
    chart = (
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart><c:plotArea><c:barChart><c:ser><c:idx val="0"/>'
        '<c:val><c:numRef><c:f>Shown!$A$1:$A$2</c:f><c:numCache><c:ptCount val="1"/><c:pt idx="0"><c:v>3</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser>'
        '<c:ser><c:idx val="1"/><c:val><c:numRef><c:f>Shown!$B$1:$B$2</c:f><c:numCache><c:ptCount val="1"/><c:pt idx="0"><c:v>41</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>'
    )
    drawing = (
        '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        f'xmlns:r="{R}"><xdr:absoluteAnchor><xdr:pos x="0" y="0"/><xdr:ext cx="4000000" cy="3000000"/><xdr:graphicFrame><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="rId1"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:absoluteAnchor></xdr:wsDr>'
    )
    return workbook(
        f'<row r="2">{cell("B2")}</row>',
        before='<cols><col min="2" max="2" hidden="1" width="9"/></cols>',
        after='<drawing r:id="rId1"/>',
        lines=(("rId1", "drawing", "../drawings/drawing1.xml"),),
        parts={
            "xl/drawings/drawing1.xml": drawing,
            "xl/charts/chart1.xml": chart,
            "xl/drawings/_rels/drawing1.xml.rels": relations(("rId1", "chart", "../charts/chart1.xml")),
        },
    )
