"""Cells of a table that others cover, and pieces of a formula that it only leaves room for: nobody sees them."""

from __future__ import annotations

from lxml import etree

from .job import Job
from .ooxml_tree import PREFIXES, child, every, is_on, number, said, value_of
from .packages import local, remove

_W = f"{{{PREFIXES['w']}}}"
_NARROW = 40  # twentieths of a point
# A part of a formula, and the switch that hides it.
_ROOM = (("nary", "naryPr", "subHide", "sub"), ("nary", "naryPr", "supHide", "sup"), ("rad", "radPr", "degHide", "deg"))


def own_properties(run: etree._Element) -> etree._Element | None:
    """What a run of words or of a formula says of its own look."""
    return next((item for item in run if str(item.tag) == _W + "rPr"), None)


def drop_unseen_cells(root: etree._Element, job: Job) -> None:
    """Empty the cells over which another one is spread, and those of columns without width; they keep their place."""
    for table in list(root.iter(_W + "tbl")):
        fixed = value_of(child(table, "tblPr", "tblLayout"), "type") == "fixed"
        widths = [number(value_of(item, "w"), unit=20) or 0 for item in every(child(table, "tblGrid"), "gridCol")]
        for at, row in enumerate(item for item in table if local(item) == "tr"):
            place = int(number(value_of(child(row, "trPr", "gridBefore"), "val")) or 0)
            for cell in [item for item in row if local(item) == "tc"]:
                properties = child(cell, "tcPr")
                spans = max(int(number(value_of(child(properties, "gridSpan"), "val")) or 1), 1)
                covered = (at > 0 and _goes_on(child(properties, "vMerge"))) or (
                    place > 0 and _goes_on(child(properties, "hMerge"))
                )
                across = widths[place : place + spans]
                if covered or (fixed and across and sum(across) < _NARROW):
                    _empty(cell, job)
                place += spans


def _goes_on(merge: etree._Element | None) -> bool:
    return merge is not None and value_of(merge, "val") != "restart"


def _empty(cell: etree._Element, job: Job) -> None:
    job.note("hidden", int(said(cell)))
    for item in [item for item in cell if local(item) != "tcPr"]:
        remove(item)
    etree.SubElement(cell, _W + "p")


def drop_unseen_formulas(root: etree._Element, job: Job) -> None:
    """Take out phantoms, which only leave room, and the limits and degrees that are switched off."""
    for phantom in every(root, "phant"):
        if is_on(child(phantom, "phantPr", "show")) is False:
            _clear(phantom, job)
    for name, properties, switch, part in _ROOM:
        for item in every(root, name):
            if is_on(child(item, properties, switch)) is True and (unseen := child(item, part)) is not None:
                _clear(unseen, job)


def _clear(holder: etree._Element, job: Job) -> None:
    job.note("hidden", int(said(holder)))
    for run in every(holder, "r"):
        remove(run)
