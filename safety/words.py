"""What no word may hold, wherever it comes from."""

from __future__ import annotations

import re

_NEVER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def storable(text: str) -> str:
    """The text without what a database or a page cannot hold: NUL, control signs, halves of characters as in JSON."""
    return _NEVER.sub("", text)


def one_line(text: str) -> str:
    """The same on a single line, as titles and names are: what breaks lines, in any writing, becomes a space."""
    return " ".join(storable(text).split())


_MAY_BREAK = re.compile(r"[^\S\u00a0\u2007\u202f]+")


def pieces_of(text: str) -> list[str]:
    """What stands between spaces where a line may break; `str.split` parts a sign from its word too."""
    return [piece for piece in _MAY_BREAK.split(text) if piece]


def first_words(text: str, number: int) -> str:
    """The first words of a text, on one line. Django's own loses the spaces that hold a sign to its word."""
    words = pieces_of(text)
    return " ".join(words[:number]) + ("…" if len(words) > number else "")


_FROM_THE_RIGHT = re.compile(
    r"[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff"
    r"\U0001e800-\U0001efff]"
)
_OPENED = {"\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c"}
_OPENED |= {"\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}


def apart(words: object) -> str:
    """A name or title that turns nothing around it: between signs of Unicode, where it has letters read from the right.

    What it opens itself and does not close is closed first. Words of Latin letters stay as they are.
    """
    text = str(words)
    if not _FROM_THE_RIGHT.search(text):
        return text
    open_signs: list[str] = []
    kept = []
    for sign in text:
        if sign in _OPENED:
            open_signs.append(_OPENED[sign])
        elif sign in ("\u202c", "\u2069"):
            if sign not in open_signs:
                continue  # it would close what stands around
            while open_signs.pop() != sign:
                pass
        kept.append(sign)
    return f"\u2068{''.join(kept)}{''.join(reversed(open_signs))}\u2069"
