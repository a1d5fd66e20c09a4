"""Formulas of a workbook: those stay that name nothing but visible cells, numbers and functions that all programs know.

Every other formula becomes the value that it showed: it may hold words for cases that did not occur, the names of
people's own functions, tables and ranges, other files, or cells that were hidden and are gone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from .keywords import says_nothing

_CELL = r"\$?[A-Z]{1,3}\$?\d{1,7}"
_TOKEN = re.compile(
    rf"(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?(?P<place>{_CELL}(?::{_CELL})?|\$?[A-Z]{{1,3}}:\$?[A-Z]{{1,3}}|\$?\d{{1,7}}:\$?\d{{1,7}})"
    r"(?![\w(.])"
    r"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<function>(?:_xlfn\.|_xlws\.)*[A-Z][A-Z0-9.]*)(?=\()"
    r"|(?P<constant>TRUE|FALSE|#[A-Z/0]+[!?]?)"
    r'|(?P<text>"(?:[^"]|"")*")'
    r"|(?P<operator>[-+*/^&=<>%(),;{}\s:])"
)
_FAR = {
    "HYPERLINK",
    "WEBSERVICE",
    "DDE",
    "RTD",
    "CALL",
    "INDIRECT",
    "CELL",
    "INFO",
    "FILTERXML",
    "SQL.REQUEST",
    "REGISTER.ID",
}
_PLACE = re.compile(r"\$?([A-Z]{1,3})?\$?(\d+)?")
_LAST = 1 << 21


@dataclass
class Cleared:
    """The cells of one sheet that were hidden and had something in them."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    cells: set[tuple[int, int]] = field(default_factory=set)
    cell_rows: list[int] = field(default_factory=list)

    def touches(self, top: int, left: int, bottom: int, right: int) -> bool:
        """Whether a range reaches into them. Ranges of cells are judged by their rows, which errs towards yes."""
        if _between(self.rows, top, bottom) or _between(self.columns, left, right):
            return True
        if (top, left) == (bottom, right):
            return (top, left) in self.cells
        return _between(self.cell_rows, top, bottom)


def _between(places: list[int], low: int, high: int) -> bool:
    at = bisect_left(places, low)
    return at < len(places) and places[at] <= high


def column_number(letters: str) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def corners(place: str) -> tuple[int, int, int, int]:
    """Top, left, bottom, right of `A1`, `A1:B2`, `A:B` or `1:2`; whole rows and columns reach to the end."""
    first, _, last = place.partition(":")
    one, two = _PLACE.match(first), _PLACE.match(last or first)
    if one is None or two is None:
        return 1, 1, _LAST, _LAST
    top = int(one.group(2)) if one.group(2) else 1
    left = column_number(one.group(1)) if one.group(1) else 1
    bottom = int(two.group(2)) if two.group(2) else _LAST
    right = column_number(two.group(1)) if two.group(1) else _LAST
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


class Formulas:
    """Judges formulas by the sheets and cells that are seen."""

    def __init__(self) -> None:
        self.visible: set[str] = set()
        self.cleared: dict[str, Cleared] = {}

    def stays(self, formula: str, *, sheet: str = "") -> bool:
        """Whether every piece of a formula may stay; `sheet` is where it stands."""
        at = 0
        text = formula.strip()
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None or found.end() == at or not self._may_stay(found, sheet):
                return False
            at = found.end()
        return True

    def _may_stay(self, found: re.Match[str], sheet: str) -> bool:
        if place := found.group("place"):
            named = found.group("sheet")
            name = named[:-1].strip("'").replace("''", "'") if named else sheet
            return (not named or name.casefold() in self.visible) and not self._is_cleared(name, place)
        if function := found.group("function"):
            bare = function.replace("_xlfn.", "").replace("_xlws.", "")
            return bare not in _FAR and says_nothing(bare)
        if text := found.group("text"):
            return not re.search(r"[^\W_]{4}", text)
        return True

    def _is_cleared(self, sheet: str, place: str) -> bool:
        cleared = self.cleared.get(sheet.casefold())
        return cleared is not None and cleared.touches(*corners(place))
