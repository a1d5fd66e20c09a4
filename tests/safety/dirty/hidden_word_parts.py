# ruff: noqa: E501  # documents written by hand read better unbroken
"""Word files with hidden words in other parts than the body, and whole workbooks behind charts."""

from __future__ import annotations

from tests.safety.dirty.canary import CANARY
from tests.safety.dirty.packages import relations
from tests.safety.dirty.word_pieces import SPACES, document, drawing, paragraph_of, run


def hidden_parts() -> dict[str, tuple[bytes, list[str]]]:
    """What lies in other parts than the body, and is not seen."""
    header = f"<w:hdr {SPACES}>{paragraph_of(run())}</w:hdr>"
    shown = f"<w:hdr {SPACES}>{paragraph_of(run(text='Header words'))}</w:hdr>"
    note = f'<w:footnotes {SPACES}><w:footnote w:id="2">{paragraph_of(run(text="Note words"))}</w:footnote><w:footnote w:id="3">{paragraph_of(run())}</w:footnote></w:footnotes>'
    label = (
        '<w:abstractNum w:abstractNumId="{n}"><w:name w:val="'
        + CANARY
        + '"/><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="{text} %1"/></w:lvl></w:abstractNum>'
    )
    lists = (
        f"<w:numbering {SPACES}>{label.format(n=1, text=CANARY)}{label.format(n=2, text='Article')}"
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num></w:numbering>'
    )
    numbered = paragraph_of(run(text="Listed words"), '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr>')
    settings = (
        f'<w:settings {SPACES}><w:docVars><w:docVar w:name="{CANARY}" w:val="{CANARY}"/></w:docVars><w:themeFontLang w:val="fr-FR"/>'
        f'<w:compat><w:compatSetting w:name="{CANARY}" w:uri="{CANARY}" w:val="{CANARY}"/></w:compat><w:clickAndTypeStyle w:val="{CANARY}"/></w:settings>'
    )
    theme = f'<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="{CANARY}"><a:themeElements><a:fontScheme name="{CANARY}"><a:majorFont><a:latin typeface="{CANARY}"/><a:font script="Jpan" typeface="{CANARY}"/></a:majorFont></a:fontScheme></a:themeElements><a:custClrLst><a:custClr name="{CANARY}"/></a:custClrLst></a:theme>'
    return {
        "header of a first page that is none": (
            document(
                "",
                parts={"word/h1.xml": header, "word/h2.xml": shown},
                lines=(("rId1", "header", "h1.xml"), ("rId2", "header", "h2.xml")),
                section='<w:sectPr><w:headerReference w:type="first" r:id="rId1"/><w:headerReference w:type="default" r:id="rId2"/></w:sectPr>',
            ),
            ["Header words"],
        ),
        "header of even pages that are none": (
            document(
                "",
                parts={"word/h1.xml": header},
                lines=(("rId1", "header", "h1.xml"),),
                section='<w:sectPr><w:headerReference w:type="even" r:id="rId1"/></w:sectPr>',
            ),
            [],
        ),
        "note without a number": (
            document(
                '<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>',
                parts={"word/footnotes.xml": note},
                lines=(("rId1", "footnotes", "footnotes.xml"),),
            ),
            ["Note words"],
        ),
        "label of an unused list": (
            document(numbered, parts={"word/numbering.xml": lists}, lines=(("rId1", "numbering", "numbering.xml"),)),
            ["Listed words", "Article"],
        ),
        "settings": (
            document("", parts={"word/settings.xml": settings}, lines=(("rId1", "settings", "settings.xml"),)),
            [],
        ),
        "theme": (
            document("", parts={"word/theme/theme1.xml": theme}, lines=(("rId1", "theme", "theme/theme1.xml"),)),
            [],
        ),
        "font table": (
            document(
                "",
                parts={
                    "word/fontTable.xml": f'<w:fonts {SPACES}><w:font w:name="{CANARY}"><w:altName w:val="{CANARY}"/></w:font></w:fonts>'
                },
                lines=(("rId1", "fontTable", "fontTable.xml"),),
            ),
            [],
        ),
        "glossary": (
            document(
                "",
                parts={
                    "word/glossary/document.xml": f"<w:glossaryDocument {SPACES}>{paragraph_of(run())}</w:glossaryDocument>"
                },
                lines=(("rId1", "glossaryDocument", "glossary/document.xml"),),
            ),
            [],
        ),
        "document as it was pasted": (
            document(
                '<w:altChunk r:id="rId1"/>', parts={"word/a.html": CANARY}, lines=(("rId1", "aFChunk", "a.html"),)
            ),
            [],
        ),
        "member that no one leads to": (
            document("", parts={f"word/{CANARY}.xml": CANARY, f"{CANARY}/x.bin": CANARY.encode("utf-16-le")}),
            [],
        ),
    }


def chart_document(workbook: bytes) -> bytes:
    """A chart with its figures, and a whole workbook behind it."""
    chart = (
        f'<c:chartSpace {SPACES}><c:chart><c:title><c:tx><c:strRef><c:f>{CANARY}!$A$9</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>Title words</c:v></c:pt></c:strCache></c:strRef></c:tx></c:title>'
        f'<c:plotArea><c:barChart><c:barDir val="col"/><c:ser><c:idx val="0"/><c:tx><c:strRef><c:f>{CANARY}!$B$1</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>Series words</c:v></c:pt></c:strCache></c:strRef></c:tx>'
        f'<c:cat><c:strRef><c:f>{CANARY}!$A$2:$A$3</c:f><c:strCache><c:ptCount val="2"/><c:pt idx="0"><c:v>North</c:v></c:pt><c:pt idx="1"><c:v>South</c:v></c:pt></c:strCache></c:strRef></c:cat>'
        f'<c:val><c:numRef><c:f>{CANARY}!$B$2:$B$3</c:f><c:numCache><c:formatCode>0" {CANARY}"</c:formatCode><c:ptCount val="2"/><c:pt idx="0"><c:v>3</c:v></c:pt><c:pt idx="1"><c:v>5</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser>'
        '<c:axId val="1"/><c:axId val="2"/></c:barChart><c:catAx><c:axId val="1"/><c:crossAx val="2"/></c:catAx><c:valAx><c:axId val="2"/><c:crossAx val="1"/></c:valAx></c:plotArea>'
        '<c:legend><c:legendPos val="r"/></c:legend></c:chart>'
        f'<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData><c:extLst><c:ext uri="{CANARY}"/></c:extLst></c:chartSpace>'
    )
    body = drawing(
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart r:id="rId5"/></a:graphicData>'
    )
    return document(
        body,
        parts={
            "word/charts/chart1.xml": chart,
            "word/embeddings/w.xlsx": workbook,
            "word/charts/_rels/chart1.xml.rels": relations(("rId1", "package", "../embeddings/w.xlsx")),
        },
        lines=(("rId5", "chart", "charts/chart1.xml"),),
    )
