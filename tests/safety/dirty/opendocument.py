# ruff: noqa: E501  # documents written by hand read better unbroken
"""OpenDocument files."""

from __future__ import annotations

from tests.safety.dirty.canary import CANARY
from tests.safety.dirty.packages import package
from tests.safety.dirty.pictures import picture


def opendocument(kind: str) -> bytes:
    """A text, a sheet or slides with tracked changes, a comment, author fields, settings and owners."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (
            ("office", "office"),
            ("text", "text"),
            ("table", "table"),
            ("draw", "drawing"),
            ("style", "style"),
            ("svg", "svg-compatible"),
        )
    )
    spaces += ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
    change = f"<office:change-info><dc:creator>{CANARY}</dc:creator><dc:date>2020-01-02</dc:date></office:change-info>"
    words = f"""<text:p text:style-name="{CANARY}">Visible words<office:annotation><dc:creator>{CANARY}</dc:creator><text:p>{CANARY}</text:p></office:annotation>
    <text:author-name>{CANARY}</text:author-name><text:change-start text:change-id="c1"/>
    <draw:frame draw:name="{CANARY}.png"><draw:image xlink:href="http://beacon.example/{CANARY}.png"/></draw:frame></text:p>"""
    body = {
        "text": "<office:text><text:tracked-changes><text:changed-region><text:deletion>"
        f"{change}<text:p>{CANARY}</text:p></text:deletion></text:changed-region></text:tracked-changes>{words}</office:text>",
        "spreadsheet": f"<office:spreadsheet><table:tracked-changes><table:cell-content-change>{change}<text:p>{CANARY}</text:p>"
        "</table:cell-content-change></table:tracked-changes><table:table table:name='T'><table:table-row><table:table-cell>"
        f"{words}</table:table-cell></table:table-row></table:table></office:spreadsheet>",
        "presentation": f"<office:presentation><draw:page draw:name='p' draw:master-page-name='{CANARY}'>"
        "<draw:frame svg:width='9cm' svg:height='3cm'><draw:text-box><text:p>Visible words</text:p></draw:text-box></draw:frame>"
        f"<draw:frame draw:name='{CANARY}.png'><draw:image xlink:href='http://beacon.example/{CANARY}.png'/></draw:frame>"
        f"<office:annotation><dc:creator>{CANARY}</dc:creator><text:p>{CANARY}</text:p></office:annotation>"
        "</draw:page></office:presentation>",
    }[kind]
    return package(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {spaces} office:version='1.2'><office:body>{body}</office:body></office:document-content>",
            "meta.xml": f"<office:document-meta {spaces}><office:meta><dc:creator>{CANARY}</dc:creator></office:meta>"
            "</office:document-meta>",
            "styles.xml": f"<office:document-styles {spaces} office:version='1.2'><office:styles><style:style style:name='{CANARY}'"
            f" style:display-name='{CANARY}' style:family='paragraph'/></office:styles><office:automatic-styles><style:page-layout style:name='PM1'/></office:automatic-styles>"
            f"<office:master-styles><style:master-page style:name='{CANARY}' style:page-layout-name='PM1'/></office:master-styles>"
            "</office:document-styles>",
            "settings.xml": f"<office:document-settings {spaces}><office:settings><config:config-item-set "
            "xmlns:config='urn:oasis:names:tc:opendocument:xmlns:config:1.0' config:name='ooo:configuration-settings'>"
            f"<config:config-item config:name='PrinterName' config:type='string'>{CANARY}</config:config-item>"
            "</config:config-item-set></office:settings></office:document-settings>",
            "Thumbnails/thumbnail.png": picture("PNG"),
            "META-INF/manifest.xml": '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" m:version="1.2">'
            f'<m:file-entry m:full-path="/" m:media-type="application/vnd.oasis.opendocument.{kind}"/>'
            + "".join(
                f'<m:file-entry m:full-path="{name}" m:media-type="{"image/png" if name.endswith("png") else "text/xml"}"/>'
                for name in ("content.xml", "styles.xml", "meta.xml", "settings.xml", "Thumbnails/thumbnail.png")
            )
            + "</m:manifest>",
        }
    )
