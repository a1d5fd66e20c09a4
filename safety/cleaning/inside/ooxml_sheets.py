"""Workbooks: formulas stay within the file, hidden sheets stay behind, and nothing says where the file was kept."""

from __future__ import annotations

import re

from lxml import etree

from .job import Job
from .packages import local, remove

# A formula that leads out of the file: to another workbook, a folder, a server, a program.
_FAR = re.compile(r"\[|\\|://|file:|\||WEBSERVICE|HYPERLINK|DDE", re.IGNORECASE)
_FORMULAS = {"f", "calculatedColumnFormula", "totalsRowFormula"}
_MARGINS = {"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"}


class SheetCleaner:
    """Cleans the parts of one workbook; knows its hidden sheets before any formula that names them is met."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._hidden: set[str] = set()

    def learn_hidden(self, workbook: etree._Element) -> None:
        """Remember which sheets are hidden. A workbook that hides all of them keeps them."""
        sheets = [element for element in workbook.iter(etree.Element) if local(element) == "sheet"]
        hidden = [sheet for sheet in sheets if sheet.get("state") in ("hidden", "veryHidden")]
        if self._job.thorough and len(hidden) < len(sheets):
            self._hidden = {sheet.get("name", "") for sheet in hidden}

    def clean(self, root: etree._Element, kind: str) -> None:
        """Take out of the part what leads elsewhere or is not shown."""
        for element in list(root.iter(etree.Element)):
            name = local(element)
            if name == "sheet" and element.get("name", "") in self._hidden:
                self._job.note("hidden")
                remove(element)
            elif name == "definedName":
                self._clean_name(element)
            elif name in _FORMULAS and self._leads_away(element):
                self._job.note("fields")
                remove(element)
            elif name in ("dataValidation", "cfRule"):
                self._clean_rule(element)
            elif name == "hyperlink":
                for key in ("tooltip", "display"):
                    element.attrib.pop(key, None)
            elif name in _MARGINS:
                element.text = re.sub(r"&[ZFG]", "", element.text or "")
        for name in ("definedNames", "dataValidations", "conditionalFormatting"):
            for element in [item for item in root.iter(etree.Element) if local(item) == name]:
                if not len(element):
                    remove(element)
                elif name == "dataValidations":
                    element.set("count", str(len(element)))

    def _clean_name(self, element: etree._Element) -> None:
        """Names that people gave to cells; the program's own start with _xlnm."""
        unseen = element.get("hidden") in ("1", "true") and not element.get("name", "").startswith("_xlnm.")
        # Sheets are counted from zero here, and the count changes when hidden ones go.
        moved = element.get("localSheetId") is not None and bool(self._hidden)
        if unseen or moved or self._leads_away(element):
            remove(element)
        else:
            for key in ("comment", "description", "help", "statusBar", "customMenu"):
                element.attrib.pop(key, None)

    def _clean_rule(self, element: etree._Element) -> None:
        for key in ("prompt", "promptTitle", "error", "errorTitle"):
            element.attrib.pop(key, None)
        if any(self._leads_away(item) for item in element if local(item).startswith("formula")):
            self._job.note("fields")
            remove(element)

    def _leads_away(self, element: etree._Element) -> bool:
        formula = element.text or ""
        return bool(_FAR.search(formula)) or any(name and name.replace("'", "''") in formula for name in self._hidden)


def stay_inside(chart: etree._Element) -> None:
    """A chart's figures are in the chart; where they came from keeps the cells and loses the file and its folder."""
    for element in chart.iter(etree.Element):
        if local(element) == "f" and _FAR.search(element.text or ""):
            element.text = re.sub(r".*[\]\\/|]", "", element.text or "").replace("'", "") or "A1"
