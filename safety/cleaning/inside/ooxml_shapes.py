"""Shapes of Word and Excel that nobody sees: marked hidden, without size, or far from the paper."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from .job import Job
from .ooxml_colours import Colour, fill_of, is_unreadable
from .ooxml_tree import PREFIXES, child, number, said, value_of
from .packages import local, remove

_DOT = 12_700  # EMU: a point
_FAR = 20_000_000  # EMU: 55 cm
_RUN, _DRAWN_FIELD = f"{{{PREFIXES['a']}}}r", f"{{{PREFIXES['a']}}}fld"
_DRAWN = {"shape", "rect", "roundrect", "oval", "line", "polyline", "group", "image", "curve", "arc"}


def remove_unseen_shapes(root: etree._Element, job: Job) -> None:
    """Take out what has no place on the page, in today's drawings and in those of before 2007."""
    for element in list(root.iter(etree.Element)):
        name = local(element)
        if name in ("inline", "anchor") and _is_unseen_anchor(element):
            _go(element, job, holder="drawing")
        elif name in ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor") and _is_flat(child(element, "ext")):
            _go(element, job)
        elif name == "cNvPr" and value_of(element, "hidden") in ("1", "true"):
            shape = element.getparent()
            _go(shape.getparent() if shape is not None else None, job)
        elif (
            str(element.tag).startswith("{urn:schemas-microsoft-com:vml}")
            and name in _DRAWN
            and _is_unseen_style(value_of(element, "style"))
        ):
            _go(element, job)
        elif name == "textpath" and value_of(element, "on") in ("f", "false", "0"):
            job.note("hidden", int(bool(element.attrib.pop("string", ""))))
        elif name in ("sp", "wsp", "pic", "cxnSp") and (
            _is_flat(child(element, "spPr", "xfrm", "ext")) or _is_clear(element)
        ):
            _go(element, job)
        elif name in ("sp", "wsp") and _is_crowded_out(element):
            for text in [item for item in element if local(item) in ("txbx", "txBody")]:
                job.note("hidden", int(said(text)))
                remove(text)


def _go(element: etree._Element | None, job: Job, *, holder: str = "") -> None:
    if element is None:
        return
    if holder:
        element = next((item for item in element.iterancestors() if local(item) == holder), element)
    job.note("hidden", int(said(element)))
    if local(element) in ("pic", "sp", "wsp") and local(element.getparent()) in ("graphicData",):
        drawing = next((item for item in element.iterancestors() if local(item) in ("drawing",)), element)
        element = drawing
    remove(element)


def _is_unseen_anchor(anchor: etree._Element) -> bool:
    name = child(anchor, "docPr")
    if value_of(name, "hidden") in ("1", "true") or value_of(anchor, "hidden") in ("1", "true"):
        return True
    extent = child(anchor, "extent")
    if _is_flat(extent) and not any(local(item) in ("chart", "relIds") for item in anchor.iter(etree.Element)):
        return True
    for axis in ("positionH", "positionV"):
        offset = child(anchor, axis, "posOffset")
        place = number(offset.text) if offset is not None else None
        if place is not None and (
            place > _FAR or place + _size(extent, "cx" if axis == "positionH" else "cy") < -_FAR / 4
        ):
            return True
    return False


def _size(extent: etree._Element | None, side: str) -> float:
    return number(value_of(extent, side)) or 0


def _is_flat(extent: etree._Element | None) -> bool:
    """Without both a width and a height; a line has one of them."""
    return extent is not None and _size(extent, "cx") < _DOT and _size(extent, "cy") < _DOT


def _is_crowded_out(shape: etree._Element) -> bool:
    """Whether the margins within a shape leave its words no room. A box that grows with its words has some."""
    body = child(shape, "bodyPr")
    body = child(shape, "txBody", "bodyPr") if body is None else body
    left, top, right, bottom = (number(value_of(body, key)) or 0 for key in ("lIns", "tIns", "rIns", "bIns"))
    size = child(shape, "spPr", "xfrm", "ext")
    if size is None:
        holder = next((item for item in shape.iterancestors() if local(item) in ("anchor", "inline")), None)
        size = child(holder, "extent")
    width, height = _size(size, "cx"), _size(size, "cy")
    grows = child(body, "spAutoFit") is not None
    narrow = width > 0 and left + right >= width
    return narrow or (height > 0 and top + bottom >= height and not grows) or max(left, top) > _FAR


def _is_clear(shape: etree._Element) -> bool:
    """A picture made wholly transparent, or washed to white."""
    for blip in shape.iter(etree.Element):
        if local(blip) != "blip":
            continue
        opacity = number(value_of(child(blip, "alphaModFix"), "amt"), percent=1000)
        bright = number(value_of(child(blip, "lum"), "bright"), percent=1000)
        if (opacity is not None and opacity < 6_000) or (bright is not None and abs(bright) > 90_000):
            return True
    return False


def _is_unseen_style(style: str) -> bool:
    told = dict(piece.split(":", 1) for piece in style.replace(" ", "").lower().split(";") if ":" in piece)
    if told.get("visibility") == "hidden" or told.get("display") == "none" or told.get("mso-hide") == "all":
        return True
    if {"width", "height"} <= told.keys() and _points(told["width"]) < 1 and _points(told["height"]) < 1:
        return True
    return any(
        abs(_points(told.get(side, "0"))) > 1_500
        for side in ("margin-left", "margin-top", "left", "top")
        if _has_unit(told.get(side, "0"))
    )


def _has_unit(text: str) -> bool:
    return bool(re.search(r"[a-z]", text))


def _points(text: str) -> float:
    found = re.fullmatch(r"(-?[\d.]+)(pt|in|cm|mm|px|pc)?", text)
    scale = {"in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "pc": 12.0}
    return (
        float(found.group(1)) * scale.get(found.group(2) or "", 1.0) if found and found.group(1).strip(".-") else 100.0
    )


def drop_unreadable_words(
    root: etree._Element, job: Job, *, paper: Callable[[etree._Element | None], Colour | None] = lambda _shape: None
) -> None:
    """Words of shapes, charts and diagrams without ink, of a dot's size, or of the colour that fills their shape.

    `paper` tells the colour behind a shape without a fill of its own, None when that cannot be told.
    """
    for run in [item for item in root.iter(etree.Element) if str(item.tag) in (_RUN, _DRAWN_FIELD)]:
        shape = next((item for item in run.iterancestors() if local(item) in ("sp", "tc")), None)
        kind, colour = fill_of(child(shape, "spPr"))
        styled = child(shape, "style", "fillRef") is not None
        behind = colour if kind == "solid" else None if styled or kind == "other" else paper(shape)
        if is_unreadable(child(run, "rPr"), behind):
            job.note("hidden", int(said(run)))
            remove(run)
