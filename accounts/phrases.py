"""Recovery phrases: invented words that can be read aloud and copied by hand in any language."""

from __future__ import annotations

import re
import secrets
import unicodedata

CONSONANTS = "bdfgjklmnprstvz"
VOWELS = "aeiou"
WORDS, SYLLABLES = 6, 3  # 18 syllables of 75: 112 bits


def _word() -> str:
    return "".join(secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _ in range(SYLLABLES))


def new_phrase() -> str:
    """A fresh phrase."""
    return " ".join(_word() for _ in range(WORDS))


def new_name() -> str:
    """A fresh pseudonym, for who gave none: four syllables, one of thirty million."""
    return "".join(secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _ in range(4)).capitalize()


def normalise_phrase(text: str) -> str:
    """What was meant, whatever the capitals, accents, spaces and dashes."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z]", "", plain)
