"""Workbooks: hidden sheets and cells stay behind, formulas stay within what is seen, no place where the file was."""

from __future__ import annotations

import re

from lxml import etree

from .job import Job
from .ooxml_cells import HiddenGrid, clear_hidden_cells, forget_impossible_values
from .ooxml_colours import WHITE, Colour, is_alike
from .ooxml_covers import drop_covered_shapes, lies_on_colour
from .ooxml_formats import Formats, bare_format, sheet_colour
from .ooxml_formulas import Formulas
from .ooxml_margins import seen_margin
from .ooxml_shapes import drop_unreadable_words
from .ooxml_tree import child, every, number, said, value_of
from .packages import local, remove

# A formula that leads out of the file: to another workbook, a folder, a server, a program.
_FAR = re.compile(r"\[|\\|://|file:|\||WEBSERVICE|HYPERLINK|DDE", re.IGNORECASE)
_FORMULAS = {"f", "calculatedColumnFormula", "totalsRowFormula"}
_MARGINS = {"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"}
_KEPT_NAMES = {"_xlnm.Print_Area", "_xlnm.Print_Titles", "_xlnm._FilterDatabase"}


class SheetCleaner:
    """Cleans the parts of one workbook; knows what is hidden in it before any formula that names it is met."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._hidden: set[str] = set()
        self._places: list[int | None] = []
        self._strings: list[etree._Element] = []
        self._formats = Formats(None)
        self._grids: dict[str, HiddenGrid] = {}
        self._current = ""
        self._light: set[int] = set()
        self._headings: set[str] = set()
        self._tables = 0
        self.formulas = Formulas()

    # -- Before -------------------------------------------------------------------------------------------------------
    def learn_hidden(self, workbook: etree._Element) -> None:
        """Remember which sheets are hidden. A workbook that hides all of them keeps them."""
        sheets = every(workbook, "sheet")
        hidden = [sheet for sheet in sheets if value_of(sheet, "state").lower() in ("hidden", "veryhidden")]
        if self._job.thorough and len(hidden) < len(sheets):
            self._hidden = {value_of(sheet, "name") for sheet in hidden}
        kept = 0
        for sheet in sheets:
            shown = value_of(sheet, "name") not in self._hidden
            self._places.append(kept if shown else None)
            kept += shown
        self.formulas.visible = {value_of(sheet, "name").casefold() for sheet in sheets} - {
            name.casefold() for name in self._hidden
        }

    def learn_cells(
        self, sheets: dict[str, etree._Element], styles: etree._Element | None, strings: etree._Element | None
    ) -> None:
        """Empty the hidden cells of all sheets at once, so that formulas anywhere can be judged by them."""
        self._strings = [] if strings is None else list(strings)
        if not self._job.thorough:
            return
        self._formats = Formats(styles)
        for name, sheet in sheets.items():
            self._grids[name] = HiddenGrid(sheet)
            cleared, count = clear_hidden_cells(sheet, self._formats, self._word)
            self.formulas.cleared[name.casefold()] = cleared
            self._job.note("hidden_cells", count)
            for cell in [item for item in sheet.iter(etree.Element) if local(item) == "c" and len(item)]:
                if is_alike(self._formats.of(value_of(cell, "s")).paper, WHITE) and value_of(cell, "t") == "s":
                    self._light.add(_place(cell))
                self._headings.add(self._word(cell))

    def _word(self, cell: etree._Element) -> str:
        if value_of(cell, "t") == "s":
            place = _place(cell)
            return _text(self._strings[place]) if 0 <= place < len(self._strings) else ""
        if value_of(cell, "t") == "inlineStr":
            return _text(cell)
        value = child(cell, "v")
        return (value.text or "") if value is not None else ""

    # -- Parts --------------------------------------------------------------------------------------------------------
    def clean(self, root: etree._Element, kind: str, *, sheet: str = "") -> None:
        """Take out of the part what leads elsewhere or is not shown."""
        if kind == "worksheet":
            self._current = sheet
        for element in list(root.iter(etree.Element)):
            name = local(element)
            if name == "sheet" and value_of(element, "name") in self._hidden:
                self._job.note("hidden")
                remove(element)
            elif name == "definedName":
                self._clean_name(element)
            elif name in ("dataValidation", "cfRule"):
                self._clean_rule(element)
            elif name == "hyperlink":
                self._clean_hyperlink(element)
            elif name in _MARGINS:
                element.text = re.sub(r"&[ZFG]", "", element.text or "")
            elif name == "rPh" or name == "phoneticPr" or (name == "filterColumn" and self._job.thorough):
                remove(element)
        self._clean_formulas(root)
        if self._job.thorough:
            self._clean_thoroughly(root, kind)
        for name in ("definedNames", "dataValidations", "conditionalFormatting", "hyperlinks"):
            for element in [item for item in root.iter(etree.Element) if local(item) == name]:
                if not len(element):
                    remove(element)
                elif name == "dataValidations":
                    element.set("count", str(len(element)))

    def _clean_formulas(self, root: etree._Element) -> None:
        shared = set()
        for element in [item for item in root.iter(etree.Element) if local(item) in _FORMULAS]:
            if element.text and not self._formula_stays(element.text):
                self._job.note("formulas" if self._job.thorough else "fields")
                if value_of(element, "t") == "shared":
                    shared.add(value_of(element, "si"))
                remove(element)
        owners = {value_of(item, "si") for item in root.iter(etree.Element) if local(item) == "f" and item.text}
        for element in every(root, "f"):
            if (
                value_of(element, "t") == "shared"
                and not element.text
                and (value_of(element, "si") in shared or value_of(element, "si") not in owners)
            ):
                remove(element)
            elif not element.text and value_of(element, "t") != "shared":
                remove(element)

    def _formula_stays(self, formula: str) -> bool:
        if _FAR.search(formula) or any(name and name.replace("'", "''") in formula for name in self._hidden):
            return False
        return not self._job.thorough or self.formulas.stays(formula, sheet=self._current)

    def _clean_name(self, element: etree._Element) -> None:
        """Names that people gave to cells go with what they name; areas for the printer stay."""
        name, place = value_of(element, "name"), value_of(element, "localSheetId")
        if self._job.thorough and (name not in _KEPT_NAMES or not self.formulas.stays(element.text or "")):
            self._job.note("names", int(not name.startswith("_xlnm.")))
            remove(element)
            return
        unseen = value_of(element, "hidden") in ("1", "true") and not name.startswith("_xlnm.")
        moved = self._places[int(place)] if place.isdigit() and int(place) < len(self._places) else None
        if unseen or (place and moved is None) or not self._formula_stays(element.text or ""):
            remove(element)
            return
        if place:
            element.set("localSheetId", str(moved))
        for key in ("comment", "description", "help", "statusBar", "customMenu"):
            element.attrib.pop(key, None)

    def _clean_rule(self, element: etree._Element) -> None:
        """A list to choose from is seen only while somebody chooses; what stands in the cell stays."""
        for key in ("prompt", "promptTitle", "error", "errorTitle"):
            element.attrib.pop(key, None)
        if local(element) == "dataValidation" and self._job.thorough:
            self._job.note("lists")
            remove(element)
        elif any(not self._formula_stays(item.text or "") for item in element if local(item).startswith("formula")):
            self._job.note("fields")
            remove(element)
        elif self._job.thorough and (
            value_of(element, "text") or self._formats.change_hides(value_of(element, "dxfId"))
        ):
            remove(element)

    def _clean_hyperlink(self, element: etree._Element) -> None:
        for key in ("tooltip", "display"):
            element.attrib.pop(key, None)
        place = value_of(element, "location")
        if self._job.thorough and place and not self.formulas.stays(place, sheet=self._current):
            remove(element)

    def _clean_thoroughly(self, root: etree._Element, kind: str) -> None:
        if kind == "worksheet":
            forget_impossible_values(root)
            for header in every(root, "headerFooter"):
                self._drop_unshown_margins(header)
        elif kind == "sharedStrings":
            for place, item in enumerate(root):
                self._drop_unseen_runs(item, light=place in self._light)
        elif kind == "table":
            self._rename_table(root)
        elif kind == "styles":
            self._clean_styles(root)
        elif kind == "drawing":
            self._drop_covered(root)
            drop_covered_shapes(root, self._job)
            drop_unreadable_words(root, self._job, paper=self._behind)
        if kind == "worksheet":
            for item in every(root, "is"):
                self._drop_unseen_runs(
                    item, light=is_alike(self._formats.of(value_of(item.getparent(), "s")).paper, WHITE)
                )

    def _drop_unshown_margins(self, header: etree._Element) -> None:
        for item in list(header):
            name = local(item)
            first, even = value_of(header, "differentFirst"), value_of(header, "differentOddEven")
            if (name.startswith("first") and first not in ("1", "true")) or (
                name.startswith("even") and even not in ("1", "true")
            ):
                self._job.note("hidden")
                remove(item)
            else:
                item.text, unseen = seen_margin(re.sub(r'&"[^"]*"', "", item.text or ""))
                self._job.note("hidden", unseen)

    def _drop_unseen_runs(self, item: etree._Element, *, light: bool) -> None:
        for run in [run for run in item if local(run) == "r"]:
            size = number(value_of(child(run, "rPr", "sz"), "val"))
            ink = sheet_colour(child(run, "rPr", "color"))
            if (size is not None and size < 2) or (light and is_alike(ink, WHITE)):
                self._job.note("hidden")
                remove(run)

    def _rename_table(self, table: etree._Element) -> None:
        self._tables += 1
        for key in ("name", "displayName"):
            table.set(key, f"Table{self._tables}")
        table.set("id", str(self._tables))
        columns = child(table, "tableColumns")
        for number_of_column, column in enumerate(columns if columns is not None else [], 1):
            name = value_of(column, "name")
            if name.replace("_x000a_", "\n") not in self._headings:
                column.set("name", f"Column{number_of_column}")
            for item in list(column):
                if local(item) not in _FORMULAS:
                    remove(item)
            for key in ("totalsRowLabel", "uniqueName"):
                column.attrib.pop(key, None)

    def _clean_styles(self, root: etree._Element) -> None:
        for number_of_style, style in enumerate(every(root, "cellStyle"), 1):
            style.set("name", "Normal" if value_of(style, "builtinId") == "0" else f"Style {number_of_style}")
        for item in every(root, "tableStyles", "numFmt"):
            if local(item) == "tableStyles":
                remove(item)
            else:
                item.set("formatCode", bare_format(value_of(item, "formatCode")))

    def _behind(self, shape: etree._Element | None) -> Colour | None:
        """White where neither cells nor other shapes have a colour on which words could be read."""
        return None if shape is None or self._formats.has_colours or lies_on_colour(shape) else WHITE

    def _drop_covered(self, drawing: etree._Element) -> None:
        """Pictures and charts that lie within hidden rows or columns."""
        grid = self._grids.get(self._current)
        for anchor in list(drawing):
            start, end = child(anchor, "from"), child(anchor, "to")
            if start is None or end is None:
                continue
            if [item.text for item in start] == [item.text for item in end]:  # from a point to the same point
                self._job.note("hidden", int(said(anchor)))
                remove(anchor)
                continue
            if grid is None:
                continue
            top, left, bottom, right = (
                int(number(getattr(child(corner, side), "text", "")) or 0) + 1
                for corner, side in ((start, "row"), (start, "col"), (end, "row"), (end, "col"))
            )
            if grid.hides_range(top, left, max(top, bottom), max(left, right)):
                self._job.note("hidden", int(said(anchor)))
                remove(anchor)


def _place(cell: etree._Element) -> int:
    value = child(cell, "v")
    text = ((value.text if value is not None else "") or "").strip()
    return int(text) if text.isdigit() else -1


def _text(item: etree._Element) -> str:
    return "".join(part.text or "" for part in item.iter(etree.Element) if local(part) == "t")
