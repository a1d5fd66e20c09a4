"""Makes the word lists anew: takes out what left_out.txt names, adds what a file gives, keeps words apart.

    python leaks/words/build.py fr more.txt

Run when words were added to left_out.txt. Only what nobody could confuse with another word of the list comes in: of
French, nothing one slip of the pen (a letter missing, changed, or two swapped) away from a word that is there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
_LENGTHS = {"fr": (4, 12), "en": (3, 12)}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def left_out() -> frozenset[str]:
    """The words that no receipt may hold."""
    lines = (HERE / "left_out.txt").read_text().splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def slips(word: str) -> Iterator[str]:
    """What a slip of the pen makes of it."""
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        yield from (before + letter + after for letter in _LETTERS)
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in _LETTERS if letter != after[0])
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def rebuilt(language: str, more: list[str]) -> list[str]:
    """The list without what is left out, and with what may come in."""
    out = left_out()
    words = set((HERE / f"{language}.txt").read_text().split()) - out
    shortest, longest = _LENGTHS[language]
    for word in more:
        fits = word.isascii() and word.isalpha() and word.islower() and shortest <= len(word) <= longest
        if fits and word not in out and not (language == "fr" and words & set(slips(word))):
            words.add(word)
    return sorted(words)


if __name__ == "__main__":
    found = rebuilt(sys.argv[1], Path(sys.argv[2]).read_text().split())
    (HERE / f"{sys.argv[1]}.txt").write_text("\n".join(found) + "\n")
