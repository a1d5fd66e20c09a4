"""The sheets of an OpenDocument workbook: hidden rows, columns and cells are emptied, formulas judged."""

from __future__ import annotations

import re

from lxml import etree

from .job import Job
from .odf_rules import HidingRules, plain_text_of_numbers
from .odf_styles import Styles, blank_formats
from .odf_tree import attribute, named, points
from .ooxml_formulas import Cleared, Formulas
from .packages import local, remove

_REFERENCE = re.compile(r"\[([^\]]*)\]")
_ONE = re.compile(r"\$?(?:('(?:[^']|'')+'|[^.:\[\]]*))?\.(\$?[A-Z]{1,3}\$?\d{1,7})")
_MOST = 20_000  # rows or columns that one element may stand for, when it has words
_VALUES = {"value", "value-type", "string-value", "date-value", "time-value", "boolean-value", "currency", "formula"}
_UNSEEN = {
    "content-validations", "named-expressions", "data-pilot-tables", "consolidation", "dde-links", "label-ranges",
    "detective", "scenario", "title", "desc", "table-source", "filter", "sort",
    "subtotal-rules", "database-source-sql", "database-source-table", "database-source-query", "filter-and",
    "filter-or",
}  # fmt: skip
_NOTED = {
    "content-validation": "lists",
    "named-range": "names",
    "named-expression": "names",
    "data-pilot-table": "embedded",
}


class OdfSheets:
    """Cleans the sheets of one workbook."""

    def __init__(self, job: Job, styles: Styles, rules: HidingRules) -> None:
        self._job = job
        self._rules = rules
        self._styles = styles
        self._formulas = Formulas()

    def clean(self, content: etree._Element) -> set[str]:
        """Empty what is hidden in all sheets, then judge the formulas; the names of the sheets that are seen."""
        numbers, texts = blank_formats(self._styles)
        tables = [table for table in named(content, "table") if local(table.getparent()) == "spreadsheet"]
        hidden = [table for table in tables if self._styles.of_element(table).get("display") == "false"]
        for table in hidden if len(hidden) < len(tables) else []:
            self._job.note("hidden")
            remove(table)
            tables.remove(table)
        self._formulas.visible = {attribute(table, "name").casefold() for table in tables}
        for table in tables:
            self._formulas.cleared[attribute(table, "name").casefold()] = self._empty_hidden(table, numbers, texts)
        self._drop_lists(content)
        for table in tables:
            self._judge(table)
        return self._formulas.visible

    def _drop_lists(self, content: etree._Element) -> None:
        for element in named(content, *_NOTED):
            self._job.note(_NOTED[local(element)])
        for element in named(content, *_UNSEEN):
            if "table:1.0" in (etree.QName(element).namespace or ""):
                remove(element)
        for number, place in enumerate(named(content, "database-range"), 1):
            name = next(key for key in place.attrib if str(key).endswith("}name")) if attribute(place, "name") else ""
            if not attribute(place, "name").startswith("__Anonymous"):
                self._job.note("names")
            if name:
                place.set(name, f"Range{number}")
            if not self._is_seen(attribute(place, "target-range-address")):
                remove(place)

    def _is_seen(self, address: str) -> bool:
        """Whether an address names visible sheets alone."""
        return all(self._formulas.stays(_usual(f"[{piece}]")) for piece in re.split(r" (?=[$'\w])", address) if piece)

    def _judge(self, table: etree._Element) -> None:
        for element in table.iter(etree.Element):
            for key in [
                key
                for key in element.attrib
                if str(key).rpartition("}")[2]
                in ("formula", "print-ranges", "end-cell-address", "content-validation-name", "string-value")
            ]:
                kind, value = str(key).rpartition("}")[2], str(element.get(key))
                if kind == "formula" and "table:1.0" in str(key):
                    stays = self._formulas.stays(_usual(re.sub(r"^\w+:=?", "", value)), sheet=attribute(table, "name"))
                    self._job.note("formulas", int(not stays))
                else:
                    stays = kind in ("print-ranges", "end-cell-address") and self._is_seen(value)
                    stays = stays or (kind == "formula" and "table:1.0" not in str(key))
                if not stays:
                    del element.attrib[key]

    # -- Cells --------------------------------------------------------------------------------------------------------
    def _empty_hidden(self, table: etree._Element, numbers: set[str], texts: set[str]) -> Cleared:
        hidden_columns = self._hidden_columns(table)
        cleared, at, count = Cleared(), 0, 0
        rows = [(row, self._is_hidden_row(row)) for row in named(table, "table-row")]
        heights = [hidden for row, hidden in rows for _ in range(min(_repeated(row, "rows"), 50))]
        for row, hidden_row in rows:
            repeated, column = _repeated(row, "rows"), 0
            for cell in [item for item in row if local(item) in ("table-cell", "covered-table-cell")]:
                wide = _repeated(cell, "columns")
                hidden_column = any(
                    number in hidden_columns for number in range(column + 1, column + min(wide, _MOST) + 1)
                )
                caught = len(cell) and self._rules.hide(
                    cell, sheet=attribute(table, "name"), row=at + 1, column=column + 1, value=attribute(cell, "value")
                )
                if len(cell) and (
                    caught
                    or self._is_unseen(cell, hidden_row, hidden_column, heights, column, hidden_columns, numbers, texts)
                ):
                    count += int(any((item.text or "").strip() for item in cell.iter(etree.Element)))
                    _clear(cell)
                    if hidden_row:
                        cleared.rows += range(at + 1, at + min(repeated, _MOST) + 1)
                    elif hidden_column:
                        cleared.columns.append(column + 1)
                    else:
                        cleared.cells.add((at + 1, column + 1))
                        cleared.cell_rows.append(at + 1)
                elif plain_text_of_numbers(cell):
                    count += 1
                column += wide
            at += repeated
        self._job.note("hidden_cells", count)
        for places in (cleared.rows, cleared.columns, cleared.cell_rows):
            places.sort()
        return cleared

    def _is_unseen(  # noqa: PLR0913  # what decides is many
        self, cell: etree._Element, hidden_row: bool, hidden_column: bool, heights: list[bool], column: int,
        hidden_columns: set[int], numbers: set[str], texts: set[str],
    ) -> bool:  # fmt: skip
        if local(cell) == "covered-table-cell":
            return True
        if hidden_row or hidden_column:
            down, across = _spanned(cell, "rows"), _spanned(cell, "columns")
            row = cell.getparent()
            below = _rows_below(row, down) if row is not None else []
            seen_down = any(not self._is_hidden_row(item) for item in below)
            seen_across = any(number not in hidden_columns for number in range(column + 1, column + across + 1))
            return not (seen_down and seen_across)
        style = self._styles.of_element(cell)
        form = style.get("data-style-name", "")
        if attribute(cell, "value-type") == "string" or not attribute(cell, "value-type"):
            return form in texts or "hidden-and-protected" in style.get("cell-protect", "")
        return form in numbers or "hidden-and-protected" in style.get("cell-protect", "")

    def _is_hidden_row(self, row: etree._Element) -> bool:
        height = points(self._styles.of_element(row).get("row-height", ""))
        return _collapsed(row) or (height is not None and height < 2)

    def _hidden_columns(self, table: etree._Element) -> set[int]:
        hidden: set[int] = set()
        at = 0
        for column in named(table, "table-column"):
            repeated = _repeated(column, "columns")
            width = points(self._styles.of_element(column).get("column-width", ""))
            if _collapsed(column) or (width is not None and width < 2):
                hidden |= set(range(at + 1, at + min(repeated, _MOST) + 1))
            at += repeated
        return hidden


def _collapsed(element: etree._Element) -> bool:
    if attribute(element, "visibility") in ("collapse", "filter"):
        return True
    groups = (item for item in element.iterancestors() if local(item) in ("table-row-group", "table-column-group"))
    return any(attribute(group, "display") == "false" for group in groups)


def _rows_below(row: etree._Element, count: int) -> list[etree._Element]:
    rows = [row]
    while len(rows) < count and (below := rows[-1].getnext()) is not None:
        if local(below) != "table-row":
            break
        rows.append(below)
    return rows


def _repeated(element: etree._Element, of: str) -> int:
    told = attribute(element, f"number-{of}-repeated")
    return max(int(told), 1) if told.isdigit() and len(told) < 8 else 1


def _spanned(cell: etree._Element, of: str) -> int:
    told = attribute(cell, f"number-{of}-spanned")
    return min(max(int(told), 1), 2_000) if told.isdigit() and len(told) < 8 else 1


def _clear(cell: etree._Element) -> None:
    for item in list(cell):
        cell.remove(item)
    for key in [key for key in cell.attrib if str(key).rpartition("}")[2] in _VALUES]:
        del cell.attrib[key]


def _usual(formula: str) -> str:
    """`[.A1:.B2]` and `[$Sheet.A1]` as other programs write them."""

    def turned(found: re.Match[str]) -> str:
        pieces = [_ONE.fullmatch(piece) for piece in re.split(r":(?=[^:]*$)", found.group(1))]
        if not all(pieces):
            return "[" + found.group(1)  # no token of a formula: it does not stay
        cells = ":".join(piece.group(2) for piece in pieces if piece)
        sheet = (pieces[0].group(1) or "") if pieces[0] else ""
        others = {piece.group(1) for piece in pieces[1:] if piece and piece.group(1)}
        if others - {sheet}:
            return "["
        return f"{sheet}!{cells}" if sheet else cells

    return _REFERENCE.sub(turned, formula)
