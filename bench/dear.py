"""What the dearest pages cost, for who reads and who writes, beside older code if asked for.

    python -m bench.dear                        # SQLite, this code
    BENCH_BESIDE=HEAD~20 python -m bench.dear   # the same asked of that code in turn, in the same run
    DATABASE_URL=postgres://… python -m bench.dear   # databases of its own on that server, dropped afterwards

Each figure is the middle of some requests, in milliseconds of processor time, PostgreSQL's own included; "again" are
statements that a page asks more than once.
"""

from __future__ import annotations

import statistics
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.agenda import BESIDE, ROOT, Asked, asked, code_of, cost
from bench.results import keep
from bench.short import amount

DATES = amount("BENCH_DATES", 5000, 2500)
ROUNDS = amount("BENCH_ROUNDS", 15, 5)
REPLY = {"subject": "Re", "content": "Nous y serons **samedi**."}
PAGES = [  # who, what, address
    ("guest", "search", "/search/?q=caméras"),
    ("member", "search", "/search/?q=caméras"),
    ("guest", "search, two words", "/search/?q=réunion+commune"),
    ("member", "search, two words", "/search/?q=réunion+commune"),
    ("guest", "search, nothing", "/search/?q=introuvable"),
    ("moderator", "to do", "/a-traiter/"),
    ("organiser", "to do", "/a-traiter/"),
    ("writer", "new post", "{topic}post/create/"),
    ("guest", "event", "/agenda/reunion-7/"),
    ("member", "event", "/agenda/reunion-7/"),
    ("organiser", "event", "/agenda/reunion-0/"),
    ("guest", "collective", "/collectifs/collectif-7/"),
    ("member", "collective", "/collectifs/collectif-2/"),
    ("organiser", "collective", "/collectifs/collectif-0/"),
    ("guest", "ics, one event", "/agenda/reunion-7.ics"),
    ("guest", "ics, one collective", "/collectifs/collectif-7/agenda.ics"),
    ("guest", "agenda, page 20", "/agenda/?page=20"),
    ("guest", "agenda, 50 km", "/agenda/?lieu=Commune+70&rayon=50"),
]


def measure(processes: dict[str, Asked]) -> list[dict[str, Any]]:
    """Every page asked of each code in turn, so that what slows the machine slows both."""
    rows = []
    for who, page, path in PAGES:
        form = REPLY if who == "writer" else None
        answers: dict[str, list[dict[str, Any]]] = {code: [] for code in processes}
        for _ in range(3 + ROUNDS):
            for code, process in processes.items():
                answers[code].append(process.get(path, who=who, form=form))
        row: dict[str, Any] = {"who": who, "page": page}
        for code, found in answers.items():
            row |= {f"{code}_ms": round(statistics.median(map(cost, found[3:])), 1)}
            row |= {f"{code}_queries": found[-1]["queries"], f"{code}_again": found[-1]["repeated"]}
        rows.append(row)
    return rows


def print_table(rows: list[dict[str, Any]]) -> None:
    codes = [name.removesuffix("_ms") for name in rows[0] if name.endswith("_ms")]
    heads = "".join(f"{code:>9} ms{'queries':>9}{'again':>7}" for code in codes)
    print(f"\n{'':<11}{'':<21}{heads}" + (f"{'× less':>8}" if "before" in codes else ""))
    for row in rows:
        line = f"{row['who']:<11}{row['page']:<21}"
        line += "".join(f"{row[f'{one}_ms']:>12}{row[f'{one}_queries']:>9}{row[f'{one}_again']:>7}" for one in codes)
        print(line + (f"{row['before_ms'] / row['now_ms']:>8.1f}" if "before" in codes else ""))


def main() -> int:
    """Fill, ask, tell."""
    with ExitStack() as stack:
        codes: dict[str, Path] = {"now": ROOT}
        if BESIDE:
            codes["before"] = stack.enter_context(code_of(BESIDE))
        processes = {
            name: stack.enter_context(asked(code, DATES, answers="dear_pages.py", settings="bench.settings"))
            for name, code in codes.items()
        }
        rows = measure(processes)
    print_table(rows)
    keep("dear", rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
