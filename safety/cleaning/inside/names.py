"""What the end of a file's name claims. Pure functions, used on both sides of the sandbox's wall."""

from __future__ import annotations

import re

_NONE = re.compile(r"\d*|.*\s.*")  # "note", "compte rendu du 12.03", "M. Dupont": a dot, and no extension
# What programs keep for themselves beside people's files (.DS_Store, ._photo.jpg): it is nobody's text.
_OWN = re.compile(r"\._|\.[^.]+$")


def hint_of(name: str) -> str:
    """The extension in small letters and digits, at most sixteen; empty when the name has none."""
    base = re.split(r"[/\\]", name)[-1].strip().rstrip(".")
    if _OWN.match(base):
        return "unknown"
    base = base.lstrip(".")
    if "." not in base:
        return ""
    extension = base.rsplit(".", 1)[1].lower()
    return "" if _NONE.fullmatch(extension) else re.sub(r"[^a-z0-9]", "", extension)[:16] or "unknown"
