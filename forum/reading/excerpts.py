"""What a list of topics lets read of a message: its own plain words, as many as one line takes."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from django.db.models import Case, Exists, F, OuterRef, Value, When
from django.db.models.functions import Left

from forum.models import HiddenPost

READ = 2000  # letters of a message's page that a list reads: a long message costs it no more than a short one
LONGEST = 140
_NOT_ITS_OWN = {"blockquote", "details", "figure", "pre", "sup", "table"}  # others' words, what is folded, cards, notes
_CUT = re.compile(r"(?:<[^<>]*|&\w*)\Z")


def beginning_of(post: str) -> Case:
    """Return what a query reads of the post under this name: its page's beginning, nothing where moderators hid it."""
    hidden = Exists(HiddenPost.objects.filter(post=OuterRef(post)))
    return Case(When(hidden, then=Value("")), default=Left(F(f"{post}___content_rendered"), READ))


def excerpt(page: str | None) -> str:
    """Return the words of a message, out of the beginning of its page, without markup, quotes and what is folded."""
    reader = _Words()
    reader.feed(_CUT.sub("", page or ""))
    reader.close()
    words = " ".join("".join(reader.found).split())
    if len(words) <= LONGEST:
        return words
    return words[:LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


class _Words(HTMLParser):
    """Collects the letters outside of what is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go into an element."""
        self._depth += tag in _NOT_ITS_OWN
        self.found.append("" if tag in ("a", "em", "strong", "code", "del") else " ")

    def handle_endtag(self, tag: str) -> None:
        """Come out of it."""
        self._depth -= tag in _NOT_ITS_OWN

    def handle_data(self, data: str) -> None:
        """Keep what is said here."""
        if not self._depth:
            self.found.append(data)
