"""The message as it is sealed: the same marks taken out that the cleaner takes out of a text file, and told."""

from __future__ import annotations

import re
import unicodedata

# Zero-width characters, marks of direction, soft hyphens, variation selectors, tags: invisible, so used as watermarks.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff0-\uffff\U000e0000-\U000e0fff\ue000-\uf8ff]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ODD_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)


def normalise_message(text: str) -> tuple[str, list[str]]:
    """The text without invisible marks, and the codes of what was found (as in safety.cleaning's reports)."""
    found = []
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))
    plain = _CONTROL.sub("", _INVISIBLE.sub("", text))
    if plain != text:
        found.append("invisible_characters")
    plain = _ODD_SPACES.sub(" ", plain)
    stripped = _TRAILING.sub("", plain)
    if stripped != plain:
        found.append("trailing_blanks")
    return re.sub(r"\n{4,}", "\n\n\n", stripped).strip("\n"), found
