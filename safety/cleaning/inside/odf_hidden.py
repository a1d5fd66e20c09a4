"""What an OpenDocument page, sheet or slide does not show: it goes."""

from __future__ import annotations

import re
from collections.abc import Collection

from lxml import etree

from .job import Job
from .odf_styles import Styles
from .odf_tree import SPACES, attribute, named, points
from .ooxml_colours import WHITE, Colour, hex_colour
from .packages import local, remove, unwrap

_HOLDERS = {"p", "h", "span", "a", "ruby-base", "ruby-text", "meta", "meta-field", "title"}
_SHAPES = {
    "frame", "custom-shape", "rect", "line", "polyline", "polygon", "path", "circle", "ellipse", "connector",
    "caption", "measure", "regular-polygon", "g", "page-thumbnail", "scene", "control",
}  # fmt: skip
_DOT = 1.0  # points
_FAR = 1_600  # points: 56 cm
_PROMPTS = {"title", "outline", "subtitle", "text", "notes", "object", "graphic", "chart", "table", "orgchart"}


def said(element: etree._Element) -> bool:
    """Whether an element holds words or pictures."""
    return any(
        local(item) in ("image", "object") or (local(item) in _HOLDERS and (item.text or "").strip())
        for item in element.iter(etree.Element)
    )


class OdfEyes:
    """Knows the styles of one package, and sees what they hide."""

    def __init__(self, job: Job, styles: Styles, *, opaque: Collection[str] = ()) -> None:
        self._job = job
        self._styles = styles
        self._opaque = opaque  # the pictures of the package through which nothing shines
        self._size = (0.0, 0.0)
        self._layers: set[str] = set()

    def learn(self, root: etree._Element) -> None:
        """Layers that are off, and the size of slides."""
        for layer in named(root, "layer"):
            if attribute(layer, "display") == "none":
                self._layers.add(attribute(layer, "name"))
        for layout in named(root, "page-layout-properties"):
            width, height = points(attribute(layout, "page-width")), points(attribute(layout, "page-height"))
            if width and height:
                self._size = max(self._size[0], width), max(self._size[1], height)

    def take_out(self, root: etree._Element, *, kind: str) -> None:
        """Remove from a part what is not seen; `kind` is text, spreadsheet, presentation or graphics."""
        self._drop_sections(root)
        self._drop_pages(root)
        self._drop_shapes(root, bounded=kind in ("presentation", "graphics"))
        if kind == "text":
            self._drop_beyond_the_last_page(root)
        if kind != "spreadsheet":
            self._drop_cells(root)
        self._drop_covered(root)
        for holder in named(root, *_HOLDERS):
            if self._styles.hides_words(holder, paper=self._paper(holder, kind)):
                self._empty(holder)

    def _go(self, element: etree._Element) -> None:
        self._job.note("hidden", int(said(element)))
        remove(element)

    def _empty(self, holder: etree._Element) -> None:
        """Take the words that stand in an element itself; those of spans with a style of their own are judged apart."""
        found = bool((holder.text or "").strip())
        holder.text = None
        for item in list(holder):
            found = found or bool((item.tail or "").strip())
            item.tail = None
            if local(item) not in _HOLDERS:
                found = found or said(item) or bool((item.text or "").strip())
                holder.remove(item)
        self._job.note("hidden", int(found))

    def _drop_cells(self, root: etree._Element) -> None:
        """Rows and columns of a table that have no size, and cells over which another one is spread."""
        for row in named(root, "table-row"):
            height = points(self._styles.of_element(row).get("row-height", ""))
            if attribute(row, "visibility") in ("collapse", "filter") or (height is not None and height < 2):
                self._go(row)
        for table in named(root, "table"):
            widths: list[float | None] = []
            for column in [item for item in named(table, "table-column") if self._is_of(item, table)]:
                width = points(self._styles.of_element(column).get("column-width", ""))
                widths += [width] * min(_count(column, "number-columns-repeated"), 200)
            for row in [item for item in named(table, "table-row") if self._is_of(item, table)]:
                at = 0
                for cell in [item for item in row if local(item) in ("table-cell", "covered-table-cell")]:
                    spans = max(_count(cell, "number-columns-spanned"), _count(cell, "number-columns-repeated"))
                    across = widths[at : at + spans]
                    if local(cell) == "covered-table-cell" or (across and all(w is not None and w < 2 for w in across)):
                        self._job.note("hidden", int(said(cell)))
                        for item in list(cell):
                            remove(item)
                    at += _count(cell, "number-columns-repeated")

    @staticmethod
    def _is_of(part: etree._Element, table: etree._Element) -> bool:
        return next((item for item in part.iterancestors() if local(item) == "table"), None) is table

    def _drop_covered(self, root: etree._Element) -> None:
        """Shapes of one page or paragraph that lie under a rectangle drawn after them."""
        for holder in {id(item): item for item in (shape.getparent() for shape in named(root, *_SHAPES))}.values():
            shapes = [item for item in (() if holder is None else holder) if local(item) in _SHAPES]
            levels = [attribute(shape, "z-index") for shape in shapes]
            if all(level.isdigit() for level in levels):
                shapes = [shape for _, shape in sorted(zip(levels, shapes, strict=True), key=lambda pair: int(pair[0]))]
            boxes = [self._box(shape) for shape in shapes]
            for at, (shape, box) in enumerate(zip(shapes, boxes, strict=True)):
                later = zip(shapes[at + 1 :], boxes[at + 1 :], strict=True)
                page = attribute(shape, "anchor-page-number")
                over_it = (lid for lid, over in later if box and over and _within(box, over))
                if any(self._is_lid(lid) and attribute(lid, "anchor-page-number") == page for lid in over_it):
                    self._go(shape)

    def _is_lid(self, shape: etree._Element) -> bool:
        style, form = self._styles.of_element(shape), named(shape, "enhanced-geometry")
        if attribute(shape, "transform") or style.get("run-through") == "background":
            return False
        if local(shape) == "frame":
            pictures = [attribute(item, "href").removeprefix("./") for item in shape if local(item) == "image"]
            clear = style.get("image-opacity", "100%") != "100%"
            return bool(pictures) and not clear and all(name in self._opaque for name in pictures)
        square = local(shape) == "rect" or any(attribute(item, "type") == "rectangle" for item in form)
        return square and style.get("opacity", "100%") == "100%" and style.get("fill") == "solid"

    def _drop_beyond_the_last_page(self, root: etree._Element) -> None:
        """What hangs on a page that a text does not reach. How many pages it has is only bounded here, from above."""
        shapes = [shape for shape in named(root, *_SHAPES) if attribute(shape, "anchor-page-number").isdigit()]
        paragraphs = named(root, "p", "h") if shapes else []
        styles = [self._styles.of_element(item) for item in paragraphs]
        breaks = sum(1 for style in styles if {"break-before", "break-after", "master-page-name"} & style.keys())
        letters = sum(len("".join(item.itertext())) for item in paragraphs)
        held = len(named(root, "frame", "table-row")) if shapes else 0
        most = 2 + breaks + held + letters / 150 + len(paragraphs) / 8
        for shape in shapes:
            if int(attribute(shape, "anchor-page-number")[:9]) > most:
                self._go(shape)

    @staticmethod
    def _box(shape: etree._Element) -> tuple[float, float, float, float] | None:
        x, y, width, height = (points(attribute(shape, key)) for key in ("x", "y", "width", "height"))
        if x is None or y is None or width is None or height is None or attribute(shape, "transform"):
            return None
        return x, y, x + width, y + height

    def _drop_sections(self, root: etree._Element) -> None:
        for section in named(root, "section"):
            shown = attribute(section, "display")
            if shown == "none" or (shown == "condition" and attribute(section, "is-hidden") != "false"):
                self._go(section)
        for field in named(root, "hidden-paragraph"):
            paragraph = next((item for item in field.iterancestors() if local(item) in ("p", "h")), None)
            if attribute(field, "is-hidden") != "false" and paragraph is not None:
                self._empty(paragraph)
                for item in [item for item in paragraph if item.getparent() is not None]:
                    self._go(item)

    def _drop_pages(self, root: etree._Element) -> None:
        pages = named(root, "page")
        hidden = [page for page in pages if self._styles.of_element(page).get("visibility") == "hidden"]
        for page in hidden if len(hidden) < len(pages) else []:
            self._job.note("hidden")
            remove(page)
        for notes in named(root, "notes"):
            if "presentation" in (etree.QName(notes).namespace or ""):
                self._job.note(
                    "speaker_notes", int(any((item.text or "").strip() for item in named(notes, "p", "span")))
                )
                remove(notes)
        for kind in ("footer", "header", "date-time"):
            used = {
                attribute(page, f"use-{kind}-name")
                for page in pages
                if self._styles.of_element(page).get(f"display-{kind}") == "true"
            }
            for words in [item for item in named(root, f"{kind}-decl") if attribute(item, "name") not in used]:
                self._go(words)
        for shape in named(root, *_SHAPES):
            if attribute(shape, "placeholder") == "true":  # nothing was written there: programs say what could be
                self._job.note("hidden", int(said(shape)))
                for item in named(shape, "p", "list", "h"):
                    remove(item)
        for master in named(root, "handout-master"):
            remove(master)
        for header in named(root, "header", "footer", "header-left", "footer-left", "header-first", "footer-first"):
            if attribute(header, "display") == "false":
                self._go(header)
        for master in named(root, "master-page"):
            for shape in [
                item for item in named(master, "frame", "custom-shape") if attribute(item, "class") in _PROMPTS
            ]:
                for item in named(shape, "p", "list", "h"):
                    remove(item)

    def drop_unseen_masters(self, roots: list[etree._Element]) -> None:
        """The shapes of masters that all their slides switch off."""
        pages = [page for root in roots for page in named(root, "page")]
        shown = {
            attribute(page, "master-page-name")
            for page in pages
            if self._styles.of_element(page).get("background-objects-visible") != "false"
            and self._styles.of_element(page).get("visibility") != "hidden"
        }
        for master in [item for root in roots for item in named(root, "master-page")] if pages else []:
            if attribute(master, "name") not in shown:
                for shape in [item for item in master if local(item) in _SHAPES and not attribute(item, "class")]:
                    self._go(shape)

    def _drop_shapes(self, root: etree._Element, *, bounded: bool) -> None:
        for shape in named(root, *_SHAPES):
            style = self._styles.of_element(shape)
            opacity = style.get("image-opacity", "")
            hidden = attribute(shape, "display") == "none" or attribute(shape, "layer") in self._layers
            clear = opacity.endswith("%") and opacity[:-1].isdigit() and int(opacity[:-1]) < 6
            if hidden or clear or self._is_off(shape, bounded=bounded) or self._is_crowded_out(style, bounded=bounded):
                self._go(shape)

    def _is_crowded_out(self, style: dict[str, str], *, bounded: bool) -> bool:
        """Whether the margins within a shape push its words off the slide or the paper."""
        most = self._size if bounded and self._size[0] else (_FAR, _FAR)
        sides = [("left", 0), ("right", 0), ("top", 1), ("bottom", 1)]
        return any((points(style.get(f"padding-{side}", "")) or 0) > most[axis] for side, axis in sides) or (
            (points(style.get("padding", "")) or 0) > min(most)
        )

    def _is_off(self, shape: etree._Element, *, bounded: bool) -> bool:
        x, y = points(attribute(shape, "x")), points(attribute(shape, "y"))
        moved = re.search(r"translate ?\(([^\s,)]+)[\s,]+([^\s)]+)\)", attribute(shape, "transform"))
        if moved:
            x, y = (points(moved.group(1)) or 0) + (x or 0), (points(moved.group(2)) or 0) + (y or 0)
        width, height = points(attribute(shape, "width")), points(attribute(shape, "height"))
        if (
            local(shape) not in ("line", "connector", "g")
            and width is not None
            and height is not None
            and max(width, height) < _DOT
        ):
            return True
        if x is None or y is None:
            return False
        right, bottom = x + (width or 0), y + (height or 0)
        if bounded and self._size[0] and not moved:
            return right <= 0 or bottom <= 0 or x >= self._size[0] or y >= self._size[1]
        return right < -_FAR / 4 or bottom < -_FAR / 4 or x > _FAR * 1.5 or y > _FAR * 4

    def _paper(self, holder: etree._Element, kind: str) -> Colour | None:
        """What lies behind words that have no colour behind them: white paper, or nobody knows."""
        if kind not in ("presentation", "graphics"):
            return WHITE
        page = next((item for item in holder.iterancestors() if local(item) in ("page", "master-page")), None)
        if page is None:
            return None
        style = self._styles.of_element(page) or self._styles.of("drawing-page", attribute(page, "style-name"))
        own = next((item for item in holder.iterancestors() if local(item) in _SHAPES), None)
        box = None if own is None else self._box(own)
        for item in named(page, *_SHAPES):
            other = self._box(item)
            apart = (
                box and other and (box[0] >= other[2] or other[0] >= box[2] or box[1] >= other[3] or other[1] >= box[3])
            )
            if item is not own and not apart and self._lays_colour(item):
                return None
        fill = style.get("fill", "")
        return hex_colour(style.get("fill-color", "")) if fill == "solid" else WHITE if fill in ("", "none") else None

    def _lays_colour(self, shape: etree._Element) -> bool:
        return bool(named(shape, "image")) or self._styles.of_element(shape).get("fill", "none") != "none"


def _count(element: etree._Element, name: str) -> int:
    told = attribute(element, name)
    return max(int(told), 1) if told.isdigit() and len(told) < 5 else 1


def _within(box: tuple[float, float, float, float], over: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = box
    return over[0] - 1 <= left and over[1] - 1 <= top and right <= over[2] + 1 and bottom <= over[3] + 1


# -- Fields and indexes ------------------------------------------------------------------------------------------------
_SHOWN_FIELDS = {
    "variable-set", "variable-get", "variable-input", "user-field-get", "user-field-input", "sequence",
    "expression", "text-input", "database-display", "database-row-number", "conditional-text", "placeholder",
    "drop-down", "measure", "sequence-ref", "page-continuation", "page-variable-get", "page-variable-set",
    "table-formula", "date", "time", "paragraph-count", "word-count", "character-count", "table-count",
    "image-count", "object-count", "bibliography-mark", "meta", "meta-field", "hidden-text", "reference-ref",
    "bookmark-ref", "note-ref", "change", "ruby",
}  # fmt: skip
_MARKS = {
    "alphabetical-index-mark", "alphabetical-index-mark-start", "alphabetical-index-mark-end", "toc-mark",
    "toc-mark-start", "toc-mark-end", "user-index-mark", "user-index-mark-start", "user-index-mark-end",
    "database-next", "database-row-select", "database-name", "variable-decls", "sequence-decls",
    "user-field-decls", "alphabetical-index-auto-mark-file", "bibliography-configuration", "reference-mark",
    "reference-mark-start", "reference-mark-end", "hidden-paragraph",
}  # fmt: skip
_INDEXES = {
    "table-of-content", "illustration-index", "table-index", "object-index", "user-index", "alphabetical-index",
    "bibliography", "index-body", "index-title",
}  # fmt: skip
_KEPT_FIELDS = {"reference-ref", "bookmark-ref", "note-ref", "ruby"}


def flatten_fields(root: etree._Element, job: Job) -> None:
    """Fields become the words that they show; variables, index entries, choices and prompts go."""
    text = f"{{{SPACES['text']}}}"
    for element in list(root.iter(etree.Element)):
        name = local(element)
        if not str(element.tag).startswith(text) or element.getparent() is None:
            continue
        if name in _MARKS or name.endswith("-source"):
            job.note("hidden", int(any(attribute(element, key) for key in ("string-value", "key1", "description"))))
            remove(element)
        elif name in _INDEXES:
            unwrap(element)
        elif name in _SHOWN_FIELDS - _KEPT_FIELDS:
            if attribute(element, "display") == "none" or (
                name == "hidden-text" and attribute(element, "is-hidden") != "false"
            ):
                job.note("hidden")
                remove(element)
                continue
            job.note("fields" if name not in ("placeholder", "drop-down", "text-input") else "forms")
            for item in [item for item in element if local(item) in ("label",)]:
                remove(item)
            unwrap(element)
