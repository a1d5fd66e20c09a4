"""How a commune's name is written, typed and addressed: pure functions, no rows."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "’": "'", "ʼ": "'", "`": "'"})


class _Bare(dict[int, int | None]):
    """For each sign itself, for an accent nothing: known once it was met, the first thousands of them."""

    def __missing__(self, sign: int) -> int | None:
        bare = None if unicodedata.combining(chr(sign)) else sign
        if len(self) < MOST_SIGNS:
            self[sign] = bare
        return bare


MOST_SIGNS = 5000  # more than languages need that are written here; there are a million
_BARE = _Bare()
_ARTICLE = re.compile(r"^(?:l'\s*|(?:le|la|les|los|aux)\s+)(?=\S)")
_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_DEPARTEMENT = re.compile(r"\(\s*(\d[\dab]\d?)\s*\)\s*$", re.IGNORECASE)


def without_accents(text: str) -> str:
    """`text` in plain letters: accents dropped, ligatures spelt out."""
    return unicodedata.normalize("NFKD", text.translate(_LIGATURES)).translate(_BARE)


def plain_letters(text: str) -> str:
    """`text` as searches compare it: no accents, no capitals, on every database alike."""
    return without_accents(text).casefold()


def search_key(name: str) -> str:
    """What two spellings of one name have in common: « L'Haÿ-les-Roses » and "hay les roses" give the same key."""
    text = without_accents(name).lower().strip()
    text = re.sub(r"[^a-z0-9']+", " ", text).strip()
    text = _ARTICLE.sub("", text)
    words = re.sub(r"[^a-z0-9]+", " ", text).split()
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)


def split_departement(text: str) -> tuple[str, str]:
    """Part « Saint-Denis (93) » into the name and the department's code; the code is empty when there is none."""
    match = _DEPARTEMENT.search(text)
    if not match:
        return text.strip(), ""
    return text[: match.start()].strip(), match.group(1).upper()
