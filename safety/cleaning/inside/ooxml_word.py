"""What a page of a Word document does not show: hidden, tiny, colourless or pushed off the paper. It goes.

Whether a run is hidden depends on its own properties, its character style, the paragraph's style, the table's style and
the document's defaults, each style on the one that it is based on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from .job import Job
from .ooxml_colours import WHITE, Colour, hex_colour, is_alike, named_colour, word_colours
from .ooxml_covers import drop_covered_boxes
from .ooxml_grids import drop_unseen_cells, drop_unseen_formulas, own_properties
from .ooxml_shapes import remove_unseen_shapes
from .ooxml_tree import PREFIXES, child, every, is_on, number, said, value_of
from .packages import local, remove

_HIDES = ("vanish", "specVanish")
_HAS_INK = {
    "t",
    "tab",
    "sym",
    "drawing",
    "pict",
    "object",
    "footnoteReference",
    "endnoteReference",
    "ptab",
    "cr",
    "noBreakHyphen",
}
_FAR = 20_000  # twentieths of a point, a bit more than the longer side of A4
_RAISED = 400  # half points
_PAGE_NUMBER = re.compile(r"[\s\d.ivxlcdmIVXLCDM–-]*")
_PARAGRAPH = f"{{{PREFIXES['w']}}}p"
_FIELD = {"fldChar", "rPr"}


class WordEyes:
    """Knows the styles of one document, and sees what they hide."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._styles: dict[str, etree._Element] = {}
        self._usual: dict[str, str] = {}
        self._defaults: etree._Element | None = None
        self._even = False
        self._paper: Colour = WHITE

    def learn(self, styles: etree._Element | None, settings: etree._Element | None) -> None:
        """Remember the styles, and whether even pages have headers of their own."""
        self._even = is_on(child(settings, "evenAndOddHeaders")) is True
        if styles is None:
            return
        self._defaults = child(styles, "docDefaults", "rPrDefault", "rPr")
        for style in styles:
            if local(style) == "style":
                self._styles.setdefault(value_of(style, "styleId"), style)
                if value_of(style, "default") in ("1", "true", "on"):
                    self._usual.setdefault(value_of(style, "type"), value_of(style, "styleId"))

    def take_out(self, root: etree._Element) -> None:
        """Remove from a part what its pages do not show."""
        background = child(root, "background")
        self._paper = hex_colour(value_of(background, "color")) or WHITE
        self._drop_unshown_headers(root)
        self._drop_rows(root)
        drop_unseen_cells(root, self._job)
        drop_unseen_formulas(root, self._job)
        self._drop_folded(root)
        self._drop_far(root)
        remove_unseen_shapes(root, self._job)
        drop_covered_boxes(root, self._job)
        for item in every(root, "OLEObject", "objectEmbed", "objectLink"):
            self._job.note("embedded")  # its picture stays: that is all that the page shows
            remove(item)
        behind = any(
            value_of(item, "behindDoc") in ("1", "true") for item in root.iter(etree.Element) if local(item) == "anchor"
        )
        for run in every(root, "r", "pict"):
            if local(run) == "r" and run.getparent() is not None:
                self._look_at(run, behind=behind)
        for mark in [item for item in root.iter(etree.Element) if local(item) in (*_HIDES, "webHidden")]:
            remove(mark)  # what they hid is gone, and paragraphs' marks say nothing

    def _look_at(self, run: etree._Element, *, behind: bool) -> None:
        if not any(local(item) in _HAS_INK or local(item) in ("instrText", "delText") for item in run):
            return
        if self._is_hidden(run) or self._is_too_small(run) or self._has_no_contrast(run, behind=behind):
            if any(local(item) in _HAS_INK for item in run):
                self._job.note("hidden")
            for item in [item for item in run if local(item) not in _FIELD]:
                remove(item)

    def _is_hidden(self, run: etree._Element) -> bool:
        own = [is_on(child(own_properties(run), name)) for name in _HIDES]
        if True in own:
            return True
        web = child(own_properties(run), "webHidden")
        if is_on(web) and not _PAGE_NUMBER.fullmatch("".join(item.text or "" for item in run if local(item) == "t")):
            return True  # in a table of contents, page numbers bear this mark and are seen on paper
        if own[0] is False:
            return False
        return any(
            any(is_on(child(properties, name)) for name in _HIDES if self._decides(properties, name))
            for properties in self._inherited(run)
        )

    @staticmethod
    def _decides(properties: etree._Element, name: str) -> bool:
        return child(properties, name) is not None

    def _is_too_small(self, run: etree._Element) -> bool:
        size = number(self._first(run, "sz"), unit=2)
        width = number(self._first(run, "w"), percent=1)
        fit = number(self._first(run, "fitText"))
        spacing = self._of_paragraph(run, "spacing")
        line = number(value_of(spacing, "line")) if value_of(spacing, "lineRule") == "exact" else None
        raised, apart = number(self._first(run, "position"), unit=2), number(self._first(run, "spacing"), unit=20)
        if abs(raised or 0) > _RAISED or (apart or 0) < -5 * (20 if size is None else size):
            return True  # off its line, or every letter upon the one before
        return any(
            measure is not None and measure < least
            for measure, least in ((size, 4), (width, 10), (fit, 20), (line, 40))
        )

    def _has_no_contrast(self, run: etree._Element, *, behind: bool) -> bool:
        inks = next((word_colours(mark) for mark in self._marks(run, "color")), [])
        if not inks:
            black = child(own_properties(run), "highlight")
            return value_of(black, "val") == "black" and child(own_properties(run), "color") is None
        paper = self._behind(run)
        if paper == "any" or (paper is None and behind):
            return False
        behind_it: Colour = self._paper if paper is None else paper  # type: ignore[assignment]  # "any" is gone by here
        return any(is_alike(ink, behind_it) for ink in inks)

    def _behind(self, run: etree._Element) -> Colour | str | None:
        """The colour behind a run, "any" where it cannot be told, None for plain paper."""
        for mark in self._marks(run, "highlight"):
            if (colour := named_colour(value_of(mark, "val"))) is not None:
                return colour
        for mark in self._marks(run, "shd"):
            if (shade := self._shade(mark)) is not None:
                return shade
        if (shade := self._shade(self._of_paragraph(run, "shd"))) is not None:
            return shade
        for holder in run.iterancestors():
            name = local(holder)
            if name == "tc" and (shade := self._shade(child(holder, "tcPr", "shd"))) is not None:
                return shade
            if name == "tbl":
                if (shade := self._shade(child(holder, "tblPr", "shd"))) is not None:
                    return shade
                if self._is_shaded_by_style(holder, run):
                    return "any"
            if name == "txbxContent":
                return self._behind_box(holder)
        return None

    @staticmethod
    def _shade(mark: etree._Element | None) -> Colour | str | None:
        if mark is None:
            return None
        if value_of(mark, "val") == "solid" and not value_of(mark, "themeColor"):
            return hex_colour(value_of(mark, "color")) or (0, 0, 0)
        if value_of(mark, "val") not in ("clear", "nil", "") or value_of(mark, "themeFill"):
            return "any"
        return hex_colour(value_of(mark, "fill"))

    def _behind_box(self, content: etree._Element) -> Colour | str | None:
        from .ooxml_colours import fill_of

        for holder in content.iterancestors():
            name = local(holder)
            if name in ("wsp", "sp"):
                kind, colour = fill_of(child(holder, "spPr"))
                if kind == "solid":
                    return colour or "any"
                return (
                    "any"
                    if kind == "other" or child(holder, "style") is not None or self._has_company(holder)
                    else None
                )
            if name in ("shape", "rect", "roundrect", "oval"):
                fill = value_of(holder, "fillcolor").split(" ")[0]
                return hex_colour(fill) or named_colour(fill) or "any"
        return None

    @staticmethod
    def _has_company(shape: etree._Element) -> bool:
        """Whether pictures or shapes stand in the same group or paragraph, on which a box without colour may lie."""
        paragraph = next((item for item in shape.iterancestors() if local(item) == "p"), None)
        if paragraph is None:
            return False
        others = [
            item for item in paragraph.iter(etree.Element) if local(item) in ("pic", "wsp", "sp") and item is not shape
        ]
        return bool(others)

    def _is_shaded_by_style(self, table: etree._Element, run: etree._Element) -> bool:
        """Whether the table's style colours the cell of this run: all of them, or its row or column."""
        rows = [item for item in table if local(item) == "tr"]
        row = next((item for item in run.iterancestors() if local(item) == "tr" and item.getparent() is table), None)
        cell = next((item for item in run.iterancestors() if local(item) == "tc" and item.getparent() is row), None)
        if row is None or cell is None:
            return False
        cells = [item for item in row if local(item) == "tc"]
        places = {"wholeTable", "band1Horz", "band2Horz", "band1Vert", "band2Vert"}
        places |= {"firstRow", "nwCell", "neCell"} if row is rows[0] else set()
        places |= {"lastRow", "swCell", "seCell"} if row is rows[-1] else set()
        places |= {"firstCol"} if cell is cells[0] else set()
        places |= {"lastCol"} if cell is cells[-1] else set()
        for style in self._chain(value_of(child(table, "tblPr", "tblStyle"), "val") or self._usual.get("table", "")):
            shaded = [child(style, "tcPr", "shd"), child(style, "tblPr", "shd")]
            shaded += [
                child(part, "tcPr", "shd")
                for part in style
                if local(part) == "tblStylePr" and value_of(part, "type") in places
            ]
            if any(self._shade(mark) is not None for mark in shaded):
                return True
        return False

    # -- Inheritance ---------------------------------------------------------------------------------------------------
    def _marks(self, run: etree._Element, name: str) -> Iterator[etree._Element]:
        """The first of this property, from the run's own to the defaults: at most one."""
        for properties in (own_properties(run), *self._inherited(run)):
            if (mark := child(properties, name)) is not None:
                yield mark
                return

    def _first(self, run: etree._Element, name: str) -> str | None:
        return next((value_of(mark, "val") for mark in self._marks(run, name)), None)

    def _inherited(self, run: etree._Element) -> Iterator[etree._Element]:
        """The run properties of all styles that bear on a run, the nearest first."""
        for style in self._chain(value_of(child(own_properties(run), "rStyle"), "val")):
            yield from self._properties(style)
        paragraph = next((item for item in run.iterancestors() if local(item) == "p"), None)
        named = value_of(child(paragraph, "pPr", "pStyle"), "val")
        for style in self._chain(named or self._usual.get("paragraph", "")):
            yield from self._properties(style)
        for table in (item for item in run.iterancestors() if local(item) == "tbl"):
            for style in self._chain(value_of(child(table, "tblPr", "tblStyle"), "val")):
                yield from self._properties(style)
                for part in style:
                    if local(part) == "tblStylePr" and any(is_on(child(part, "rPr", name)) for name in _HIDES):
                        yield from self._properties(part)
        if self._defaults is not None:
            yield self._defaults

    @staticmethod
    def _properties(style: etree._Element) -> Iterator[etree._Element]:
        if (properties := child(style, "rPr")) is not None:
            yield properties

    def _chain(self, name: str) -> Iterator[etree._Element]:
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            name = value_of(child(self._styles[name], "basedOn"), "val")

    def _of_paragraph(self, run: etree._Element, name: str) -> etree._Element | None:
        paragraph = next((item for item in run.iterancestors() if local(item) == "p"), None)
        return self._paragraph_mark(paragraph, name)

    def _paragraph_mark(self, paragraph: etree._Element | None, name: str) -> etree._Element | None:
        if (own := child(paragraph, "pPr", name)) is not None:
            return own
        named = value_of(child(paragraph, "pPr", "pStyle"), "val")
        for style in self._chain(named or self._usual.get("paragraph", "")):
            if (mark := child(style, "pPr", name)) is not None:
                return mark
        return None

    # -- Places --------------------------------------------------------------------------------------------------------
    def _drop_unshown_headers(self, root: etree._Element) -> None:
        for reference in every(root, "headerReference", "footerReference"):
            kind, section = value_of(reference, "type"), reference.getparent()
            first = is_on(child(section, "titlePg")) is True
            if (kind == "first" and not first) or (kind == "even" and not self._even):
                remove(reference)

    def _drop_rows(self, root: etree._Element) -> None:
        for row in [
            item
            for item in root.iter(etree.Element)
            if local(item) == "tr" and str(item.tag).startswith("{http://schemas.openxmlformats.org/word")
        ]:
            height = child(row, "trPr", "trHeight")
            flat = value_of(height, "hRule") == "exact" and (number(value_of(height, "val"), unit=20) or 0) < 40
            if is_on(child(row, "trPr", "hidden")) or flat:
                self._job.note("hidden", int(said(row)))
                table = row.getparent()
                remove(row)
                if table is not None and not any(local(item) == "tr" for item in table):
                    remove(table)

    def _drop_folded(self, root: etree._Element) -> None:
        """What stands under a heading that is folded up, to the next heading of its rank, is not on the page."""
        for body in {id(item): item for item in (mark.getparent() for mark in every(root, "pPr"))}.values():
            if body is None or child(body, "pPr", "folded") is None or (parent := body.getparent()) is None:
                continue
            rank = self._rank(body)
            for item in list(body.itersiblings()):
                if local(item) == "sectPr" or (local(item) == "p" and self._rank(item) <= rank):
                    break
                self._job.note("hidden", int(said(item)))
                if child(item, "pPr", "sectPr") is None:
                    parent.remove(item)
        for mark in every(root, "folded"):
            remove(mark)

    def _rank(self, paragraph: etree._Element) -> float:
        """The level of a heading; plain text comes after all of them."""
        level = number(value_of(self._paragraph_mark(paragraph, "outlineLvl"), "val"))
        return 9 if level is None else level

    def _drop_far(self, root: etree._Element) -> None:
        """Paragraphs, frames and tables that were pushed off the paper."""
        for paragraph in every(root, "p"):
            marks = [self._paragraph_mark(paragraph, name) for name in ("framePr", "ind")]
            if str(paragraph.tag) == _PARAGRAPH and any(_is_far(mark) for mark in marks if mark is not None):
                self._job.note("hidden", int(said(paragraph)))
                for run in every(paragraph, "r"):
                    remove(run)
        for mark in every(root, "tblpPr", "tblInd", "wBefore"):
            holder = next((item for item in mark.iterancestors() if local(item) in ("tr", "tbl", "style")), None)
            if holder is not None and local(holder) != "style" and _is_far(mark):
                self._job.note("hidden", int(said(holder)))
                remove(holder)


def _is_far(mark: etree._Element) -> bool:
    keys = ("x", "y", "tblpX", "tblpY", "left", "start", "right", "end", "firstLine", "w")
    places = [number(value_of(mark, key), unit=20) for key in keys]
    crushed = value_of(mark, "hRule") == "exact" and (number(value_of(mark, "h"), unit=20) or 0) < 40
    return crushed or any(place is not None and abs(place) > _FAR for place in places)
