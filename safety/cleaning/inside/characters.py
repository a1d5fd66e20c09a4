"""Text without the characters that nobody sees: the cheapest way to mark every copy of a text for its reader.

Pure functions on strings, without a parser: the message typed into a form passes through them too, outside the sandbox.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Zero-width, direction, joiners, fillers, variation selectors and tag characters.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a]"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")


@dataclass(frozen=True)
class PlainText:
    """A text as it is read, and how much was taken out of it."""

    text: str
    invisible: int
    trailing: int


def normalise(text: str) -> PlainText:
    """One line ending, one kind of space, nothing invisible, nothing at the ends of lines or of the text."""
    plain = normalise_lines(text)
    return PlainText(plain.text.strip("\n") + "\n" if plain.text.strip() else "", plain.invisible, plain.trailing)


def normalise_lines(text: str) -> PlainText:
    """The same for some lines out of a longer text."""
    for ending in ("\r\n", "\r", "\u2028", "\u2029", "\x85"):
        text = text.replace(ending, "\n")
    invisible = 0
    for pattern, instead in ((_INVISIBLE, ""), (_CONTROL, ""), (_PRIVATE, ""), (_SPACES, " ")):
        text, count = pattern.subn(instead, text)
        invisible += count
    text, trailing = _TRAILING.subn("", unicodedata.normalize("NFC", text))
    return PlainText(text, invisible, trailing)
