"""What hostile Markdown costs: ten thousand characters of the worst we know, a text for each way to be slow.

Each row is the median of processor time, beside an ordinary text as long; the ten worst are printed, all are kept. Time
alone fails nothing, since a noisy machine would: a text fails that calls more functions than MOST_WORK ordinary ones.
The kinds are those of `tests/safety/heavy.py`; the short form takes every tenth.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.results import keep
from bench.short import IS_SHORT, amount

ROOT = Path(__file__).resolve().parent.parent
SIZE = 10_000  # characters
GOAL = 50.0  # milliseconds
ROUNDS = amount("BENCH_ROUNDS", 5, 1)
WORST = 10  # rows that are printed
ORDINARY = (
    "On se retrouve **jeudi** à *19 h* au [local](https://exemple.org/carte), rue des Lilas.\n\n- tracts\n- thé\n\n"
)


def median_of(render: Any, text: str) -> float:
    """Milliseconds of processor time."""
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        render(text)
        took.append(1000 * (time.process_time() - began))
    return statistics.median(took)


def main() -> int:
    """Render each and print the slowest; 1 when one asks for more work than it may."""
    with tempfile.TemporaryDirectory(prefix="contrechamp-bench-") as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings.test", "DATA_DIR": folder}
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        from engine.asgi import settle
        from safety.html import render_markdown
        from safety.markdown import MOST_SIGNS, count_signs
        from tests.safety.heavy import MOST_WORK, heavy_texts, thinned_texts, work_of
        from tests.safety.payloads import every_payload

        settle()  # as the server does
        attacks = "\n\n".join(every_payload()[::17])
        texts = {"ordinary": (ORDINARY * SIZE)[:SIZE], "attacks": (attacks * 9)[:SIZE]}
        heavy = heavy_texts(SIZE) | thinned_texts(SIZE, lambda text: count_signs(text) <= MOST_SIGNS)
        texts |= dict(list(heavy.items())[:: 10 if IS_SHORT else 1])
        render_markdown(ORDINARY)
        rows: list[dict[str, Any]] = [
            {"case": name, "ms": round(median_of(render_markdown, text), 1), "calls": work_of(text)[0], "goal": GOAL}
            for name, text in texts.items()
        ]
    ordinary = rows[0]
    for row in rows:
        row["times ordinary"] = round(row["ms"] / ordinary["ms"], 2)
        row["times its work"] = round(row["calls"] / ordinary["calls"], 2)
    print(f"\n{'markdown, the slowest':<42}{'CPU ms':>8}{'× ordinary':>12}{'work ×':>8}")
    for row in sorted(rows, key=lambda row: -float(row["ms"]))[:WORST]:
        print(f"{row['case']:<42}{row['ms']:>8.1f}{row['times ordinary']:>12.2f}{row['times its work']:>8.2f}")
    over = sum(row["ms"] > GOAL for row in rows)
    print(
        f"{len(rows)} texts of {SIZE} characters, {over} of them over {GOAL:.0f} ms (an ordinary one: {ordinary['ms']})"
    )
    keep("markdown", rows)
    broken = [row["case"] for row in rows if row["times its work"] >= MOST_WORK]
    if broken:
        print(f"More than {MOST_WORK} times the work of an ordinary text: {', '.join(broken)}")
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
