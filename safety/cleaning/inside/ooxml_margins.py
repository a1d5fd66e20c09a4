"""The margins of a workbook's pages: words with codes between them, which may make the words white or tiny."""

from __future__ import annotations

import re

from .ooxml_colours import WHITE, hex_colour, is_alike

_PIECE = re.compile(
    r"&K(?P<colour>[0-9A-Fa-f]{6}|\d{2}[+-]\d{3})|&(?P<size>\d{1,3})|(?P<place>&[LCR])|(?P<other>&.|[^&])", re.DOTALL
)


def seen_margin(text: str) -> tuple[str, int]:
    """The margin's text without what is white or smaller than two points, and how many pieces went."""
    kept, gone, colour, size = [], 0, None, 10
    hiding = False
    for found in _PIECE.finditer(text):
        if found["colour"]:
            code = found["colour"]
            colour = hex_colour(code) or (WHITE if code == "00+000" else None)
        elif found["size"]:
            size = int(found["size"])
        elif found["place"]:  # each of the three places begins in the usual look
            colour, size = None, 10
        elif is_alike(colour, WHITE) or size < 2:
            gone += not hiding
            hiding = True
            continue
        else:
            hiding = False
        kept.append(found.group())
    return "".join(kept), gone
