"""How names and their keys were made when 0002 came: frozen, so that the step does then what it does today.

Of `accounts/lookalikes.py` and `accounts/phrases.py`, which may change. Who changes how keys are made, makes those that
are stored anew in a migration of its own.
"""

import json
import re
import secrets
import unicodedata
from functools import cache
from importlib.resources import files

_CONSONANTS, _VOWELS = "bdfgjklmnprstvz", "aeiou"
_DIRECTIONS = re.compile("[\u200e\u200f\u061c]")
_DECORATION = re.compile("[\u02b0-\u02ff\u0640\ua700-\ua721\ua788-\ua78a]")
_NAMED = re.compile(
    r"(?:LATIN (?:SMALL |CAPITAL )?LETTER (?:SMALL CAPITAL )?"
    r"|(?:REGIONAL INDICATOR SYMBOL|[A-Z ]*(?:CIRCLED|SQUARED|PARENTHESIZED)) (?:LATIN )?(?:CAPITAL |SMALL )?LETTER )"
    r"([A-Z])(?: WITH .*)?"
)


def new_name():
    """A pseudonym of four syllables."""
    return "".join(secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _ in range(4)).capitalize()


def name_key(name):
    """What two names that a reader could confuse have in common; None for a name without letter or digit."""
    drawn = _folded(name)
    if not drawn.isascii():
        drawn = _folded(name.upper())
    return drawn[:200] or None


def _folded(name):
    once = "".join(_skeleton(name)).casefold()
    twice = "".join(_skeleton(once)).casefold().replace("i", "l")
    return "".join(character for character in twice if character.isalnum())


def _skeleton(text):
    table = _prototypes()
    for whole in unicodedata.normalize("NFD", text):
        for character in whole if whole in table else unicodedata.normalize("NFKD", whole):
            prototype = table.get(character, character)
            if not prototype.isascii() and _read_as(character).isascii():
                prototype = _read_as(character)
            for plain in unicodedata.normalize("NFKD", prototype):
                if unicodedata.category(plain) not in ("Mn", "Me") and not _DECORATION.match(plain):
                    yield _read_as(plain)


@cache
def _read_as(character):
    if character.isascii():
        return character
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return _prototypes().get(str(digit), str(digit))
    found = _NAMED.fullmatch(unicodedata.name(character, ""))
    return found[1].lower() if found else character


@cache
def _prototypes():
    """Character → what every character that looks like it stands for, by Unicode's table of confusables."""
    lines = json.loads(files("confusable_homoglyphs").joinpath("confusables.json").read_text(encoding="utf-8"))
    alike = {}
    for one, others in lines.items():
        alike.setdefault(_DIRECTIONS.sub("", one), set()).update(_DIRECTIONS.sub("", other["c"]) for other in others)
    found = {}
    for prototype in sorted(alike, key=lambda one: (-len(one), -len(alike[one]), not one.isascii(), one)):
        if prototype not in found:
            for one in alike[prototype]:
                if len(one) == 1:
                    found.setdefault(one, prototype)
    return found
