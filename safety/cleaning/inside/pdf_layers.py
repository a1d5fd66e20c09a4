"""A page's picture in the fewest bits that keep it: black and white where it is text, grey or colour where it is more.

The page is drawn twice, coarse in colour and finer in grey. Where black and white alone would lose something —
a colour, a shade between the letters, a faint stroke, a grey word — the coarse drawing stays, cut out as a patch; where
that is most of the page, it stays whole. What is black and white is finer than patches are.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

FINER = 5 / 3  # the finer drawing by the coarse one: 250 dots an inch by 150
_COARSE, _FINE = 24, 40  # pixels of what is judged together, 4 mm of paper, in either drawing; multiples of eight
_INK = 160  # darker than this is black: thin strokes, whose edges are drawn in greys, stay whole
_READ = 190  # darker than this is given to who reads letters: nothing that an eye does not see
_PAPER = 247  # lighter than this is white
_FAINT, _FEW, _MANY = 231, 3, 24  # so few pixels darker than this, or so many that are not white, are something
_BLACK, _GREY_PIXELS = 96, 6  # so many pixels within a stroke lighter than this make it a grey one
_COLOUR, _COLOURED = 24, 2  # so many pixels whose red, green and blue differ by more are colour
_COLOURLESS = 8
_MOST_PATCHES, _MOST_AREA = 24, 0.5

Box = tuple[int, int, int, int]  # left, top, right, bottom, in tiles
Array = Any  # numpy's own types say nothing here that the names do not


@dataclass
class Layers:
    """What to put on a page: `ink` over all of it (mode 1, set where it is black), `patches` over that.

    Boxes are left, top, right and bottom in fractions of the page. Without ink the one patch is the whole page.
    """

    ink: Image.Image | None
    patches: list[tuple[tuple[float, float, float, float], Image.Image]]
    letters: Image.Image | None = None  # for who reads them: black on white


def separate(coarse: Array, fine: Array, *, read: bool = False) -> Layers:
    """Judge the two drawings of a page: rows of red, green and blue, and rows of grey, FINER times as wide and high.

    With `read`, also what a reader of letters is given.
    """
    height, width = coarse.shape[:2]
    ink = fine < _INK
    letters = Image.fromarray(fine >= _READ) if read else None
    colours = _spread(coarse)
    boxes = _boxes(_either(_count(colours > _COLOUR, _COARSE) >= _COLOURED, _shaded(fine, ink)))
    if boxes is None:
        return Layers(ink=None, patches=[((0.0, 0.0, 1.0, 1.0), _picture(coarse, colours))], letters=letters)
    patches = []
    for left, top, right, bottom in boxes:
        ink[top * _FINE : bottom * _FINE, left * _FINE : right * _FINE] = False
        rows = slice(top * _COARSE, min(bottom * _COARSE, height))
        columns = slice(left * _COARSE, min(right * _COARSE, width))
        place = (columns.start / width, rows.start / height, columns.stop / width, rows.stop / height)
        patches.append((place, _picture(coarse[rows, columns], colours[rows, columns])))
    return Layers(ink=Image.fromarray(ink), patches=patches, letters=letters)


def _picture(pixels: Array, colours: Array) -> Image.Image:
    """In grey when it has no colour."""
    picture = Image.fromarray(np.ascontiguousarray(pixels))
    return picture if bool((colours > _COLOURLESS).any()) else picture.convert("L")


def _spread(pixels: Array) -> Array:
    """How far red, green and blue are apart, by pixel."""
    red, green, blue = (pixels[..., number] for number in range(3))
    return np.maximum(np.maximum(red, green), blue) - np.minimum(np.minimum(red, green), blue)


def _count(marked: Array, tile: int) -> Array:
    """How many pixels are marked in each tile; eight are added at once, as bytes of a number that none overflows."""
    height, width = marked.shape
    rows, columns = -(-height // tile), -(-width // tile)
    padded = np.zeros((rows * tile, columns * tile), np.uint8)
    padded[:height, :width] = marked
    eights = padded.view(np.uint64).reshape(rows, tile, columns, tile // 8).sum(axis=(1, 3))
    counted: Array = eights.view(np.uint8).reshape(rows, columns, 8).sum(axis=2, dtype=np.uint16)
    return counted


def _wider(marked: Array, by: int) -> Array:
    """With what lies so many pixels around."""
    for axis in (0, 1):
        wider = marked.copy()
        for step in range(1, by + 1):
            if axis:
                wider[:, step:] |= marked[:, :-step]
                wider[:, :-step] |= marked[:, step:]
            else:
                wider[step:] |= marked[:-step]
                wider[:-step] |= marked[step:]
        marked = wider
    return marked


def _shaded(grey: Array, ink: Array) -> Array:
    """Tiles with something that is neither paper, nor black, nor the edge of what is black."""
    away = ~_wider(ink, 2)
    faint = _count(away & (grey < _FAINT), _FINE) >= _FEW
    tinted = _count(away & (grey < _PAPER), _FINE) >= _MANY
    within = ~_wider(~ink, 1)
    grey_strokes = _count(within & (grey > _BLACK), _FINE) >= _GREY_PIXELS
    found: Array = faint | tinted | grey_strokes
    return found


def _either(one: Array, other: Array) -> Array:
    """Marked in either; of two drawings of a page one may reach a tile further than the other."""
    rows, columns = (max(sides) for sides in zip(one.shape, other.shape, strict=True))
    marked = np.zeros((rows, columns), bool)
    for tiles in (one, other):
        marked[: tiles.shape[0], : tiles.shape[1]] |= tiles
    return marked


def _boxes(needs: Array) -> list[Box] | None:
    """Rectangles of tiles that need more than black and white; None when the page had better stay whole."""
    labels: Any = importlib.import_module("scipy.ndimage")
    marked, _number = labels.label(_wider(needs, 1), structure=np.ones((3, 3)))
    found = labels.find_objects(marked)
    boxes = _joined([(columns.start, rows.start, columns.stop, rows.stop) for rows, columns in found])
    area = sum((right - left) * (bottom - top) for left, top, right, bottom in boxes)
    return None if len(boxes) > _MOST_PATCHES or area > _MOST_AREA * needs.size else boxes


def _joined(boxes: list[Box]) -> list[Box]:
    """One rectangle for those that overlap."""
    done: list[Box] = []
    for box in boxes:
        overlap = [other for other in done if _meet(box, other)]
        while overlap:
            for other in overlap:
                done.remove(other)
                box = (min(box[0], other[0]), min(box[1], other[1]), max(box[2], other[2]), max(box[3], other[3]))
            overlap = [other for other in done if _meet(box, other)]
        done.append(box)
    return done


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
