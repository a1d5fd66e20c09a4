"""Where the names on the map find room: beside their spot, over no other name or spot, within the frame.

The most important spot chooses first; a later one may make one name go to another side of its spot, never away. A name
for which there is no room is left out: its spot keeps its title, and the list beside the map says it. What is taken is
marked on squared paper, so that two hundred spots take milliseconds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from math import ceil, floor
from typing import NamedTuple

from campaign.cartography import HEIGHT, WIDTH

# Twelve pixels where a phone shows the map 328 pixels wide. Wider maps show smaller letters (static/css/map.css): they
# stand nearer to their spot, in what was reserved here.
LETTER = 37
# Advances of Public Sans at the weight of the names, in parts of the letter's size, accents taken off.
_ADVANCES = {
    letter: advance
    for advance, letters in (
        (0.24, " "),
        (0.27, "'.,:;!|ij·’‘"),
        (0.32, "Il()"),
        (0.4, "-frtJ/"),
        (0.42, "1"),
        (0.52, "svz"),
        (0.55, "cy"),
        (0.58, "aexoLk"),
        (0.6, "FTbdhnpqu–"),
        (0.64, "EZg02467"),
        (0.66, "3589PY"),
        (0.7, "BCDKRSUVX"),
        (0.74, "AGO&"),
        (0.77, "HQNw"),
        (0.9, "Mmæ…"),
        (0.96, "Wœ"),
        (1.1, "ŒÆ"),
    )
    for letter in letters
}
_OTHER = 0.7
_ASCENT, _DESCENT = 0.8, 0.22
_CLEAR = 20  # from the letters' box to any other spot, so that nobody asks whose name it is
_SQUARE = 2
_GAP, _HALO = 8, 4  # from the spot to the letters; what the letters' light outline takes around them


class Spot(NamedTuple):
    """A place to be named: `half` is what is drawn on each side of it, `names` its name and shorter ones."""

    x: float
    y: float
    half: float
    names: Sequence[str]


class Box(NamedTuple):
    """A rectangle of the map."""

    left: float
    top: float
    right: float
    bottom: float


class Name(NamedTuple):
    """A name that found room, as SVG says it: `drop` is in parts of the letter's size, whatever that is."""

    text: str
    x: float
    y: float
    anchor: str
    drop: float
    box: Box


class _Seat(NamedTuple):
    """Where letters stand from the spot: `aside` and `down` in its halves, `drop` of the baseline in letters."""

    anchor: str
    aside: float
    down: float
    drop: float


_BESIDE, _ABOVE, _BELOW = 0.35, -0.2, 0.78
_SEATS = (
    _Seat("start", 1, 0, _BESIDE),
    _Seat("end", -1, 0, _BESIDE),
    _Seat("middle", 0, -1, _ABOVE),
    _Seat("middle", 0, 1, _BELOW),
    _Seat("start", 1, 0, 0),
    _Seat("end", -1, 0, 0),
    _Seat("start", 1, 0, 0.7),
    _Seat("end", -1, 0, 0.7),
    _Seat("start", -0.5, -1, _ABOVE),
    _Seat("end", 0.5, -1, _ABOVE),
    _Seat("start", -0.5, 1, _BELOW),
    _Seat("end", 0.5, 1, _BELOW),
)


class _Sheet:
    """The map as squared paper: each row of squares is a number, each of its bits a square that is taken."""

    def __init__(self) -> None:
        self._rows = [0] * ceil(HEIGHT / _SQUARE)

    def _squares(self, box: Box) -> tuple[range, int]:
        left, right = max(0, floor(box.left / _SQUARE)), max(0, ceil(box.right / _SQUARE))
        top, bottom = max(0, floor(box.top / _SQUARE)), ceil(box.bottom / _SQUARE)
        return range(top, min(bottom, len(self._rows))), (1 << right) - (1 << left)

    def take(self, box: Box) -> None:
        rows, squares = self._squares(box)
        for row in rows:
            self._rows[row] |= squares

    def leave(self, box: Box) -> None:
        """Free what one name took: no other has a part of its squares."""
        rows, squares = self._squares(box)
        for row in rows:
            self._rows[row] &= ~squares

    def has_room(self, box: Box) -> bool:
        rows, squares = self._squares(box)
        return not any(self._rows[row] & squares for row in rows)


class _Writing:
    """The names written so far, by the number of their spot."""

    def __init__(self, spots: Sequence[Spot]) -> None:
        self._spots, self._marks, self._names = spots, _Sheet(), _Sheet()
        self.written: dict[int, Name] = {}
        for spot in spots:
            self._marks.take(Box(spot.x - spot.half, spot.y - spot.half, spot.x + spot.half, spot.y + spot.half))

    def write(self, number: int) -> None:
        """Write the name of a spot where it has room, or where one name in its way finds another place."""
        ways = self._ways_of(number)
        name = next((way for way in ways if self._names.has_room(way.box)), None)
        if name:
            self._put(number, name)
        else:
            any(self._moved_for(number, way) for way in ways)

    def _ways_of(self, number: int) -> list[Name]:
        """Where the name of a spot lies in the frame and no nearer to another; places well apart come first."""
        spot, clear, close = self._spots[number], list[Name](), list[Name]()
        others = [other for other in self._spots if other is not spot]
        for way in _ways(spot):
            if _within_frame(way.box) and self._marks.has_room(way.box):
                apart = min((_apart(way.box, other) for other in others), default=_CLEAR)
                if apart >= _GAP - _HALO:
                    (clear if apart >= _CLEAR else close).append(way)
        return clear + close

    def _put(self, number: int, name: Name) -> None:
        self._names.take(name.box)
        self.written[number] = name

    def _moved_for(self, number: int, name: Name) -> bool:
        """Whether the one name in the way has gone elsewhere, and this one taken its place."""
        in_the_way = [other for other, there in self.written.items() if _near(there.box, name.box)]
        if len(in_the_way) != 1:
            return False
        (other,) = in_the_way
        there = self.written[other]
        self._names.leave(there.box)
        self._put(number, name)
        for way in self._ways_of(other):
            if way.text == there.text and self._names.has_room(way.box):
                self._put(other, way)
                return True
        self._names.leave(name.box)
        del self.written[number]
        self._put(other, there)
        return False


def _within_frame(box: Box) -> bool:
    return box.left >= 0 and box.top >= 0 and box.right <= WIDTH and box.bottom <= HEIGHT


def _apart(box: Box, spot: Spot) -> float:
    """How far a spot is drawn from a name, across or down, whichever is more."""
    x, y, half, _names = spot
    return max(box.left - x, x - box.right, box.top - y, y - box.bottom) - half


def _near(one: Box, other: Box) -> bool:
    """Whether two boxes may share a square of the paper."""
    apart = 2 * _SQUARE
    return (
        one.left < other.right + apart
        and other.left < one.right + apart
        and one.top < other.bottom + apart
        and other.top < one.bottom + apart
    )


def width_of(text: str) -> float:
    """Return about how wide a text is, in parts of the letter's size."""
    letters = (sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    return sum(_ADVANCES.get(letter, _OTHER) for letter in letters)


def write_names(spots: Sequence[Spot]) -> list[Name | None]:
    """Return the name of each spot where it has room, the most important spot first."""
    writing = _Writing(spots)
    for number in range(len(spots)):
        writing.write(number)
    return [writing.written.get(number) for number in range(len(spots))]


def _ways(spot: Spot) -> Iterator[Name]:
    """All ways to write beside a spot, the best first."""
    away = spot.half + _GAP
    for text in spot.names:
        width = width_of(text) * LETTER
        for anchor, aside, down, drop in _SEATS:
            x, y = round(spot.x + aside * away, 1), round(spot.y + down * away, 1)
            yield Name(text, x, y, anchor, drop, _box(width, x, y + drop * LETTER, anchor))


def _box(width: float, x: float, baseline: float, anchor: str) -> Box:
    """What letters and their light outline cover at the largest size."""
    left = x - width * {"start": 0, "middle": 0.5, "end": 1}[anchor]
    top, bottom = baseline - _ASCENT * LETTER, baseline + _DESCENT * LETTER
    return Box(left - _HALO, top - _HALO, left + width + _HALO, bottom + _HALO)
