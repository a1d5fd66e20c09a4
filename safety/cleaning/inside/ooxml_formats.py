"""How a workbook shows its cells: number formats that show nothing, ink of the colour of its cell, sizes of a dot."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from .ooxml_colours import WHITE, Colour, hex_colour, is_alike
from .ooxml_tree import child, number, value_of
from .packages import local

_SECTION = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|[^;"\\_*\[]')
_LITERAL = re.compile(r'"([^"]*)"')
_INDEXED: dict[int, Colour] = {0: (0, 0, 0), 1: WHITE, 8: (0, 0, 0), 9: WHITE, 64: (0, 0, 0), 65: WHITE}


@dataclass(frozen=True)
class Look:
    """What decides whether the words of a cell are seen."""

    code: str = "General"
    ink: Colour | None = None
    paper: Colour | None = WHITE
    size: float = 11

    @property
    def is_unreadable(self) -> bool:
        """Words of the colour of their cell, or smaller than a dot."""
        return self.size < 2 or is_alike(self.ink, self.paper)

    def shows(self, value: str, *, is_text: bool) -> bool:
        """Whether the number format lets this value be seen."""
        section = _section(self.code, value, is_text=is_text)
        if section is None:
            return True
        if re.search(r"\[(white|color ?2)\]", section, re.IGNORECASE) and is_alike(WHITE, self.paper):
            return False
        bare = re.sub(r"\[[^\]]*\]|_.|\*.", "", section)
        if is_text:
            return "@" in bare or "general" in bare.lower()
        return bool(bare.replace('""', "").strip())


def _section(code: str, value: str, *, is_text: bool) -> str | None:
    """The part of a number format that applies, None for the usual way."""
    sections, current = [], ""
    at = 0
    while at < len(code):
        if code[at] == ";":
            sections.append(current)
            current, at = "", at + 1
            continue
        found = _SECTION.match(code, at)
        piece = found.group() if found else code[at]
        current, at = current + piece, at + len(piece)
    sections.append(current)
    if is_text:
        return sections[3] if len(sections) > 3 else sections[0] if len(sections) == 1 and "@" in sections[0] else None
    amount = number(value)
    if amount is None or len(sections) == 1:
        return sections[0] if amount is not None else None
    if amount < 0:
        return sections[1]
    if amount == 0 and len(sections) > 2:
        return sections[2]
    return sections[0]


def bare_format(code: str) -> str:
    """A number format without the words that its maker put in; units of a few letters and the months' language stay."""
    code = _LITERAL.sub(lambda found: found.group() if not re.search(r"[^\W\d_]{5}", found.group(1)) else "", code)
    code = re.sub(r"(\\[^\W\d_]){5,}", "", code)
    return code if not re.search(r"[A-Za-z]{8}", re.sub(r"\[\$[^\]]{0,12}\]|General", "", code)) else "General"


class Formats:
    """The looks of a workbook's cells, by the number that cells carry."""

    def __init__(self, styles: etree._Element | None) -> None:
        self._looks: list[Look] = []
        self._changes: list[Look] = []
        if styles is None:
            return
        codes = {
            value_of(item, "numFmtId"): value_of(item, "formatCode")
            for item in styles.iter(etree.Element)
            if local(item) == "numFmt"
        }
        fonts = list(child(styles, "fonts") if child(styles, "fonts") is not None else [])  # type: ignore[arg-type]
        fills = list(child(styles, "fills") if child(styles, "fills") is not None else [])  # type: ignore[arg-type]
        for xf in child(styles, "cellXfs") if child(styles, "cellXfs") is not None else []:  # type: ignore[union-attr]
            font, fill = _at(fonts, value_of(xf, "fontId")), _at(fills, value_of(xf, "fillId"))
            self._looks.append(_look(codes.get(value_of(xf, "numFmtId"), "General"), font, fill))
        for dxf in child(styles, "dxfs") if child(styles, "dxfs") is not None else []:  # type: ignore[union-attr]
            form = child(dxf, "numFmt")
            self._changes.append(
                _look(value_of(form, "formatCode") or "General", child(dxf, "font"), child(dxf, "fill"), changed=True)
            )

    @property
    def has_colours(self) -> bool:
        """Whether any cell may have another colour than white."""
        return not all(is_alike(look.paper, WHITE) for look in self._looks)

    def of(self, number_of_style: str) -> Look:
        """The look of a cell."""
        return (
            self._looks[int(number_of_style)]
            if number_of_style.isdigit() and int(number_of_style) < len(self._looks)
            else Look()
        )

    def change_hides(self, number_of_change: str) -> bool:
        """Whether a conditional format makes its cells unreadable."""
        if not number_of_change.isdigit() or int(number_of_change) >= len(self._changes):
            return False
        look = self._changes[int(number_of_change)]
        return look.is_unreadable or not (look.shows("1", is_text=False) and look.shows("x", is_text=True))


def _at(items: list[etree._Element], place: str) -> etree._Element | None:
    return items[int(place)] if place.isdigit() and int(place) < len(items) else None


def _look(code: str, font: etree._Element | None, fill: etree._Element | None, *, changed: bool = False) -> Look:
    pattern = child(fill, "patternFill")
    paper: Colour | None = WHITE
    if (course := child(fill, "gradientFill")) is not None:
        colours = [sheet_colour(child(stop, "color")) for stop in course]
        paper = colours[0] if colours and all(is_alike(colours[0], colour) for colour in colours) else None
    elif pattern is not None and (changed or value_of(pattern, "patternType") not in ("none", "")):
        solid = value_of(pattern, "patternType") in ("solid", "")
        paper = sheet_colour(child(pattern, "bgColor" if changed else "fgColor")) if solid else None
    size = number(value_of(child(font, "sz"), "val"))
    return Look(code, sheet_colour(child(font, "color")), paper, 11 if size is None else size)


def sheet_colour(mark: etree._Element | None) -> Colour | None:
    """A colour of a workbook; None when a theme with a tint, or nothing, says it."""
    if mark is None or (number(value_of(mark, "tint")) or 0) != 0:
        return None
    if (colour := hex_colour(value_of(mark, "rgb"))) is not None:
        return colour
    if (theme := value_of(mark, "theme")) in ("0", "1"):
        return WHITE if theme == "0" else (0, 0, 0)
    indexed = value_of(mark, "indexed")
    return _INDEXED.get(int(indexed)) if indexed.isdigit() else None
