# ruff: noqa: E501  # documents written by hand read better unbroken
"""OpenDocument files that hide the canary in one way each, beside words that must stay: name → (file, words)."""

from __future__ import annotations

from tests.safety.dirty.canary import CANARY
from tests.safety.dirty.packages import package
from tests.safety.dirty.word_pieces import half_red

_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style"), ("form", "form"),
        ("svg", "svg-compatible"), ("fo", "xsl-fo-compatible"), ("number", "datastyle"), ("presentation", "presentation"), ("chart", "chart"),
    )
) + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'  # fmt: skip
Case = tuple[bytes, list[str]]


def opendocument(
    kind: str,
    body: str,
    *,
    automatic: str = "",
    styles: str = "",
    masters: str = "",
    more: dict[str, str | bytes] | None = None,
    before: str = "",
) -> bytes:
    """A file of this kind."""
    members: dict[str, str | bytes] = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f'<office:document-content {_SPACES} office:version="1.3">{before}<office:automatic-styles>{automatic}</office:automatic-styles>'
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>",
        "styles.xml": f'<office:document-styles {_SPACES} office:version="1.3"><office:styles>{styles}</office:styles>'
        f'<office:automatic-styles><style:page-layout style:name="pm1"><style:page-layout-properties fo:page-width="28cm" fo:page-height="21cm"/></style:page-layout></office:automatic-styles>'
        f'<office:master-styles>{masters}<style:master-page style:name="Default" style:page-layout-name="pm1"/></office:master-styles></office:document-styles>',
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" m:version="1.3"><m:file-entry m:full-path="/" m:media-type="application/vnd.oasis.opendocument.{kind}"/></m:manifest>',
    }
    return package(members | (more or {}))


def _style(name: str, inside: str, family: str = "paragraph", parent: str = "") -> str:
    based = f' style:parent-style-name="{parent}"' if parent else ""
    return f'<style:style style:name="{name}" style:family="{family}"{based}>{inside}</style:style>'


def _text(properties: str) -> str:
    return f"<style:text-properties {properties}/>"


def texts() -> dict[str, Case]:
    """Texts."""
    seen = "<text:p>Visible words</text:p>"
    bad = f'<text:p text:style-name="{{}}">{CANARY}</text:p>'
    hidden = _text('text:display="none"')

    def made(body: str, *stay: str, **parts: str) -> Case:
        return opendocument("text", seen + body, **parts), list(stay)  # type: ignore[arg-type]

    return {
        "direct": made(
            f'<text:p>Before <text:span text:style-name="T1">{CANARY}</text:span> after</text:p>',
            "Before",
            "after",
            automatic=_style("T1", hidden, "text"),
        ),
        "named style": made(bad.format("Cache"), styles=_style("Cache", hidden)),
        "three styles deep": made(
            bad.format("P1"),
            automatic=_style("P1", "", parent="Kid"),
            styles=_style("Base", hidden) + _style("Kid", "", parent="Base"),
        ),
        "shown again": made(
            '<text:p text:style-name="P1"><text:span text:style-name="T1">Shown again</text:span></text:p>',
            "Shown again",
            automatic=_style("P1", hidden) + _style("T1", _text('text:display="true"'), "text"),
        ),
        "white": made(bad.format("P1"), automatic=_style("P1", _text('fo:color="#ffffff"'))),
        "white on blue stays": made(
            '<text:p text:style-name="P1">On blue</text:p>',
            "On blue",
            automatic=_style(
                "P1", '<style:paragraph-properties fo:background-color="#203080"/>' + _text('fo:color="#ffffff"')
            ),
        ),
        "tiny": made(bad.format("P1"), automatic=_style("P1", _text('fo:font-size="1pt"'))),
        "clear": made(bad.format("P1"), automatic=_style("P1", _text('fo:color="#000000" loext:opacity="0%"'))),
        "section": made(
            f'<text:section text:name="{CANARY}" text:display="none"><text:p>{CANARY}</text:p></text:section>'
        ),
        "section on condition": made(
            f'<text:section text:name="x" text:display="condition" text:condition="ooow:{CANARY}==1" text:is-hidden="true"><text:p>{CANARY}</text:p></text:section>'
        ),
        "section that is shown": made(
            f'<text:section text:name="{CANARY}"><text:p>Section words</text:p></text:section>', "Section words"
        ),
        "hidden paragraph": made(
            f'<text:p>{CANARY}<text:hidden-paragraph text:condition="ooow:1" text:is-hidden="true"/></text:p>'
        ),
        "hidden text": made(
            f'<text:p>Before <text:hidden-text text:condition="{CANARY}" text:string-value="{CANARY}" text:is-hidden="true"/></text:p>',
            "Before",
        ),
        "choice": made(
            f'<text:p><text:conditional-text text:condition="ooow:1" text:string-value-if-true="Chosen words" text:string-value-if-false="{CANARY}">Chosen words</text:conditional-text></text:p>',
            "Chosen words",
        ),
        "variables": made(
            f'<text:variable-decls><text:variable-decl text:name="{CANARY}" office:value-type="string"/></text:variable-decls><text:user-field-decls><text:user-field-decl text:name="{CANARY}" office:string-value="{CANARY}"/></text:user-field-decls>'
            f'<text:p><text:variable-set text:name="{CANARY}" text:display="none" office:string-value="{CANARY}">{CANARY}</text:variable-set><text:user-field-get text:name="{CANARY}">Field words</text:user-field-get></text:p>',
            "Field words",
        ),
        "placeholder": made(
            f'<text:p><text:placeholder text:placeholder-type="text" text:description="{CANARY}">Place words</text:placeholder></text:p>',
            "Place words",
        ),
        "drop down": made(
            f'<text:p><text:drop-down text:name="{CANARY}"><text:label text:value="{CANARY}"/>Chosen words</text:drop-down></text:p>',
            "Chosen words",
        ),
        "index mark": made(
            f'<text:p>Marked words<text:alphabetical-index-mark text:string-value="{CANARY}" text:key1="{CANARY}"/></text:p>',
            "Marked words",
        ),
        "contents": made(
            f'<text:table-of-content text:name="{CANARY}"><text:table-of-content-source><text:index-title-template>{CANARY}</text:index-title-template></text:table-of-content-source><text:index-body><text:p>Contents words</text:p></text:index-body></text:table-of-content>',
            "Contents words",
        ),
        "form": made(
            f'<office:forms><form:form form:name="{CANARY}"><form:text form:name="{CANARY}" form:id="c1" form:value="{CANARY}" form:title="{CANARY}"/></form:form></office:forms><text:p><draw:control draw:control="c1"/></text:p>'
        ),
        "frame far away": made(
            f'<text:p><draw:frame svg:x="-90cm" svg:y="1cm" svg:width="3cm" svg:height="1cm"><draw:text-box><text:p>{CANARY}</text:p></draw:text-box></draw:frame></text:p>'
        ),
        "frame without size": made(
            f'<text:p><draw:frame svg:width="0.001cm" svg:height="0.001cm"><draw:text-box><text:p>{CANARY}</text:p></draw:text-box></draw:frame></text:p>'
        ),
        "frame that is off": made(
            f'<text:p><draw:frame draw:display="none" svg:width="3cm" svg:height="1cm"><draw:text-box><text:p>{CANARY}</text:p></draw:text-box></draw:frame></text:p>'
        ),
        "table row": made(
            f'<table:table table:name="{CANARY}"><table:table-row table:visibility="collapse"><table:table-cell><text:p>{CANARY}</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>Row words</text:p></table:table-cell></table:table-row></table:table>',
            "Row words",
        ),
        "fonts": made(
            '<text:p text:style-name="P1">Written words</text:p>',
            "Written words",
            before=f'<office:font-face-decls><style:font-face style:name="{CANARY}" svg:font-family="\'{CANARY}\'" style:font-adornments="{CANARY}"/></office:font-face-decls>',
            automatic=_style("P1", _text(f'style:font-name="{CANARY}" fo:font-family="{CANARY}"')),
        ),
        "gradient": made(
            "",
            styles=f'<draw:gradient draw:name="{CANARY}" draw:display-name="{CANARY}" draw:style="linear"/><draw:marker draw:name="{CANARY}2" svg:d="M10 0l-10 30h20z"/>'
            + _style(
                "G",
                f'<style:graphic-properties draw:fill-gradient-name="{CANARY}" draw:marker-start="{CANARY}2"/>',
                "graphic",
            ),
        ),
        "list label stays": made(
            '<text:list text:style-name="L1"><text:list-item><text:p>Listed words</text:p></text:list-item></text:list>',
            "Listed words",
            automatic='<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/></text:list-style>',
        ),
        "note stays": made(
            '<text:p>Noted<text:note text:id="ftn1" text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>Note words</text:p></text:note-body></text:note></text:p>',
            "Noted",
            "Note words",
        ),
        "header that is off": made(
            "",
            masters=f'<style:master-page style:name="Standard" style:page-layout-name="pm1"><style:header style:display="false"><text:p>{CANARY}</text:p></style:header></style:master-page>',
        ),
        "header stays": made(
            "",
            "Header words",
            masters=f'<style:master-page style:name="Standard" style:page-layout-name="pm1"><style:header><text:p>Header words</text:p></style:header></style:master-page><style:master-page style:name="{CANARY}" style:page-layout-name="pm1"><style:header><text:p>{CANARY}</text:p></style:header></style:master-page>',
        ),
        "wrapped words stay": made(
            f'<text:p><loext:content-control loext:alias="{CANARY}">Wrapped words</loext:content-control> tail words</text:p>',
            "Wrapped words",
            "tail words",
        ),
        "odd attributes": made(
            f'<text:p text:unheard="{CANARY}" loext:x="{CANARY}">Known words</text:p><text:unheard{CANARY}/>',
            "Known words",
        ),
    }


def cropped() -> bytes:
    """A picture of 80 by 40 pixels, at 96 to an inch, whose right half is cut away by its frame's style."""
    return opendocument(
        "text",
        '<text:p>Visible words<draw:frame draw:style-name="fr1" svg:width="1cm" svg:height="1cm"><draw:image xlink:href="Pictures/a.png"/></draw:frame></text:p>',
        automatic=_style("fr1", '<style:graphic-properties fo:clip="rect(0cm, 1.0583cm, 0cm, 0cm)"/>', "graphic"),
        more={"Pictures/a.png": half_red()},
    )


def sheets() -> dict[str, Case]:
    """Workbooks."""
    seen = '<table:table-row><table:table-cell office:value-type="string"><text:p>Visible words</text:p></table:table-cell></table:table-row>'
    bad = f'<table:table-cell office:value-type="string" office:string-value="{CANARY}"><text:p>{CANARY}</text:p></table:table-cell>'

    def made(rows: str, *stay: str, columns: str = "", after: str = "", before: str = "", **parts: str) -> Case:
        body = f'{before}<table:table table:name="Sheet">{columns}{seen}{rows}</table:table>{after}'
        return opendocument("spreadsheet", body, **parts), list(stay)  # type: ignore[arg-type]

    cell = '<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'
    return {
        "row": made(f'<table:table-row table:visibility="collapse">{bad}</table:table-row>'),
        "row by filter": made(f'<table:table-row table:visibility="filter" table:number-rows-repeated="3">{bad}</table:table-row>'),
        "flat row": made(f'<table:table-row table:style-name="ro9">{bad}</table:table-row>', automatic=_style("ro9", '<style:table-row-properties style:row-height="0cm"/>', "table-row")),
        "row in a closed group": made(f'<table:table-row-group table:display="false"><table:table-row>{bad}</table:table-row></table:table-row-group>'),
        "column": made(f'<table:table-row><table:table-cell/>{bad}{cell.format(more="", text="Third words")}</table:table-row>', "Third words", columns='<table:table-column/><table:table-column table:visibility="collapse"/><table:table-column/>'),
        "narrow column": made(f"<table:table-row><table:table-cell/>{bad}</table:table-row>", columns='<table:table-column/><table:table-column table:style-name="co9"/>', automatic=_style("co9", '<style:table-column-properties style:column-width="0cm"/>', "table-column")),
        "covered cell": made(f'<table:table-row><table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>Merged words</text:p></table:table-cell><table:covered-table-cell><text:p>{CANARY}</text:p></table:covered-table-cell></table:table-row>', "Merged words"),
        "white": made(f'<table:table-row><table:table-cell table:style-name="ce9" office:value-type="string"><text:p>{CANARY}</text:p></table:table-cell></table:table-row>', automatic=_style("ce9", _text('fo:color="#ffffff"'), "table-cell")),
        "format that shows nothing": made(
            f'<table:table-row><table:table-cell table:style-name="ce9" office:value-type="string"><text:p>{CANARY}</text:p></table:table-cell></table:table-row>',
            automatic='<number:text-style style:name="N9"><number:text/></number:text-style><style:style style:name="ce9" style:family="table-cell" style:data-style-name="N9"/>',
        ),
        "names and lists": made(
            "",
            before=f'<table:content-validations><table:content-validation table:name="{CANARY}" table:condition="cell-content-is-in-list(&quot;{CANARY}&quot;)"/></table:content-validations>',
            after=f'<table:named-expressions><table:named-range table:name="{CANARY}" table:cell-range-address="$Sheet.$A$1"/></table:named-expressions>'
            f'<table:database-ranges><table:database-range table:name="{CANARY}" table:target-range-address="Sheet.A1:Sheet.A3"><table:filter><table:filter-condition table:field-number="0" table:value="{CANARY}" table:operator="="/></table:filter></table:database-range></table:database-ranges>',
        ),
        "formulas": made(
            f'<table:table-row><table:table-cell table:formula="of:=IF([.A1]=&quot;{CANARY}&quot;;1;2)" office:value-type="float" office:value="2"><text:p>2</text:p></table:table-cell>'
            f'<table:table-cell table:formula="of:={CANARY}([.A1])" office:value-type="float" office:value="3"><text:p>3</text:p></table:table-cell></table:table-row>'
        ),
        "style": made(f'<table:table-row><table:table-cell table:style-name="{CANARY}" office:value-type="string"><text:p>Styled words</text:p></table:table-cell></table:table-row>', "Styled words", styles=_style(CANARY, '<style:map style:condition="cell-content()=&quot;SECRETNAME&quot;" style:apply-style-name="Default"/>', "table-cell")),
    }  # fmt: skip


def slides() -> dict[str, Case]:
    """Presentations."""
    frame = '<draw:frame svg:x="{x}" svg:y="1cm" svg:width="9cm" svg:height="3cm"{more}><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>'
    seen = frame.format(x="1cm", text="Visible words", more="")

    def made(inside: str, *stay: str, pages: str = "", **parts: str) -> Case:
        body = f'<draw:page draw:name="{CANARY}" draw:master-page-name="Default">{seen}{inside}</draw:page>{pages}'
        return opendocument("presentation", body, **parts), list(stay)  # type: ignore[arg-type]

    bad = frame.format(x="{x}", text=CANARY, more="{more}")
    return {
        "off the slide": made(bad.format(x="-30cm", more="")),
        "beside the slide": made(
            bad.format(x="29cm", more="") + frame.format(x="20cm", text="Corner words", more=""), "Corner words"
        ),
        "layer": made(
            bad.format(x="2cm", more=' draw:layer="secret"'),
            styles='<draw:layer-set><draw:layer draw:name="secret" draw:display="none"/></draw:layer-set>',
        ),
        "notes": made(f"<presentation:notes>{bad.format(x='1cm', more='')}</presentation:notes>"),
        "hidden slide": made(
            "",
            pages=f'<draw:page draw:style-name="dp9" draw:master-page-name="Default">{bad.format(x="1cm", more="")}</draw:page>',
            automatic=_style(
                "dp9", '<style:drawing-page-properties presentation:visibility="hidden"/>', "drawing-page"
            ),
        ),
        "unused master": made(
            "",
            masters=f'<style:master-page style:name="{CANARY}" style:page-layout-name="pm1">{bad.format(x="1cm", more="")}</style:master-page>',
        ),
        "custom show": made(
            "",
            pages=f'<presentation:settings><presentation:show presentation:name="{CANARY}" presentation:pages="{CANARY}"/></presentation:settings>',
        ),
        "footer of no slide": (
            opendocument(
                "presentation",
                f'<presentation:footer-decl presentation:name="ftr1">{CANARY}</presentation:footer-decl><draw:page draw:name="p" draw:master-page-name="Default">{seen}</draw:page>',
            ),
            [],
        ),
    }
