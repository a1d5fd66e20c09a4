# ruff: noqa: E501  # documents written by hand read better unbroken
"""Word files that hide the canary in one way each, beside words that must stay: name → (file, words that stay)."""

from __future__ import annotations

import io
import zipfile

from tests.safety.dirty.canary import CANARY
from tests.safety.dirty.packages import office
from tests.safety.dirty.word_pieces import (
    SEEN,
    W,
    box_of,
    cell_of,
    document,
    drawing,
    field_of,
    paragraph_of,
    run,
    style_of,
    styled,
    table_of,
)


def hidden_words() -> dict[str, tuple[bytes, list[str]]]:
    """Text that is there and not seen."""
    hides, white, tiny = "<w:vanish/>", '<w:color w:val="FFFFFF"/>', '<w:sz w:val="1"/>'
    base = (
        style_of("Base", f"<w:rPr>{hides}</w:rPr>")
        + style_of("Child", '<w:basedOn w:val="Base"/>')
        + style_of("Kid", '<w:basedOn w:val="Child"/>')
    )
    table = style_of("T", f'<w:tblStylePr w:type="firstRow"><w:rPr>{hides}</w:rPr></w:tblStylePr>', "table")
    dark = style_of(
        "D",
        '<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:fill="203040"/></w:tcPr></w:tblStylePr>',
        "table",
    )
    shade = '<w:shd w:val="clear" w:fill="1F3864"/>'
    made: dict[str, tuple[bytes, list[str]]] = {
        "direct": (document(paragraph_of(run(hides) + run('<w:vanish w:val="0"/>', "Shown again"))), ["Shown again"]),
        "character style": (
            styled(style_of("C", f"<w:rPr>{hides}</w:rPr>", "character"), paragraph_of(run('<w:rStyle w:val="C"/>'))),
            [],
        ),
        "three styles deep": (styled(base, paragraph_of(run(), '<w:pStyle w:val="Kid"/>')), []),
        "style of the usual paragraph": (
            styled(
                style_of("N", f"<w:rPr>{hides}</w:rPr>", more=' w:default="1"'),
                paragraph_of(run()) + paragraph_of(run('<w:vanish w:val="0"/>', "Shown again")),
            ),
            ["Shown again"],
        ),
        "defaults of the document": (
            styled(
                f"<w:docDefaults><w:rPrDefault><w:rPr>{hides}</w:rPr></w:rPrDefault></w:docDefaults>",
                paragraph_of(run()),
            ),
            [],
        ),
        "table style": (
            styled(table, table_of(f"<w:tr>{cell_of(paragraph_of(run()))}</w:tr>", '<w:tblStyle w:val="T"/>')),
            [],
        ),
        "web": (document(paragraph_of(run("<w:webHidden/>") + run("<w:webHidden/>", "12"))), ["12"]),
        "white": (document(paragraph_of(run(white)) + paragraph_of(run(white + shade, "On blue"))), ["On blue"]),
        "white by theme": (document(paragraph_of(run('<w:color w:val="auto" w:themeColor="background1"/>'))), []),
        "white by style": (
            styled(style_of("P", f"<w:rPr>{white}</w:rPr>"), paragraph_of(run(), '<w:pStyle w:val="P"/>')),
            [],
        ),
        "black on black": (document(paragraph_of(run('<w:color w:val="000000"/><w:highlight w:val="black"/>'))), []),
        "white in a coloured cell stays": (
            document(
                table_of(
                    f"<w:tr>{cell_of(paragraph_of(run(white, 'On blue')), shade)}{cell_of(paragraph_of(run(white)))}</w:tr>"
                )
            ),
            ["On blue"],
        ),
        "white in a coloured first row stays": (
            styled(
                dark,
                table_of(
                    f"<w:tr>{cell_of(paragraph_of(run(white, 'Heading words')))}</w:tr><w:tr>{cell_of(paragraph_of(run(white)))}</w:tr><w:tr>{cell_of(paragraph_of(run(text='Cell words')))}</w:tr>",
                    '<w:tblStyle w:val="D"/>',
                ),
            ),
            ["Heading words", "Cell words"],
        ),
        "tiny": (document(paragraph_of(run(tiny))), []),
        "tiny by style": (
            styled(style_of("P", f"<w:rPr>{tiny}</w:rPr>"), paragraph_of(run(), '<w:pStyle w:val="P"/>')),
            [],
        ),
        "squeezed": (document(paragraph_of(run('<w:w w:val="1"/>'))), []),
        "flat line": (document(paragraph_of(run(), '<w:spacing w:line="1" w:lineRule="exact"/>')), []),
        "beside the paper": (document(paragraph_of(run(), '<w:ind w:left="-30000"/>')), []),
        "row": (
            document(
                table_of(
                    f"<w:tr><w:trPr><w:hidden/></w:trPr>{cell_of(paragraph_of(run()))}</w:tr><w:tr>{cell_of(paragraph_of(run(text='Row words')))}</w:tr>"
                )
            ),
            ["Row words"],
        ),
        "flat row": (
            document(
                table_of(
                    f'<w:tr><w:trPr><w:trHeight w:val="1" w:hRule="exact"/></w:trPr>{cell_of(paragraph_of(run()))}</w:tr><w:tr>{cell_of(paragraph_of(run(text="Row words")))}</w:tr>'
                )
            ),
            ["Row words"],
        ),
        "deleted cell": (
            document(
                table_of(
                    "<w:tr>"
                    + cell_of(paragraph_of(run()), f'<w:cellDel w:id="1" w:author="{CANARY}"/>')
                    + cell_of(paragraph_of(run(text="Cell words")))
                    + "</w:tr>"
                )
            ),
            ["Cell words"],
        ),
        "merged cell stays": (
            document(
                table_of(
                    "<w:tr>"
                    + cell_of(paragraph_of(run(text="Merged words")), '<w:vMerge w:val="restart"/>')
                    + "</w:tr><w:tr>"
                    + cell_of("<w:p/>", "<w:vMerge/>")
                    + "</w:tr>"
                )
            ),
            ["Merged words"],
        ),
        "strict": (_strict(document(paragraph_of(run(hides)))), []),
        "index entry": (document(field_of(f' XE "{CANARY}" ')), []),
        "index entry in pieces": (
            document(
                paragraph_of(
                    f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> XE "</w:instrText></w:r>{run()}<w:r><w:instrText>" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
                )
            ),
            [],
        ),
        "contents by named style": (
            document(field_of(f' TOC \\t "{CANARY};1" ', "Contents words")),
            ["Contents words"],
        ),
        "sequence": (document(field_of(f" SEQ {CANARY} ", "7 of a series")), ["7 of a series"]),
        "choice": (document(field_of(f' IF 1=1 "shown" "{CANARY}" ', "shown branch")), ["shown branch"]),
        "drop down": (
            document(
                field_of(
                    " FORMDROPDOWN ",
                    "",
                    f'<w:ffData><w:name w:val="{CANARY}"/><w:ddList><w:result w:val="1"/><w:listEntry w:val="{CANARY}"/><w:listEntry w:val="Chosen words"/></w:ddList></w:ffData>',
                )
            ),
            ["Chosen words"],
        ),
        "text field": (
            document(
                field_of(
                    " FORMTEXT ",
                    "Typed words",
                    f'<w:ffData><w:name w:val="{CANARY}"/><w:textInput><w:default w:val="{CANARY}"/></w:textInput></w:ffData>',
                )
            ),
            ["Typed words"],
        ),
        "check box": (
            document(
                field_of(
                    " FORMCHECKBOX ",
                    "",
                    f'<w:ffData><w:name w:val="{CANARY}"/><w:checkBox><w:checked/></w:checkBox></w:ffData>',
                )
            ),
            ["☒"],
        ),
        "control": (
            document(
                f'<w:sdt><w:sdtPr><w:alias w:val="{CANARY}"/><w:placeholder><w:docPart w:val="{CANARY}"/></w:placeholder><w:docPartObj><w:docPartGallery w:val="{CANARY}"/></w:docPartObj>'
                f'<w:dropDownList w:lastValue="{CANARY}"><w:listItem w:displayText="{CANARY}" w:value="{CANARY}"/></w:dropDownList><w:dataBinding w:xpath="{CANARY}" w:storeItemID="{CANARY}"/></w:sdtPr>'
                f"<w:sdtContent>{paragraph_of(run(text='Control words'))}</w:sdtContent></w:sdt>"
            ),
            ["Control words"],
        ),
        "styles": (
            styled(
                style_of(CANARY, f'<w:aliases w:val="{CANARY}"/><w:link w:val="{CANARY}2"/>')
                + f'<w:latentStyles><w:lsdException w:name="{CANARY}"/></w:latentStyles>',
                paragraph_of(run(text="Styled words"), f'<w:pStyle w:val="{CANARY}"/>'),
            ),
            ["Styled words"],
        ),
        "fonts": (
            document(paragraph_of(run(f'<w:rFonts w:ascii="{CANARY}" w:hAnsi="{CANARY}"/>', "Written words"))),
            ["Written words"],
        ),
        "bookmark": (
            document(
                paragraph_of(
                    f'<w:bookmarkStart w:id="1" w:name="_{CANARY}"/>{run(text="Marked words")}<w:bookmarkEnd w:id="1"/>'
                )
            ),
            ["Marked words"],
        ),
        "link": (
            document(
                paragraph_of(
                    f'<w:hyperlink w:anchor="{CANARY}" w:tooltip="{CANARY}" w:tgtFrame="{CANARY}" w:docLocation="{CANARY}">{run(text="Link words")}</w:hyperlink>'
                )
            ),
            ["Link words"],
        ),
        "smart tag": (
            document(
                paragraph_of(
                    f'<w:smartTag w:uri="{CANARY}" w:element="{CANARY}"><w:smartTagPr><w:attr w:name="{CANARY}" w:val="{CANARY}"/></w:smartTagPr>{run(text="Tagged words")}</w:smartTag>'
                )
            ),
            ["Tagged words"],
        ),
        "unknown elements": (
            document(
                paragraph_of(
                    f'<w:unheardOf{CANARY} w:x="{CANARY}">{CANARY}</w:unheardOf{CANARY}><w:pPr w:unheard="{CANARY}"/>{run(text="Known words")}'
                )
            ),
            ["Known words"],
        ),
        "field data": (document(field_of(" PAGE ", "1", f"<w:fldData>{CANARY}</w:fldData>")), []),
        "odd prefix": (
            office(
                "word/document.xml",
                {
                    "word/document.xml": f'<{CANARY}:document xmlns:{CANARY}="{W}"><{CANARY}:body><{CANARY}:p><{CANARY}:r><{CANARY}:t>{SEEN}</{CANARY}:t></{CANARY}:r></{CANARY}:p></{CANARY}:body></{CANARY}:document>'
                },
            ),
            [],
        ),
        "alternative": (
            document(
                paragraph_of(
                    f'<mc:AlternateContent><mc:Choice Requires="wps">{run(text="Chosen words")}</mc:Choice><mc:Fallback>{run()}</mc:Fallback></mc:AlternateContent>'
                )
            ),
            ["Chosen words"],
        ),
        "hidden drawing": (
            document(drawing(box_of(run()), name='name="x" hidden="1"') + drawing(box_of(run(text="Box words")))),
            ["Box words"],
        ),
        "drawing without size": (document(drawing(box_of(run()), extent='cx="1" cy="1"')), []),
        "drawing far away": (
            document(
                drawing(
                    box_of(run()),
                    anchor='<wp:positionH relativeFrom="page"><wp:posOffset>-90000000</wp:posOffset></wp:positionH>',
                )
            ),
            [],
        ),
        "old drawing": (
            document(
                f'<w:p><w:r><w:pict><v:shape id="{CANARY}" alt="{CANARY}" style="width:9pt;height:9pt;visibility:hidden"><v:textbox><w:txbxContent>{paragraph_of(run())}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>'
            ),
            [],
        ),
        "old drawing's attributes": (
            document(
                f'<w:p><w:r><w:pict><v:shape id="{CANARY}" class="{CANARY}" title="{CANARY}" adj="{CANARY}" path="{CANARY}" style="width:9pt;height:9pt;x:{CANARY}">'
                f'<v:path v="{CANARY}"/><v:textbox><w:txbxContent>{paragraph_of(run(text="Drawn words"))}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>'
            ),
            ["Drawn words"],
        ),
        "watermark stays": (
            document(
                '<w:p><w:r><w:pict><v:shape id="x" style="width:400pt;height:90pt"><v:textpath string="Water words"/></v:shape></w:pict></w:r></w:p>'
            ),
            ["Water words"],
        ),
        "white words in a blue box stay": (
            document(drawing(box_of(run(white, "Box words"), '<a:solidFill><a:srgbClr val="203080"/></a:solidFill>'))),
            ["Box words"],
        ),
    }
    return made


def _strict(content: bytes) -> bytes:
    """The same file in the names of the strict variant."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            for usual in ("wordprocessingml", "drawingml", "officeDocument"):
                text = text.replace(
                    f"http://schemas.openxmlformats.org/{usual}/2006/", f"http://purl.oclc.org/ooxml/{usual}/"
                )
            new.writestr(name, text)
    return buffer.getvalue()
