"""How tags are typed, compared and addressed: pure functions, no rows."""

from __future__ import annotations

import re

from safety.letters import plain_letters

MOST_TAGS = 5  # on one topic
LONGEST_SLUG = 80
_SIGNS = re.compile(r"[\W_]+")


def tag_slug(name: str) -> str:
    """What spellings of one tag have in common: « Vidéo-surveillance » and "video surveillance" give the same."""
    return _SIGNS.sub("-", plain_letters(name))[:LONGEST_SLUG].strip("-")


def split_tags(typed: str) -> list[str]:
    """The tags in a line of words with commas, each once, as it was written first; a leading # is no part of it."""
    found: dict[str, str] = {}
    for piece in re.split(r"[,;\n]", typed.replace("\x00", " ")):
        name = " ".join(piece.split()).lstrip("# ")
        if name:
            found.setdefault(tag_slug(name) or name, name)
    return list(found.values())
