# ruff: noqa: E501  # documents written by hand read better unbroken
"""OpenDocument files with words that a second look finds unseen: name → (file, words that stay)."""

from __future__ import annotations

from tests.safety.dirty.canary import CANARY
from tests.safety.dirty.hidden_opendocument import opendocument

Case = tuple[bytes, list[str]]


def _words(properties: str, text: str = CANARY) -> Case:
    style = f'<style:style style:name="T1" style:family="text"><style:text-properties {properties}/></style:style>'
    body = f'<text:p>Visible words</text:p><text:p><text:span text:style-name="T1">{text}</text:span></text:p>'
    return opendocument("text", body, automatic=style), [] if text == CANARY else [text]


def _block(properties: str, text: str = CANARY) -> Case:
    style = f'<style:style style:name="P1" style:family="paragraph"><style:paragraph-properties {properties}/></style:style>'
    body = f'<text:p>Visible words</text:p><text:p text:style-name="P1">{text}</text:p>'
    return opendocument("text", body, automatic=style), [] if text == CANARY else [text]


def _cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


_WIDE = ' table:number-columns-spanned="2"'
_BAR = '<style:style style:name="bar" style:family="graphic"><style:graphic-properties draw:fill="solid" draw:fill-color="#000000"/></style:style>'
_RECT = '<draw:rect draw:style-name="bar" svg:x="1cm" svg:y="8cm" svg:width="5cm" svg:height="1cm"/>'


def _frame(text: str, y: str = "8cm", more: str = "") -> str:
    return f'<draw:frame svg:x="1cm" svg:y="{y}" svg:width="5cm" svg:height="1cm"{more}><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>'


def texts() -> dict[str, Case]:
    """Texts."""
    narrow = '<style:style style:name="C0" style:family="table-column"><style:table-column-properties style:column-width="0.001cm"/></style:style>'
    table = (
        '<text:p>Visible words</text:p><table:table><table:table-column table:style-name="C0"/><table:table-column/><table:table-column/>'
        f"<table:table-row>{_cell(CANARY)}{_cell('Wide words')}{_cell('Last words')}</table:table-row>"
        f"<table:table-row><table:table-cell/>{_cell('Merged words', _WIDE)}<table:covered-table-cell><text:p>{CANARY}</text:p></table:covered-table-cell></table:table-row></table:table>"
    )
    ruby = f'<text:p>Visible words <text:ruby><text:ruby-base>Base words</text:ruby-base><text:ruby-text text:style-name="T1">{CANARY}</text:ruby-text></text:ruby></text:p>'
    tiny = (
        '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-size="0.5pt"/></style:style>'
    )
    labels = f'<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-prefix="{CANARY}" style:num-format="1"/></text:list-style>'
    return {
        "a hundredth of the size": _words('fo:font-size="2%"'),
        "half the size stays": _words('fo:font-size="58%"', "Half words"),
        "far above": _words('style:text-position="-9000% 100%"'),
        "raised without size": _words('style:text-position="0% 1%"'),
        "raised stays": _words('style:text-position="super 58%"', "Raised words"),
        "letters upon letters": _words('fo:letter-spacing="-1cm"'),
        "white in three signs": _words('fo:color="#FFF"'),
        "lines without height": _block('fo:line-height="0.01cm"'),
        "open lines stay": _block('fo:line-height="115%"', "Open words"),
        "beside the paper": _block('fo:margin-left="-50cm"'),
        "begun beside the paper": _block('fo:text-indent="60cm"'),
        "cells": (opendocument("text", table, automatic=narrow), ["Wide words", "Last words", "Merged words"]),
        "tiny reading aid": (opendocument("text", ruby, automatic=tiny), ["Base words"]),
        "box under a bar": (
            opendocument("text", f"<text:p>Visible words {_frame(CANARY)}{_RECT}</text:p>", automatic=_BAR),
            [],
        ),
        "label of an unused list": (opendocument("text", "<text:p>Visible words</text:p>", styles=labels), []),
    }


def sheets() -> dict[str, Case]:
    """Workbooks."""
    white = '<style:style style:name="Pale" style:family="table-cell"><style:text-properties fo:color="#ffffff"/></style:style>'
    mapped = '<style:style style:name="ce1" style:family="table-cell"><style:map style:condition="{}" style:apply-style-name="Pale"/></style:style>'
    vendor = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    rule = f'<calcext:conditional-formats {vendor}><calcext:conditional-format calcext:target-range-address="Shown.A2:Shown.A2"><calcext:condition calcext:apply-style-name="Pale" calcext:value="{{}}"/></calcext:conditional-format></calcext:conditional-formats>'

    def made(row: str, more: str = "", automatic: str = "") -> bytes:
        table = f'<table:table table:name="Shown"><table:table-row>{_cell("Visible words")}</table:table-row><table:table-row>{row}</table:table-row>{more}</table:table>'
        return opendocument("spreadsheet", table, automatic=automatic, styles=white)

    number = '<table:table-cell office:value-type="{}" office:value="7" table:style-name="ce1"><text:p>{}</text:p></table:table-cell>'
    return {
        "pale when a condition holds": (
            made(_cell(CANARY, ' table:style-name="ce1"'), automatic=mapped.format("is-true-formula(TRUE())")),
            [],
        ),
        "pale when it is nought stays": (
            made(number.format("float", "7"), automatic=mapped.format("cell-content()=0")),
            ["7"],
        ),
        "pale by a rule of its program": (made(_cell(CANARY), rule.format("formula-is(TRUE())")), []),
        "rule for others stays": (made(_cell("x") + _cell("Side words"), rule.format("!=9")), ["Side words"]),
        "words beside a number": (made(number.format("float", CANARY)), []),
        "amount stays": (made(number.format("currency", "7,00 EUR")), ["7,00 EUR"]),
    }


def slides() -> dict[str, Case]:
    """Presentations."""
    plain = '<style:style style:name="dp1" style:family="drawing-page"><style:drawing-page-properties presentation:background-objects-visible="{}" presentation:display-footer="{}"/></style:style>'
    white = '<style:style style:name="T1" style:family="text"><style:text-properties fo:color="#ffffff"/></style:style>'

    def made(shapes: str, *, on: str = "true", master: str = "", before: str = "") -> bytes:
        page = f'<draw:page draw:master-page-name="M" draw:style-name="dp1" presentation:use-footer-name="f1">{_frame("Visible words", "1cm")}{shapes}</draw:page>'
        masters = f'<style:master-page style:name="M" style:page-layout-name="pm1">{master}</style:master-page>'
        return opendocument(
            "presentation", before + page, automatic=plain.format(on, on) + _BAR + white, masters=masters
        )

    footer = '<presentation:footer-decl presentation:name="f1">{}</presentation:footer-decl>'
    inked = '<text:span text:style-name="T1">{}</text:span>'
    return {
        "under a bar": (made(_frame(CANARY) + _RECT), []),
        "on a bar stays": (made(_RECT + _frame(inked.format("Upper words"))), ["Upper words"]),
        "white beside a bar": (made(_RECT + _frame(inked.format(CANARY), "3cm")), []),
        "master that is switched off": (made("", on="false", master=_frame(CANARY, "12cm")), []),
        "master stays": (made("", master=_frame("Master words", "12cm")), ["Master words"]),
        "footer that is switched off": (made("", on="false", before=footer.format(CANARY)), []),
        "footer stays": (made("", before=footer.format("Footer words")), ["Footer words"]),
        "prompt": (made(_frame(CANARY, "10cm", ' presentation:class="outline" presentation:placeholder="true"')), []),
        "moved off the slide": (made(_frame(CANARY, "0cm", ' draw:transform="translate(-50cm 0cm)"')), []),
    }
