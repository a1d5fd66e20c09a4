"""Part of `make check`: no line of a template is longer than anybody reads; buttons are drawn by their component."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 140
BUTTON = re.compile(r'<(?:a|button)\s[^>]*?class="button(?=["\s{])')
# Where a button is written by hand, with the reason.
BY_HAND = {
    "campaign/admin/waiting_collectives.html": "in Wagtail's administration `button` is Wagtail's",
    "events/agenda_month.html": "an arrow that nobody should hear stands in its label",
}


def long_lines(folder: Path) -> Iterator[str]:
    """Lines of HTML and of mails that are too long, with file, number and length."""
    for file in _templates(folder):
        for number, line in enumerate(file.read_text().splitlines(), 1):
            if len(line) > LONGEST:
                yield f"{file.relative_to(folder.parent)}:{number}: {len(line)} characters, {LONGEST} at most"


def buttons_by_hand(folder: Path) -> Iterator[str]:
    """Buttons outside components/ that are not drawn by `{% button %}` or `{% button_to %}`, with file and number."""
    for file in _templates(folder):
        name = str(file.relative_to(folder))
        text = file.read_text()
        for found in BUTTON.finditer(text) if name not in BY_HAND and not name.startswith("components/") else ():
            number = text.count("\n", 0, found.start()) + 1
            yield f"{file.relative_to(folder.parent)}:{number}: a button by hand; see config/templatetags/buttons.py"


def _templates(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix in (".html", ".txt"))


def main(folder: Path) -> int:
    """Print what is wrong; 1 when anything is."""
    wrong = [*long_lines(folder), *buttons_by_hand(folder)]
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "templates"))
