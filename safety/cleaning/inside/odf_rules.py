"""Conditional formats of OpenDocument sheets that make a cell's words unreadable, the standard's and LibreOffice's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from .odf_styles import Styles
from .odf_tree import attribute
from .ooxml_colours import WHITE, hex_colour, is_alike
from .ooxml_formulas import corners
from .packages import local

_VENDOR = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_COMPARED = re.compile(r"(?:value\(\)|cell-content\(\))?\s*(<=|>=|!=|<>|=|<|>)\s*([+-]?\d+(?:\.\d+)?)")
_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "=": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    "<>": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    ">": lambda one, other: one > other,
    "<=": lambda one, other: one <= other,
    ">=": lambda one, other: one >= other,
}
Area = tuple[str, int, int, int, int]  # sheet, top, left, bottom, right


class HidingRules:
    """Which cells a rule may hide; one that cannot be computed here may hide any value."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._areas: list[tuple[list[Area], str]] = []

    def learn(self, root: etree._Element) -> None:
        """Remember LibreOffice's rules, before other vocabularies are left behind."""
        for rule in root.iter(_VENDOR + "condition"):
            if self._hides(attribute(rule, "apply-style-name")):
                areas = list(_areas(attribute(rule.getparent(), "target-range-address")))
                self._areas.append((areas, attribute(rule, "value")))

    def hide(self, cell: etree._Element, *, sheet: str, row: int, column: int, value: str) -> bool:
        """Whether a rule for this cell hides this value."""
        told = [
            condition for areas, condition in self._areas if any(_holds(area, sheet, row, column) for area in areas)
        ]
        told += [
            attribute(rule, "condition")
            for rule in self._styles.maps_of_cell(attribute(cell, "style-name"))
            if self._hides(attribute(rule, "apply-style-name"))
        ]
        return any(_is_met(condition, value) for condition in told)

    def _hides(self, style: str) -> bool:
        look = self._styles.of("table-cell", style)
        ink = hex_colour(look.get("color", ""))
        paper = look.get("table-cell-properties background-color", "transparent")
        if is_alike(ink, WHITE if paper == "transparent" else hex_colour(paper)):
            return True
        return "hidden-and-protected" in look.get("cell-protect", "")


def _areas(addresses: str) -> Iterator[Area]:
    for address in re.findall(r"(?:'(?:[^']|'')+'|[^\s'])+", addresses):
        pieces = [piece.rpartition(".") for piece in re.split(r":(?=[^:]*$)", address)]
        sheet = pieces[0][0].strip("$'").replace("''", "'")
        top, left, bottom, right = corners(":".join(cells.replace("$", "") for _, _, cells in pieces))
        yield sheet.casefold(), top, left, bottom, right


def _holds(area: Area, sheet: str, row: int, column: int) -> bool:
    name, top, left, bottom, right = area
    return name == sheet.casefold() and top <= row <= bottom and left <= column <= right


def _is_met(condition: str, value: str) -> bool:
    found = _COMPARED.fullmatch(condition.strip())
    if not found:
        return True
    try:
        return _OPERATORS[found.group(1)](float(value), float(found.group(2)))
    except ValueError:
        return found.group(1) in ("!=", "<>", ">", ">=")  # words come after numbers


def plain_text_of_numbers(cell: etree._Element) -> bool:
    """Take away the words beside a number, which programs write anew from the number; whether there were any."""
    if attribute(cell, "value-type") not in ("float", "currency", "percentage", "date", "time"):
        return False
    words = "".join(text for item in cell if local(item) == "p" for text in item.itertext())
    if all(len(word) <= 3 or word.casefold() in _CALENDAR for word in re.findall(r"[^\W\d_]+", words)):
        return False
    for item in [item for item in cell if local(item) == "p"]:
        cell.remove(item)
    return True


_CALENDAR = frozenset(
    """
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday sept
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre janv févr juil
    lundi mardi mercredi jeudi vendredi samedi dimanche
    """.split()
)
