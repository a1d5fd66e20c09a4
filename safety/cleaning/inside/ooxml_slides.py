"""Slides: shapes that are hidden, off the slide, without size or ink, and the prompts of layouts go."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from .job import Job
from .ooxml_colours import WHITE, Colour, drawn_colour, fill_of, is_unreadable, theme_colour
from .ooxml_covers import drop_covered
from .ooxml_tree import child, every, number, said, value_of
from .packages import local, remove

_SHAPES = {"sp", "pic", "graphicFrame", "cxnSp", "grpSp", "contentPart"}
_DOT = 3_000  # EMU: a quarter of a point
Box = tuple[float, float, float, float]  # left, top, right, bottom, in EMU


@dataclass(frozen=True)
class _Frame:
    """How a group's inner measure becomes the slide's."""

    x: float = 0
    y: float = 0
    across: float = 1
    down: float = 1

    def box(self, off: tuple[float, float], size: tuple[float, float]) -> Box:
        left, top = self.x + off[0] * self.across, self.y + off[1] * self.down
        return left, top, left + size[0] * self.across, top + size[1] * self.down


class SlideEyes:
    """Knows the slides' size, and for each slide the layout and master behind it."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._size = (9_144_000.0, 6_858_000.0)
        self._behind: list[etree._Element] = []

    def learn_size(self, presentation: etree._Element) -> None:
        """How large the slides are."""
        size = child(presentation, "sldSz")
        self._size = (number(value_of(size, "cx")) or self._size[0], number(value_of(size, "cy")) or self._size[1])

    def look_behind(self, parts: list[etree._Element]) -> None:
        """The layout and the master of the slide that comes next."""
        self._behind = parts

    def take_out(self, root: etree._Element, kind: str) -> None:
        """Remove from a slide, layout or master what is not seen."""
        for element in every(root, "timing", "transition", "custDataLst", "hf"):
            remove(element)
        for frame in every(root, "graphicFrame"):
            self._show_picture_of_object(frame)
        tree = child(root, "cSld", "spTree")
        if tree is None:
            return
        self._walk(tree, _Frame())
        self._drop_covered(tree)
        if kind in ("slideLayout", "slideMaster"):
            self._empty_prompts(tree)
        self._drop_flat_cells(tree)
        self._drop_pushed_out(tree)
        self._drop_unseen_words(root, tree)

    def empty(self, root: etree._Element) -> None:
        """Take out of a layout or master the shapes that no slide lets be seen; places for words stay."""
        tree = child(root, "cSld", "spTree")
        for shape in [item for item in ([] if tree is None else tree) if local(item) in _SHAPES]:
            if not every(shape, "ph"):
                self._job.note("hidden", int(said(shape)))
                remove(shape)

    def _show_picture_of_object(self, frame: etree._Element) -> None:
        """An embedded document shows a picture of itself, which takes its place."""
        ole = next(iter(every(frame, "oleObj")), None)
        if ole is None:
            return
        self._job.note("embedded")
        picture = next(iter(every(ole, "pic")), None)
        if picture is None:
            remove(frame)
        else:
            picture.tail = None
            frame.getparent().replace(frame, picture)

    # -- Places -------------------------------------------------------------------------------------------------------
    def _walk(self, holder: etree._Element, frame: _Frame) -> None:
        for shape in [item for item in holder if local(item) in _SHAPES]:
            names = next(iter(every(shape, "cNvPr")), None)
            box = self._box(shape, frame)
            if (
                value_of(names, "hidden") in ("1", "true")
                or (box is not None and self._is_off(box, shape))
                or self._is_clear(shape)
            ):
                self._job.note("hidden", int(said(shape)))
                remove(shape)
            elif local(shape) == "grpSp":
                self._walk(shape, self._inner(shape, frame))
                if not any(local(item) in _SHAPES for item in shape):
                    remove(shape)

    def _drop_covered(self, tree: etree._Element) -> None:
        """What lies under a rectangle; nothing moves it away, since animations go."""
        shapes = [item for item in tree if local(item) in _SHAPES]
        drop_covered([(shape, self._box(shape, _Frame())) for shape in shapes], self._job, remove)

    def _is_off(self, box: Box, shape: etree._Element) -> bool:
        left, top, right, bottom = box
        if right <= 0 or bottom <= 0 or left >= self._size[0] or top >= self._size[1]:
            return True
        return right - left < _DOT and bottom - top < _DOT and local(shape) != "grpSp"

    def _box(self, shape: etree._Element, frame: _Frame) -> Box | None:
        place = self._place(shape)
        if place is None and (role := next(iter(every(shape, "ph")), None)) is not None:
            place = next(
                (found for part in self._behind if (found := self._place_of_role(part, role)) is not None), None
            )
        if place is None:
            return None
        off, size = child(place, "off"), child(place, "ext")
        points = [number(value_of(item, key)) for item, key in ((off, "x"), (off, "y"), (size, "cx"), (size, "cy"))]
        if any(point is None for point in points):
            return None
        x, y, width, height = (point or 0 for point in points)
        box = frame.box((x, y), (width, height))
        turned = (number(value_of(place, "rot")) or 0) / 60_000 % 180
        if 45 <= turned < 135:  # a quarter of a turn changes sides about the middle
            middle, half, other = (box[0] + box[2]) / 2, (box[2] - box[0]) / 2, (box[3] - box[1]) / 2
            centre = (box[1] + box[3]) / 2
            return middle - other, centre - half, middle + other, centre + half
        return box

    @staticmethod
    def _place(shape: etree._Element) -> etree._Element | None:
        if local(shape) == "graphicFrame":
            return child(shape, "xfrm")
        return child(shape, "grpSpPr" if local(shape) == "grpSp" else "spPr", "xfrm")

    def _place_of_role(self, part: etree._Element, role: etree._Element) -> etree._Element | None:
        found = self._of_role(part, role)
        return None if found is None else self._place(found)

    @staticmethod
    def _of_role(part: etree._Element, role: etree._Element) -> etree._Element | None:
        """The placeholder of a layout or master from which one of a slide inherits."""
        kind, index = value_of(role, "type") or "obj", value_of(role, "idx")
        alike = {"ctrTitle": "title", "subTitle": "body", "obj": "body"}
        second = None
        for shape in part.iter(etree.Element):
            if local(shape) != "sp":
                continue
            other = next(iter(every(shape, "ph")), None)
            if other is None:
                continue
            if index and value_of(other, "idx") == index:
                return shape
            if alike.get(value_of(other, "type") or "obj", value_of(other, "type")) == alike.get(kind, kind):
                second = second if second is not None else shape
        return second

    @staticmethod
    def _inner(group: etree._Element, frame: _Frame) -> _Frame:
        place = child(group, "grpSpPr", "xfrm")
        points = [
            number(value_of(child(place, part), key))
            for part, key in (
                ("off", "x"),
                ("off", "y"),
                ("ext", "cx"),
                ("ext", "cy"),
                ("chOff", "x"),
                ("chOff", "y"),
                ("chExt", "cx"),
                ("chExt", "cy"),
            )
        ]
        if any(point is None for point in points):
            return frame
        x, y, width, height, inner_x, inner_y, inner_width, inner_height = (point or 0 for point in points)
        across = width / inner_width if inner_width else 1
        down = height / inner_height if inner_height else 1
        return _Frame(
            frame.x + (x - inner_x * across) * frame.across,
            frame.y + (y - inner_y * down) * frame.down,
            frame.across * across,
            frame.down * down,
        )

    @staticmethod
    def _is_clear(shape: etree._Element) -> bool:
        if local(shape) != "pic":
            return False
        for item in shape.iter(etree.Element):
            opacity = number(value_of(item, "amt"), percent=1000) if local(item) == "alphaModFix" else None
            bright = number(value_of(item, "bright"), percent=1000) if local(item) == "lum" else None
            if (opacity is not None and opacity < 6_000) or (bright is not None and abs(bright) > 90_000):
                return True
        return False

    # -- Words --------------------------------------------------------------------------------------------------------
    def _empty_prompts(self, tree: etree._Element) -> None:
        """What a layout says in its placeholders is seen by who edits, never on a slide."""
        for shape in every(tree, "sp"):
            if (
                any(local(item) == "ph" for item in shape.iter(etree.Element))
                and (body := child(shape, "txBody")) is not None
            ):
                for run in every(body, "r", "fld", "br"):
                    remove(run)

    def _drop_flat_cells(self, tree: etree._Element) -> None:
        for table in every(tree, "tbl"):
            widths = [
                number(value_of(item, "w")) or 0 for item in table.iter(etree.Element) if local(item) == "gridCol"
            ]
            for row in [item for item in table if local(item) == "tr"]:
                for place, cell in enumerate([item for item in row if local(item) == "tc"]):
                    covered = value_of(cell, "hMerge") in ("1", "true") or value_of(cell, "vMerge") in ("1", "true")
                    spans = int(number(value_of(cell, "gridSpan")) or 1)
                    narrow = bool(widths) and sum(widths[place : place + spans]) < _DOT
                    if covered or narrow:
                        self._empty(cell)

    def _drop_pushed_out(self, tree: etree._Element) -> None:
        """Words that the margins of their shape, or of their paragraph, push off the slide."""
        width, height = self._size
        for shape in every(tree, "sp"):
            left, top, right, bottom = self._box(shape, _Frame()) or (0.0, 0.0, width, height)
            insets = [self._inherited(shape, ("bodyPr",), key) for key in ("lIns", "tIns", "rIns", "bIns")]
            left, top, right, bottom = left + insets[0], top + insets[1], right - insets[2], bottom - insets[3]
            if left >= width or top >= height or right <= 0 or bottom <= 0:
                self._empty(shape)
            for paragraph in every(child(shape, "txBody"), "p"):
                own = child(paragraph, "pPr")
                level = ("lstStyle", f"lvl{int(number(value_of(own, 'lvl')) or 0) + 1}pPr")
                told = {key: number(value_of(own, key)) for key in ("marL", "marR", "indent")}
                before, after, first = (
                    self._inherited(shape, level, key) if value is None else value for key, value in told.items()
                )
                start = left + before
                if start >= width or not -width <= start + first < width or right - after <= 0:
                    self._empty(paragraph)

    def _inherited(self, shape: etree._Element, path: tuple[str, ...], key: str) -> float:
        """A number that a shape's text says itself, else its place on the layout and the master, else nought."""
        role = next(iter(every(shape, "ph")), None)
        behind = [] if role is None else [self._of_role(part, role) for part in self._behind]
        told = (number(value_of(child(holder, "txBody", *path), key)) for holder in (shape, *behind))
        return next((value for value in told if value is not None), 0.0)

    def _empty(self, holder: etree._Element) -> None:
        runs = every(holder, "r", "fld")
        self._job.note("hidden", int(any(said(run) for run in runs)))
        for run in runs:
            remove(run)

    def _drop_unseen_words(self, root: etree._Element, tree: etree._Element) -> None:
        paper = self._paper(root)
        beneath: list[Box] = []
        for part in self._behind:
            beneath += [box for box, _ in self._coloured(child(part, "cSld", "spTree"))]
        shapes = every(tree, "sp", "tc")
        coloured = self._coloured(tree)
        for shape in shapes:
            kind, colour = fill_of(child(shape, "spPr") if local(shape) == "sp" else child(shape, "tcPr"))
            box = self._box(shape, _Frame()) if local(shape) == "sp" else None
            plain = kind in ("", "none", "clear") and child(shape, "style", "fillRef") is None and local(shape) == "sp"
            covered = any(
                _overlap(box, other) for other in [*beneath, *(box for box, owner in coloured if owner is not shape)]
            )
            behind = colour if kind == "solid" else paper if plain and not covered else None
            for run in every(shape, "r", "fld"):
                if any(is_unreadable(properties, behind) for properties in self._properties(shape, run)):
                    self._job.note("hidden", int(said(run)))
                    remove(run)

    def _properties(self, shape: etree._Element, run: etree._Element) -> list[etree._Element]:
        """What says how a run looks: itself, else its shape's list of levels, else the layout's and the master's."""
        own = child(run, "rPr")
        told = [own] if own is not None else []
        paragraph = run.getparent()
        level = int(number(value_of(child(paragraph, "pPr"), "lvl")) or 0) + 1
        sources = [child(shape, "txBody", "lstStyle")]
        role = next(iter(every(shape, "ph")), None)
        if role is not None:
            sources += [child(self._of_role(part, role), "txBody", "lstStyle") for part in self._behind]
        has = {local(item) for item in told for item in item if local(item) in ("solidFill", "noFill", "gradFill")}
        for source in sources:
            style = child(source, f"lvl{level}pPr", "defRPr")
            if style is not None:
                bare = etree.Element("defRPr")
                if not has:
                    bare.extend(
                        [
                            etree.fromstring(etree.tostring(item))
                            for item in style
                            if local(item) in ("solidFill", "noFill", "ln")
                        ]
                    )  # noqa: S320  # our own tree
                if not any(value_of(item, "sz") for item in told) and value_of(style, "sz"):
                    bare.set("sz", value_of(style, "sz"))
                return [*told, bare]
        return told

    def _paper(self, root: etree._Element) -> Colour | None:
        """The colour of the slide, None when it cannot be told."""
        for part in (root, *self._behind):
            background = child(part, "cSld", "bg")
            if background is None:
                continue
            kind, colour = fill_of(child(background, "bgPr"))
            if kind:
                return colour if kind == "solid" else None
            reference = child(background, "bgRef")
            return (
                None
                if reference is None
                else drawn_colour(reference) or theme_colour(value_of(child(reference, "schemeClr"), "val"))
            )
        return WHITE

    def _coloured(self, tree: etree._Element | None) -> list[tuple[Box, etree._Element]]:
        """Where something lies that words could be read upon."""
        found = []
        for shape in tree.iter(etree.Element) if tree is not None else []:
            name = local(shape)
            if name not in ("sp", "pic", "graphicFrame"):
                continue
            kind = fill_of(child(shape, "spPr"))[0]
            if name == "sp" and kind in ("", "none", "clear") and child(shape, "style", "fillRef") is None:
                continue
            box = self._box(shape, _Frame()) if local(shape.getparent()) == "spTree" else (0.0, 0.0, *self._size)
            found.append((box or (0.0, 0.0, *self._size), shape))
        return found


def _overlap(one: Box | None, other: Box) -> bool:
    if one is None:
        return True
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
