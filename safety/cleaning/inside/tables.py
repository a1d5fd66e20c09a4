"""Tables of letters: what a spreadsheet would compute when it opens them becomes plain words."""

from __future__ import annotations

import re

# A cell begins at a line's start or after a separator, maybe quoted. Spreadsheets compute what begins with one of these
# (OWASP, "CSV Injection"); blanks before it, wide forms of the signs and control characters do not stop them.
_CELL = re.compile(r"(?P<before>(?:^|[;,\t|])[ ]*\"?[ \t]*)(?P<cell>[=@＝＠+\-－＋][^;,\t|\n\"]*)", re.MULTILINE)
# What begins with a sign and is a number, a telephone number, an amount, or a dash that stands for nothing.
_NUMBER = re.compile(
    r"[+\-－＋]?[ ]?[(]?\d[\d .'’/()-]*(?:[eE][+-]?\d+)?[ ]?(?:%|[€$£]|[A-Za-zµ°]{1,3}[23²³]?)?[ ]*|[-–—]{1,3}[ ]*"
)


def defuse(text: str) -> tuple[str, int]:
    """The table with an apostrophe before each formula, which shows as text from then on, and how many there were."""
    count = 0

    def plain(found: re.Match[str]) -> str:
        nonlocal count
        if _NUMBER.fullmatch(found["cell"]):
            return found.group()
        count += 1
        return f"{found['before']}'{found['cell']}"

    return _CELL.sub(plain, text), count
