"""The part of a post that answers a question, its words marked: what a list of finds shows."""

from __future__ import annotations

import html
import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from forum.searching.full_text import stem, words_of
from safety.letters import plain_letters
from safety.words import pieces_of

BEFORE, SHOWN = 12, 40  # words
SHARED = 4  # letters that any two words alike begin with, or all of the shorter one
_WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")  # of what was sanitised, where words hold no bare < or >
# Before a tag words end, but before those that stand inside a line.
_APART = re.compile(r"<(?!/?(?:a|abbr|b|code|del|em|i|mark|s|span|strong|sub)\b)")


def is_alike(word: str, asked: str) -> bool:
    """Whether two words in plain letters differ by no more than their ending."""
    if word == asked or (len(asked) > 3 and word.startswith(stem(asked))):
        return True
    shorter = min(len(word), len(asked))
    return shorter > 5 and word[: max(5, shorter - 3)] == asked[: max(5, shorter - 3)]


def passage_of(rendered: str, question: str) -> SafeString:
    """Some words around the first that was asked for, each of those in <mark>; nothing else of the markup stays."""
    asked = [plain_letters(word) for word in words_of(question)]
    begins = tuple(one[:SHARED] for one in asked)
    pieces = pieces_of(html.unescape(_TAG.sub("", _APART.sub(" <", rendered))))
    plain = plain_letters("\n".join(pieces)).split("\n")  # no piece holds a line feed

    def answers(place: int) -> bool:
        words = (word for word in _WORD.findall(plain[place]) if word.startswith(begins))
        return any(is_alike(word, one) for word in words for one in asked)

    first = next((place for place in range(len(pieces)) if answers(place)), 0)
    begin = max(first - BEFORE, 0)
    end = min(begin + SHOWN, len(pieces))
    shown = (
        f"<mark>{escape(pieces[place])}</mark>" if answers(place) else str(escape(pieces[place]))
        for place in range(begin, end)
    )
    text = f"{'… ' if begin else ''}{' '.join(shown)}{' …' if end < len(pieces) else ''}"
    return mark_safe(text)  # noqa: S308  (every piece was escaped just above)
