# ruff: noqa: E501  # documents written by hand read better unbroken
"""Excel files."""

from __future__ import annotations

from tests.safety.dirty.canary import CANARY
from tests.safety.dirty.packages import R, office, relations


def xlsx() -> bytes:
    """Where it was saved, who keeps it, a hidden sheet, a formula into another file, a table's comment."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    workbook = f"""<workbook xmlns="{main}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
    <fileSharing userName="{CANARY}"/><mc:AlternateContent><mc:Choice Requires="x15">
    <x15ac:absPath xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac" url="C:\\Users\\{CANARY}\\"/>
    </mc:Choice></mc:AlternateContent>
    <sheets><sheet name="Shown" sheetId="1" r:id="rId1"/><sheet name="Secret" sheetId="2" state="hidden" r:id="rId2"/></sheets>
    <definedNames><definedName name="far">[1]x!A1</definedName></definedNames></workbook>"""
    cells = f"""<worksheet xmlns="{main}" xmlns:r="{R}" xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"
    xr:uid="{{{CANARY}}}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Visible words</t></is></c>
    <c r="B1"><f>'C:\\{CANARY}\\[b.xlsx]x'!A1</f><v>3</v></c><c r="C1"><f>Secret!A1</f><v>4</v></c>
    <c r="D1"><f>1+1</f><v>2</v></c></row></sheetData><pageSetup r:id="rId9"/></worksheet>"""
    hidden = (
        f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1"><v>{CANARY}</v></c></row></sheetData></worksheet>'
    )
    return office(
        "xl/workbook.xml",
        {
            "xl/workbook.xml": workbook,
            "xl/worksheets/sheet1.xml": cells,
            "xl/worksheets/sheet2.xml": hidden,
            "xl/printerSettings/printerSettings1.bin": CANARY.encode("utf-16-le"),
            "xl/worksheets/_rels/sheet1.xml.rels": relations(("rId9", "printerSettings", "../printerSettings/printerSettings1.bin")),
            "xl/_rels/workbook.xml.rels": relations(
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
    return office(
        "xl/workbook.xml",
        {
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{R}"><sheets>{sheets}</sheets></workbook>',
            "xl/sharedStrings.xml": f'<sst xmlns="{main}">{words}</sst>',
            "xl/worksheets/sheet1.xml": cells.replace("{main}", main).replace("{n}", "0"),
            "xl/worksheets/sheet2.xml": cells.replace("{main}", main).replace("{n}", "1"),
            "xl/_rels/workbook.xml.rels": relations(
                ("rId1", "worksheet", "worksheets/sheet1.xml"),
                ("rId2", "worksheet", "worksheets/sheet2.xml"),
                ("rId3", "sharedStrings", "sharedStrings.xml"),
            ),
        },
    )
