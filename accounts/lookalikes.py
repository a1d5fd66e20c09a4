"""Names that a reader could take for one another, by Unicode's table of confusable characters (UTS 39, section 4).

The table and the scripts are those that the package confusable_homoglyphs ships (Unicode 15.1); they are read once,
when the first name is compared.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

LONGEST_KEY = 200  # characters; a name has 60, and few characters look like several
_UNSEEN = re.compile("[\u200e\u200f\u061c]")
# Letters to Unicode, signs to who reads them behind a name: strokes, dots, tones, the bar that stretches Arabic.
_DECORATION = re.compile("[\u02b0-\u02ff\u0640\ua700-\ua721\ua788-\ua78a]")
# UTS 39 leaves alone what is drawn otherwise but reads the same: small capitals, letters in boxes, with hooks and bars.
_NAMED = re.compile(
    r"(?:LATIN (?:SMALL |CAPITAL )?LETTER (?:SMALL CAPITAL )?"
    r"|(?:REGIONAL INDICATOR SYMBOL|[A-Z ]*(?:CIRCLED|SQUARED|PARENTHESIZED)) (?:LATIN )?(?:CAPITAL |SMALL )?LETTER )"
    r"([A-Z])(?: WITH .*)?"
)


def look_alike_key(name: str, *, longest: int | None = LONGEST_KEY) -> str | None:
    """What names have in common that a reader could confuse: their skeleton without case, accents, spaces and signs.

    None for a name without a letter or digit. At most `longest` characters.
    """
    drawn = _folded(name)
    if (
        not drawn.isascii()
    ):  # of other alphabets the capitals: « ΕΛΕΝΗ » and « Ελένη » are one name, whatever they look like
        drawn = _folded(name.upper())
    return drawn[:longest] or None


def _folded(name: str) -> str:
    """The letters and digits of a skeleton, without case."""
    # Twice, because capitals are confused otherwise than small letters: « M » is plain, « m » looks like « rn ».
    once = "".join(_skeleton(name)).casefold()
    twice = "".join(_skeleton(once)).casefold().replace("i", "l")  # « I » looks like « l », and is « i »
    return "".join(character for character in twice if character.isalnum())


def _skeleton(text: str) -> Iterator[str]:
    """Each character's prototype, without what stands above, below or across it."""
    table = prototypes()
    for whole in unicodedata.normalize("NFD", text):
        for character in whole if whole in table else unicodedata.normalize("NFKD", whole):
            prototype = table.get(character, character)
            if (
                not prototype.isascii()
            ):  # « ᴍ » is a capital to its reader, to the table what a Cyrillic letter looks like
                prototype = _read_as(character) if _read_as(character).isascii() else prototype
            for plain in unicodedata.normalize("NFKD", prototype):
                if unicodedata.category(plain) not in ("Mn", "Me") and not _DECORATION.match(plain):
                    yield _read_as(plain)


@cache
def _read_as(character: str) -> str:
    """The plain letter or digit that a decorated one is read as."""
    if character.isascii():
        return character
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return prototypes().get(str(digit), str(digit))
    found = _NAMED.fullmatch(unicodedata.name(character, ""))
    return found[1].lower() if found else character


@cache
def prototypes() -> dict[str, str]:
    """Character → what every character that looks like it stands for. What is not in it looks like itself."""
    lines = json.loads(files("confusable_homoglyphs").joinpath("confusables.json").read_text(encoding="utf-8"))
    alike: dict[str, set[str]] = {}
    for one, others in lines.items():
        # Unicode's file wraps letters that are read from the right in marks of direction.
        alike.setdefault(_UNSEEN.sub("", one), set()).update(_UNSEEN.sub("", other["c"]) for other in others)
    found: dict[str, str] = {}
    # The package keeps each line in both directions: what several characters look like is the prototype.
    for prototype in sorted(alike, key=lambda one: (-len(one), -len(alike[one]), not one.isascii(), one)):
        if prototype not in found:
            for one in alike[prototype]:
                if len(one) == 1:
                    found.setdefault(one, prototype)
    return found


# -- Scripts -----------------------------------------------------------------------------------------------------------
# Written together (UTS 39, 5.2, "highly restrictive"): Japanese, Korean, and Chinese with its phonetic letters.
_TOGETHER = (
    {"LATIN", "HAN", "HIRAGANA", "KATAKANA"},
    {"LATIN", "HAN", "HANGUL"},
    {"LATIN", "HAN", "BOPOMOFO"},
)


def mixes_scripts(text: str) -> bool:
    """Whether letters of scripts stand side by side that nobody writes together."""
    scripts = {script_of(character) for character in text} - {"COMMON", "INHERITED", ""}
    return len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER)


def script_of(character: str) -> str:
    """The script of a character, as Unicode names it in capitals; empty when it has none."""
    starts, ranges, names = _scripts()
    place = bisect_right(starts, ord(character)) - 1
    if place < 0 or ord(character) > ranges[place][1]:
        return ""
    return names[ranges[place][2]]


@cache
def _scripts() -> tuple[list[int], list[list[int]], list[str]]:
    data = json.loads(files("confusable_homoglyphs").joinpath("categories.json").read_text(encoding="utf-8"))
    ranges = sorted(data["code_points_ranges"])
    return [one[0] for one in ranges], ranges, data["iso_15924_aliases"]
