"""What an attribute of an office file may say: numbers, colours, addresses of cells, and words of the standards.

A list of what may stay, because people's names turn up where nobody looks: in the names of styles, fonts, tables,
controls and guides. `keywords.txt` holds the names of elements and attributes and the words that attributes choose
among, of ECMA-376 and OpenDocument 1.3, as LibreOffice and the Python libraries for these formats know them.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

_NUMBER = re.compile(
    r"[+-]?(\d{1,15}\.?\d{0,20}|\.\d{1,20})([eE][+-]?\d{1,3})?(%|°|\*|[A-Za-z]{1,5})?|#?[0-9A-Fa-f]{1,8}|[A-Za-z]{1,3}|"
    r"\$?[A-Z]{1,3}\$?\d{1,7}|\?f\d+|\$\d+|[a-z]{2,3}-([A-Z][a-z]{3}-)?[A-Z]{2}|(adj|pct|f|G|gd|g|mark)\d{1,4}"
)
_BETWEEN = re.compile(r"[\s,;:()|/*+\-@{}'\"=<>!.]+")
_MOVED = re.compile(r"(?:[A-Za-z]{1,3}(?![A-Za-z])|[\d\s.,+\-?$@()*/#:])*")


@functools.cache
def keywords() -> frozenset[str]:
    """The words of the standards."""
    return frozenset(Path(__file__).with_name("keywords.txt").read_text("ascii").split())


@functools.cache
def _fonts() -> frozenset[str]:
    """The fonts that systems and office programs bring along. A house's own font names the house: it becomes Arial."""
    return frozenset(Path(__file__).with_name("fonts.txt").read_text("ascii").splitlines())


def is_word(name: str) -> bool:
    """Whether an element, an attribute or a choice bears this name in one of the standards."""
    return len(name) <= 3 or name in keywords()


@functools.lru_cache(maxsize=50_000)
def says_nothing(value: str) -> bool:
    """Whether each piece of an attribute is a number, a colour, a cell, or a word of the standards."""
    return all(not piece or bool(_NUMBER.fullmatch(piece)) or is_word(piece) for piece in _BETWEEN.split(value))


def is_geometry(value: str) -> bool:
    """Whether this is a path: letters alone or in twos and threes, numbers, references to equations."""
    return bool(_MOVED.fullmatch(value)) or says_nothing(value)


def plain_font(value: str) -> str:
    """The font itself when systems bring it along, else Arial; a list of several is judged one by one."""
    kept = [name.strip().strip("'\"") for name in re.split(r"[;,]", value)]
    kept = [name for name in kept if is_plain_font(name)]
    return kept[0] if kept else "Arial"


def is_plain_font(name: str) -> bool:
    """Whether a system or an office program brings this font along (a number may follow, as LibreOffice adds it)."""
    return not name or name.startswith("+") or re.sub(r"\s*\d*$|^@", "", name.casefold()).strip() in _fonts()
