"""Charts show figures that are written in the chart itself; the workbook behind it, with all it holds, stays behind.

Where the figures came from stays as well when it is a range of the same workbook that is seen. Otherwise references
become the literal figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from .job import Job
from .ooxml_formats import bare_format
from .ooxml_tree import PREFIXES, child, every, is_on, value_of
from .packages import local, remove, unwrap

_C = f"{{{PREFIXES['c']}}}"
_A = f"{{{PREFIXES['a']}}}"
_FAR = re.compile(r"\[|\\|://|file:|\||WEBSERVICE|HYPERLINK|DDE", re.IGNORECASE)
_UNSEEN = {"externalData", "pivotSource", "userShapes", "pivotFmts", "printSettings", "protection", "name", "extLst"}


def stay_inside(chart: etree._Element) -> None:
    """A chart's figures are in the chart; where they came from keeps the cells and loses the file and its folder."""
    for element in chart.iter(etree.Element):
        if local(element) == "f" and _FAR.search(element.text or ""):
            element.text = re.sub(r".*[\]\\/|]", "", element.text or "").replace("'", "") or "A1"


def keep_what_is_drawn(chart: etree._Element, job: Job, *, may_refer: Callable[[str], bool]) -> None:
    """Take out of a chart what it does not draw. `may_refer` says which ranges of cells stay with the file."""
    for element in list(chart.iter(etree.Element)):
        if local(element) in _UNSEEN and element is not chart:
            job.note("embedded", int(local(element) == "externalData"))
            remove(element)
        elif local(element) in ("dLbl", "legendEntry", "title") and is_on(child(element, "delete")):
            for item in [item for item in element if local(item) not in ("idx", "delete")]:
                remove(item)
        elif local(element) == "formatCode":
            element.text = bare_format(element.text or "")
        elif local(element) == "numFmt":
            element.set("formatCode", bare_format(value_of(element, "formatCode")))
    _drop_undrawn_names(chart, job)
    for title in [item for item in chart.iter(etree.Element) if local(item) == "autoTitleDeleted" and is_on(item)]:
        if (parent := title.getparent()) is not None and (shown := child(parent, "title")) is not None:
            remove(shown)
    for reference in every(chart, "numRef", "strRef", "multiLvlStrRef"):
        formula = child(reference, "f")
        if formula is None or not may_refer(formula.text or ""):
            _make_literal(reference)


def _drop_undrawn_names(chart: etree._Element, job: Job) -> None:
    """Names of series without a legend, of categories without an axis, of axes that are off, of points past the end."""
    axes = every(chart, "catAx", "dateAx", "valAx", "serAx")
    off = [axis for axis in axes if is_on(child(axis, "delete"))]
    doomed = [title for axis in off if (title := child(axis, "title")) is not None]
    legend = bool(every(chart, "legend"))
    named = {name: any(is_on(item) for item in every(chart, name)) for name in ("showSerName", "showCatName")}
    if not legend and not named["showSerName"]:
        doomed += [name for series in every(chart, "ser") if (name := child(series, "tx")) is not None]
    across = [axis for axis in axes if local(axis) in ("catAx", "dateAx")]
    if not named["showCatName"] and all(axis in off for axis in across) and (across or not legend):
        doomed += every(chart, "cat")
    for cache in every(chart, "strCache", "numCache", "strLit", "numLit"):
        count = value_of(child(cache, "ptCount"), "val")
        points = [item for item in cache if local(item) == "pt" and count.isdigit()]
        doomed += [
            point
            for point in points
            if not value_of(point, "idx").isdigit() or int(value_of(point, "idx")) >= int(count)
        ]
    for item in doomed:
        words = any((part.text or "").strip() for part in item.iter(etree.Element) if local(part) in ("v", "t"))
        job.note("hidden", int(words))
        remove(item)


def _make_literal(reference: etree._Element) -> None:
    name, holder = local(reference), reference.getparent()
    if holder is None:
        return
    cache = next((item for item in reference if local(item).endswith("Cache")), None)
    if cache is None:
        remove(reference)
        return
    if local(holder) == "tx" and local(holder.getparent()) in ("ser", "dLbl"):
        words = " ".join(item.text or "" for item in cache.iter(_C + "v"))
        fresh = etree.Element(_C + "v")
        fresh.text = words
        if local(holder.getparent()) == "dLbl":
            fresh = _rich(words)
        holder.replace(reference, fresh)
    elif local(holder) == "tx":
        holder.replace(reference, _rich(" ".join(item.text or "" for item in cache.iter(_C + "v"))))
    else:
        if name == "multiLvlStrRef":
            levels = [item for item in cache if local(item) == "lvl"]
            for level in levels[1:]:
                remove(level)
            if levels:
                unwrap(levels[0])
        cache.tag = _C + ("numLit" if name == "numRef" else "strLit")
        holder.replace(reference, cache)


def _rich(words: str) -> etree._Element:
    rich = etree.Element(_C + "rich")
    etree.SubElement(rich, _A + "bodyPr")
    run = etree.SubElement(etree.SubElement(rich, _A + "p"), _A + "r")
    etree.SubElement(run, _A + "t").text = words
    return rich
