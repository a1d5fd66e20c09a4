"""Shapes that lie wholly under another one: the bar or the picture laid over a name leaves the name in the file."""

from __future__ import annotations

from collections.abc import Callable, Collection

from lxml import etree

from .crops import parted
from .job import Job
from .ooxml_colours import fill_of, is_see_through
from .ooxml_tree import child, every, number, said, value_of
from .packages import local, remove

Box = tuple[float, float, float, float]  # left, top, right, bottom
_SLACK = 12_700  # EMU: a point
_ONE_PAGE = 600  # letters: what stands nearer than that, without a break between, is taken for one page
_BREAKS = ("lastRenderedPageBreak", "sectPr", "pageBreakBefore")
_LINE = 40  # letters: what a paragraph counts beside its own
_CLEARS = ("alpha", "clrChange")
_OPAQUE = "opaque"  # our word for a picture through which nothing shines


def is_lid(shape: etree._Element) -> bool:
    """Whether a shape hides what is under it: a rectangle of one colour or a picture, not turned, not see-through."""
    properties = child(shape, "spPr")
    form, place = child(properties, "prstGeom"), child(properties, "xfrm")
    if (number(value_of(place, "rot")) or 0) % 10_800_000:
        return False
    if local(shape) == "pic":
        stretched = child(shape, "blipFill", "stretch", "fillRect")
        whole = stretched is None or not any((number(value) or 0) > 0 for value in stretched.attrib.values())
        blip = child(shape, "blipFill", "blip")
        return whole and blip is not None and _OPAQUE in blip.attrib and value_of(form, "prst") in ("", "rect")
    filled = fill_of(properties)[0] == "solid" and not is_see_through(properties)
    return local(shape) in ("sp", "wsp") and value_of(form, "prst") == "rect" and filled


def mark_opaque(root: etree._Element, relations: Collection[str]) -> None:
    """Mark the pictures that cover what is under them; `relations` are those whose file has no transparency."""
    for blip in every(root, "blip"):
        if parted(value_of(blip, "embed"))[0] in relations and not any(
            local(item).startswith(_CLEARS) for item in blip
        ):
            blip.set(_OPAQUE, "1")


def forget_marks(root: etree._Element) -> None:
    """Take those marks off again."""
    for blip in every(root, "blip"):
        blip.attrib.pop(_OPAQUE, None)


def drop_covered(
    shapes: list[tuple[etree._Element, Box | None]],
    job: Job,
    drop: Callable[[etree._Element], None],
    *,
    together: Callable[[etree._Element, etree._Element], bool] = lambda _shape, _lid: True,
) -> None:
    """Take out what lies under a lid that comes later in `shapes`, which are in the order in which they are drawn.

    `together` says whether two of them are on one page.
    """
    for at, (shape, box) in enumerate(shapes):
        if box is None:
            continue
        for lid, over in shapes[at + 1 :]:
            if over is not None and is_lid(lid) and _within(box, over) and together(shape, lid):
                job.note("hidden", int(said(shape)))
                drop(shape)
                break


def _within(box: Box, over: Box) -> bool:
    return (
        over[0] - _SLACK <= box[0]
        and over[1] - _SLACK <= box[1]
        and box[2] <= over[2] + _SLACK
        and box[3] <= over[3] + _SLACK
    )


def drop_covered_shapes(drawing: etree._Element, job: Job) -> None:
    """The same on a sheet, where shapes lie between two cells."""
    shapes = []
    for anchor in [item for item in drawing if local(item) == "twoCellAnchor"]:
        held = next((item for item in anchor if local(item) in ("sp", "pic", "graphicFrame", "cxnSp")), None)
        if held is not None:
            shapes.append((held, _between_cells(anchor)))
    drop_covered(shapes, job, lambda shape: remove(_holder(shape, "twoCellAnchor")))


def lies_on_colour(shape: etree._Element) -> bool:
    """Whether a coloured shape or a picture of a sheet lies under or over this one, even in part."""
    own = _holder(shape, "twoCellAnchor")
    box = _between_cells(own)
    for anchor in own.itersiblings(preceding=True):
        coloured = every(anchor, "pic", "graphicFrame") or [
            item for item in every(anchor, "sp") if fill_of(child(item, "spPr"))[0] not in ("none", "clear", "")
        ]
        other = _between_cells(anchor)
        if coloured and (box is None or other is None or _overlap(box, other)):
            return True
    return local(own) != "twoCellAnchor"


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _between_cells(anchor: etree._Element) -> Box | None:
    """The corners, a column or row counted as far more than any offset in it, so that they compare as they lie."""
    points = [
        number(getattr(child(anchor, corner, side), "text", ""))
        for corner in ("from", "to")
        for side in ("col", "colOff", "row", "rowOff")
    ]
    if any(point is None for point in points):
        return None
    left, left_off, top, top_off, right, right_off, bottom, bottom_off = (point or 0 for point in points)
    cell = 1e9
    return left * cell + left_off, top * cell + top_off, right * cell + right_off, bottom * cell + bottom_off


def drop_covered_boxes(root: etree._Element, job: Job) -> None:
    """The same on a page of Word, for what is placed by the page itself or by one paragraph."""
    placed: dict[tuple[object, ...], list[tuple[float, etree._Element, Box]]] = {}
    spots = _spots(root)
    for anchor in every(root, "anchor"):
        held = next(iter(every(anchor, "wsp", "pic")), None)
        frame, box = _on_page(anchor)
        if held is not None and box is not None:
            under = value_of(anchor, "behindDoc") in ("1", "true")
            height = (number(value_of(anchor, "relativeHeight")) or 0) - (1e12 if under else 0)
            placed.setdefault(frame, []).append((height, held, box))

    def on_one_page(shape: etree._Element, lid: etree._Element) -> bool:
        one, other = (spots.get(_holder(item, "anchor"), (0, 0)) for item in (shape, lid))
        return one[0] == other[0] and abs(one[1] - other[1]) < _ONE_PAGE

    for group in placed.values():
        shapes: list[tuple[etree._Element, Box | None]] = [
            (shape, box) for _, shape, box in sorted(group, key=lambda item: item[0])
        ]
        drop_covered(shapes, job, lambda shape: remove(_holder(shape, "drawing")), together=on_one_page)


def _spots(root: etree._Element) -> dict[etree._Element, tuple[int, int]]:
    """For every anchored drawing how many breaks of pages and how many letters stand before it."""
    spots: dict[etree._Element, tuple[int, int]] = {}
    breaks = letters = 0
    for item in root.iter(etree.Element):
        name = local(item)
        if name == "anchor":
            spots[item] = breaks, letters
        elif name in _BREAKS or (name == "br" and value_of(item, "type") == "page"):
            breaks += 1
        elif name == "t":
            letters += len(item.text or "")
        elif name == "p":
            letters += _LINE
    return spots


def _on_page(anchor: etree._Element) -> tuple[tuple[object, ...], Box | None]:
    """From where a box is measured, and its box."""
    points, frame = [], []
    for axis in ("positionH", "positionV"):
        place = child(anchor, axis)
        points.append(number(getattr(child(place, "posOffset"), "text", "")))
        frame.append(value_of(place, "relativeFrom"))
    size = [number(value_of(child(anchor, "extent"), key)) for key in ("cx", "cy")]
    if any(value is None for value in (*points, *size)):
        return (), None
    x, y, width, height = (value or 0 for value in (*points, *size))
    place = ""
    if not set(frame) <= {"page", "margin", "leftMargin", "rightMargin", "topMargin", "bottomMargin", "column"}:
        # Where a paragraph stands is not known here: what it places is compared with what it places itself.
        paragraph = next((item for item in anchor.iterancestors() if local(item) == "p"), None)
        place = "" if paragraph is None else anchor.getroottree().getpath(paragraph)
    return (*frame, place), (x, y, x + width, y + height)


def _holder(shape: etree._Element, name: str) -> etree._Element:
    return next((item for item in shape.iterancestors() if local(item) == name), shape)


def is_opaque(content: bytes) -> bool:
    """Whether nothing shines through a picture, by the head of its file: JPEG, BMP, PNG without transparency."""
    if content.startswith((b"\xff\xd8\xff", b"BM")):
        return True
    colours = content[25:26] if content.startswith(b"\x89PNG\r\n\x1a\n") else b""
    return colours in (b"\x00", b"\x02", b"\x03") and b"tRNS" not in content.split(b"IDAT", 1)[0]
