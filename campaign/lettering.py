"""Where the names on the map find room: beside their spot, over no other name or spot, within the frame.

The most important spot chooses first. A name for which there is no room is left out; its spot keeps its title, and the
list beside the map says it. What was counted on a sheet of squared paper holds for two hundred spots in milliseconds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
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
        (0.28, " '.,:;!|il·’‘"),
        (0.32, "jI()/"),
        (0.41, "-frt1J"),
        (0.51, "csvz"),
        (0.57, "aexyo"),
        (0.61, "FLTbdhknpqu2–"),
        (0.66, "0345689EPYZg7"),
        (0.71, "ABCDKRSUVX&"),
        (0.76, "GHOQ"),
        (0.8, "Nw"),
        (0.92, "Mmæ"),
        (0.97, "Wœ…"),
        (1.1, "ŒÆ"),
    )
    for letter in letters
}
_OTHER = 0.7
_ASCENT, _DESCENT = 0.8, 0.22
_GAP, _HALO = 8, 4  # from the spot to the letters; what the letters' light outline takes around them


class Spot(NamedTuple):
    """A place to be named: `half` is what is drawn on each side of it, `names` its name and shorter ones."""

    x: float
    y: float
    half: float
    names: Sequence[str]


class Name(NamedTuple):
    """A name that found room, as SVG says it: `drop` is in parts of the letter's size, whatever that is."""

    text: str
    x: float
    y: float
    anchor: str
    drop: float

    @property
    def box(self) -> Box:
        """What the letters and their outline cover at the largest size."""
        width, baseline = width_of(self.text) * LETTER, self.y + self.drop * LETTER
        left = self.x - width * {"start": 0, "middle": 0.5, "end": 1}[self.anchor]
        return Box(
            left - _HALO,
            baseline - _ASCENT * LETTER - _HALO,
            left + width + _HALO,
            baseline + _DESCENT * LETTER + _HALO,
        )


class Box(NamedTuple):
    """A rectangle of the map."""

    left: float
    top: float
    right: float
    bottom: float


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

    _SQUARE = 2

    def __init__(self) -> None:
        self._rows = [0] * ceil(HEIGHT / self._SQUARE)

    def _squares(self, box: Box) -> tuple[range, int]:
        left, right = max(0, floor(box.left / self._SQUARE)), max(0, ceil(box.right / self._SQUARE))
        top, bottom = max(0, floor(box.top / self._SQUARE)), ceil(box.bottom / self._SQUARE)
        return range(top, min(bottom, len(self._rows))), (1 << right) - (1 << left)

    def take(self, box: Box) -> None:
        rows, squares = self._squares(box)
        for row in rows:
            self._rows[row] |= squares

    def has_room(self, box: Box) -> bool:
        if box.left < 0 or box.top < 0 or box.right > WIDTH or box.bottom > HEIGHT:
            return False
        rows, squares = self._squares(box)
        return not any(self._rows[row] & squares for row in rows)


def width_of(text: str) -> float:
    """Return about how wide a text is, in parts of the letter's size."""
    letters = (sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    return sum(_ADVANCES.get(letter, _OTHER) for letter in letters)


def write_names(spots: Sequence[Spot]) -> list[Name | None]:
    """Return the name of each spot where it has room, the most important spot first."""
    sheet = _Sheet()
    for spot in spots:
        sheet.take(Box(spot.x - spot.half, spot.y - spot.half, spot.x + spot.half, spot.y + spot.half))
    written: list[Name | None] = []
    for spot in spots:
        name = next((name for name in _ways(spot) if sheet.has_room(name.box)), None)
        if name:
            sheet.take(name.box)
        written.append(name)
    return written


def _ways(spot: Spot) -> Iterable[Name]:
    """All ways to write beside a spot, the best first."""
    away = spot.half + _GAP
    for text in spot.names:
        for anchor, aside, down, drop in _SEATS:
            yield Name(text, round(spot.x + aside * away, 1), round(spot.y + down * away, 1), anchor, drop)
