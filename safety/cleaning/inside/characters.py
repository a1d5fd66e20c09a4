"""Text without the characters that nobody sees: the cheapest way to mark every copy of a text for its reader.

Pure functions on strings, without a parser: the message typed into a form passes through them too, outside the sandbox.
What may stay is a list: letters, digits, punctuation, signs and the marks on letters, by their category in Unicode,
less those that show nothing. Joiners go too, although some scripts and emoji use them: what they join stays legible.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_LOOKS = frozenset("LNPSM")  # letters, numbers, punctuation, symbols, marks: the first letters of their categories
# Blanks of some width: what stood apart stays apart.
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\uffa0\U00013441\U00013442\U0001d159]")
# Nothing although their category is one that shows: what Unicode's property Default_Ignorable_Code_Point has besides
# the categories that go anyhow, and the place of an object that is not there.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\ufffc\U00016fe4\U000e0000-\U000e0fff]")
# It starts where a run of blanks starts and nowhere inside: a hundred thousand of them would take minutes otherwise.
_TRAILING = re.compile(r"(?<![ \t])[ \t]+$", re.MULTILINE)
_DOUBLED = re.compile(r"(?<=\S)  +(?=\S)")
_WORD = re.compile(r"[^\W\d_]+")
# Letters of other scripts that are drawn like Latin ones: alone in a Latin text they are out of place.
_LIKE_LATIN = frozenset("асеорхуіјѕһԁԛԝӏАВЕЅІЈКМНОРСТУХҮαοινρυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "COPTIC", "ARMENIAN", "CHEROKEE", "LISU")


@dataclass(frozen=True)
class PlainText:
    """A text as it is read, how much was taken out of it, and what in it may be a mark and was left."""

    text: str
    invisible: int
    trailing: int
    look_alikes: int = 0
    doubled: int = 0


def normalise(text: str) -> PlainText:
    """One line ending, one kind of space, nothing invisible, nothing at the ends of lines or of the text."""
    plain = normalise_lines(text)
    fresh = plain.text.strip("\n") + "\n" if plain.text.strip() else ""
    return PlainText(fresh, plain.invisible, plain.trailing, plain.look_alikes, plain.doubled)


def normalise_lines(text: str) -> PlainText:
    """The same for some lines out of a longer text."""
    for ending in ("\r\n", "\r", "\u2028", "\u2029", "\x85"):
        text = text.replace(ending, "\n")
    text, invisible = _SPACES.subn(" ", text)
    if unseen := "".join(character for character in set(text) if not _is_seen(character)):
        length = len(text)
        text = text.translate(dict.fromkeys(map(ord, unseen)))
        invisible += length - len(text)
    text = unicodedata.normalize("NFC", text)
    text, trailing = _TRAILING.subn("", text)
    return PlainText(text, invisible, trailing, _look_alikes(text), len(_DOUBLED.findall(text)))


@lru_cache(maxsize=20_000)
def _is_seen(character: str) -> bool:
    """Whether this character shows on paper, or is a blank or a line's end as everybody types them."""
    return character in "\n\t " or (unicodedata.category(character)[0] in _LOOKS and not _BLANK.match(character))


def _look_alikes(text: str) -> int:
    """Words of letters from two alphabets, or of one that only looks like Latin, and letters of another width."""
    if text.isascii() or not any(_script(character) not in ("", "LATIN") for character in set(text)):
        return 0
    latin = sum(1 for character in text[:20_000] if character.isascii() and character.isalpha())
    found = 0
    for word in set(_WORD.findall(text)):
        if word.isascii():
            continue
        scripts = {script for character in word if (script := _script(character))}
        strange = len(scripts) > 1 or "OTHER WIDTH" in scripts
        found += strange or (
            "LATIN" not in scripts and latin > len(text[:20_000]) // 3 and all(letter in _LIKE_LATIN for letter in word)
        )
    return found


@lru_cache(maxsize=20_000)
def _script(character: str) -> str:
    if character in "µμΩπ":  # units and formulas
        return ""
    name = unicodedata.name(character, "")
    if name.startswith(("FULLWIDTH LATIN", "MATHEMATICAL ", "LATIN LETTER SMALL CAPITAL", "HALFWIDTH")):
        return "OTHER WIDTH"
    first = name.partition(" ")[0]
    return first if first in _SCRIPTS else ""
