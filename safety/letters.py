"""Letters as searches and addresses compare them: plain, whatever the database and however somebody types."""

from __future__ import annotations

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


def without_accents(text: str) -> str:
    """`text` in plain letters: accents dropped, ligatures spelt out."""
    return unicodedata.normalize("NFKD", text.translate(_LIGATURES)).translate(_BARE)


def plain_letters(text: str) -> str:
    """`text` as searches compare it: no accents, no capitals, on every database alike."""
    return without_accents(text).casefold()
