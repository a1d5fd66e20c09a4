"""The cells of one sheet that nobody sees: in hidden rows and columns, in formats that show nothing, white on white."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from .ooxml_formats import Formats
from .ooxml_formulas import Cleared, column_number, corners
from .ooxml_tree import child, number, value_of
from .packages import local, remove

_FLAT = 2.0  # points
_NARROW = 0.3  # widths of a letter


class HiddenGrid:
    """Which rows and columns of a sheet are hidden, whatever hides them."""

    def __init__(self, sheet: etree._Element) -> None:
        usual = child(sheet, "sheetFormatPr")
        self._rows_hidden = _on(value_of(usual, "zeroHeight")) or (
            _on(value_of(usual, "customHeight")) and _less(value_of(usual, "defaultRowHeight"), _FLAT)
        )
        width = number(value_of(usual, "defaultColWidth"))
        self._columns_hidden = width is not None and width < _NARROW
        self._columns = [
            (
                int(value_of(col, "min") or 0),
                int(value_of(col, "max") or 0),
                _on(value_of(col, "hidden")) or _less(value_of(col, "width"), _NARROW),
            )
            for columns in sheet
            if local(columns) == "cols"
            for col in columns
            if value_of(col, "min").isdigit() and value_of(col, "max").isdigit()
        ]
        self._merges = [
            corners(value_of(cell, "ref")) for cells in sheet if local(cells) == "mergeCells" for cell in cells
        ]
        self.rows: set[int] = {at for at, row in rows_of(sheet) if self._is_hidden_row(row)}
        self._last_row = max([at for at, _ in rows_of(sheet)], default=0)

    def _is_hidden_row(self, row: etree._Element) -> bool:
        height = value_of(row, "ht")
        return (
            _on(value_of(row, "hidden"))
            or _less(height, _FLAT)
            or (self._rows_hidden and not height and not value_of(row, "hidden"))
        )

    def hides_row(self, at: int) -> bool:
        """Whether a row is hidden; rows that the sheet does not name are as its default says."""
        return at in self.rows or (self._rows_hidden and at > self._last_row)

    def hides_column(self, at: int) -> bool:
        """Whether a column is hidden."""
        told = [hidden for low, high, hidden in self._columns if low <= at <= high]
        return any(told) if told else self._columns_hidden

    def covers(self, row: int, column: int) -> bool:
        """Whether another cell is spread over this one."""
        return any(
            top <= row <= bottom and left <= column <= right and (top, left) != (row, column)
            for top, left, bottom, right in self._merges
        )

    def hides(self, row: int, column: int) -> bool:
        """Whether a cell is hidden. One that is merged with visible cells shows its words there."""
        if not (self.hides_row(row) or self.hides_column(column)):
            return False
        for top, left, bottom, right in self._merges:
            if (top, left) == (row, column):
                down = any(not self.hides_row(at) for at in range(top, min(bottom, top + 2_000) + 1))
                across = any(not self.hides_column(at) for at in range(left, min(right, left + 2_000) + 1))
                return not (down and across)
        return True

    def hides_range(self, top: int, left: int, bottom: int, right: int) -> bool:
        """Whether nothing of a range is seen."""
        return all(self.hides_row(at) for at in range(top, min(bottom, top + 2_000) + 1)) or all(
            self.hides_column(at) for at in range(left, min(right, left + 2_000) + 1)
        )


def rows_of(sheet: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """Rows with their numbers, which files may leave out."""
    at = 0
    for row in child(sheet, "sheetData") if child(sheet, "sheetData") is not None else []:  # type: ignore[union-attr]
        told = value_of(row, "r")
        at = int(told) if told.isdigit() else at + 1
        yield at, row


def cells_of(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """Cells with the numbers of their columns."""
    at = 0
    for cell in row:
        if local(cell) == "c":
            found = re.match(r"[A-Z]{1,3}", value_of(cell, "r"))
            at = column_number(found.group()) if found else at + 1
            yield at, cell


def clear_hidden_cells(
    sheet: etree._Element, formats: Formats, word: Callable[[etree._Element], str]
) -> tuple[Cleared, int]:
    """Empty what is hidden; the cells keep their place and look. `word` gives the text of a cell."""
    grid, cleared, count = HiddenGrid(sheet), Cleared(), 0
    unsure = list(_ranges_hidden_by_rule(sheet, formats))
    rows: set[int] = set()
    columns: set[int] = set()
    for at, row in rows_of(sheet):
        for column, cell in cells_of(row):
            if not len(cell):
                continue
            look, text = formats.of(value_of(cell, "s")), word(cell)
            is_text = value_of(cell, "t") in ("s", "str", "inlineStr")
            if grid.hides(at, column):
                (rows if grid.hides_row(at) else columns).add(at if grid.hides_row(at) else column)
            elif text and (
                grid.covers(at, column)
                or look.is_unreadable
                or not look.shows(text, is_text=is_text)
                or _is_caught(unsure, at, column, text)
            ):
                cleared.cells.add((at, column))
            else:
                continue
            count += bool(text)
            for item in list(cell):
                remove(item)
            cell.attrib.pop("t", None)
    cleared.rows, cleared.columns = sorted(rows), sorted(columns)
    cleared.cell_rows = sorted({at for at, _ in cleared.cells})
    return cleared, count


# What stands in a cell by its type (ECMA-376 part 1, 18.18.11); words are of other types.
_VALUES = {
    "b": re.compile(r"[01]|true|false"),
    "e": re.compile(
        r"#(NULL|DIV/0|VALUE|REF|NUM|SPILL|CALC|FIELD|BLOCKED|CONNECT|UNKNOWN|BUSY)!|#NAME\?|#N/A|#GETTING_DATA"
    ),
    "d": re.compile(r"[\d:.TZ+-]+"),
    "n": re.compile(r"[+-]?[\d.]+([eE][+-]?\d+)?"),
    "s": re.compile(r"\d+"),
}


def forget_impossible_values(sheet: etree._Element) -> None:
    """Empty the cells whose value is none of their type: programs show another one, or none, in its place."""
    for cell in [item for item in sheet.iter(etree.Element) if local(item) == "c"]:
        value, pattern = child(cell, "v"), _VALUES.get(value_of(cell, "t") or "n")
        if value is not None and pattern is not None and not pattern.fullmatch((value.text or "").strip()):
            remove(value)


_Rule = tuple[list[tuple[int, int, int, int]], Callable[[str], bool]]


def _ranges_hidden_by_rule(sheet: etree._Element, formats: Formats) -> Iterator[_Rule]:
    """Where a conditional format makes words unreadable, and for which values as far as the rule tells."""
    for block in sheet:
        if local(block) != "conditionalFormatting":
            continue
        places = [corners(place) for place in value_of(block, "sqref").split()]
        for rule in block:
            if local(rule) == "cfRule" and formats.change_hides(value_of(rule, "dxfId")):
                yield places, _condition(rule)


def _condition(rule: etree._Element) -> Callable[[str], bool]:
    kind, operator = value_of(rule, "type"), value_of(rule, "operator")
    bounds = [number(item.text) for item in rule if local(item) == "formula"]
    if kind == "containsErrors":
        return lambda value: value.startswith("#")
    if kind == "containsBlanks":
        return lambda value: not value.strip()
    if kind == "cellIs" and bounds and bounds[0] is not None:
        return lambda value: _compares(number(value), operator, bounds)
    return lambda value: True  # what cannot be computed here may hide the cell


def _compares(value: float | None, operator: str, bounds: list[float | None]) -> bool:
    low, high = bounds[0] or 0, (bounds[1] if len(bounds) > 1 else bounds[0]) or 0
    if value is None:
        return operator in ("notEqual", "greaterThan", "greaterThanOrEqual", "notBetween")  # words come after numbers
    return {
        "equal": value == low, "notEqual": value != low, "greaterThan": value > low, "lessThan": value < low,
        "greaterThanOrEqual": value >= low, "lessThanOrEqual": value <= low, "between": low <= value <= high,
        "notBetween": not low <= value <= high,
    }.get(operator, True)  # fmt: skip


def _is_caught(rules: list[_Rule], row: int, column: int, value: str) -> bool:
    return any(
        holds(value) and any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in places)
        for places, holds in rules
    )


def _on(value: str) -> bool:
    return value.lower() in ("1", "true", "on")


def _less(value: str, least: float) -> bool:
    size = number(value)
    return size is not None and size < least
