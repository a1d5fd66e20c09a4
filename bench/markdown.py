"""What hostile Markdown costs: ten thousand characters of the worst we know, a text for each way to be slow.

Not a test: a noisy machine would fail it. Each row is the median of processor time, beside an ordinary text as long.
The kinds are those of `tests/safety/heavy.py`, whose work the tests count.
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

ROOT = Path(__file__).resolve().parent.parent
SIZE = 10_000  # characters
GOAL = 50.0  # milliseconds
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
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
    """Render each, and print one row for each, the slowest last."""
    with tempfile.TemporaryDirectory(prefix="contrechamp-bench-") as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings.test", "DATA_DIR": folder}
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        from safety.asgi import settle
        from safety.html import render_markdown
        from safety.markdown import MOST_SIGNS, count_signs
        from tests.safety.heavy import heavy_texts, thinned_texts
        from tests.safety.payloads import every_payload

        settle()  # as the server does
        attacks = "\n\n".join(every_payload()[::17])
        texts = {"ordinary": (ORDINARY * SIZE)[:SIZE], "attacks": (attacks * 9)[:SIZE]}
        texts |= heavy_texts(SIZE) | thinned_texts(SIZE, lambda text: count_signs(text) <= MOST_SIGNS)
        render_markdown(ORDINARY)
        rows: list[dict[str, Any]] = [
            {"case": name, "ms": round(median_of(render_markdown, text), 1), "goal": GOAL}
            for name, text in texts.items()
        ]
    ordinary = rows[0]["ms"]
    for row in sorted(rows, key=lambda row: float(row["ms"])):
        row["times ordinary"] = round(row["ms"] / ordinary, 2)
        print(f"{row['case']:<42}{row['ms']:>8.1f} ms{row['times ordinary']:>8.2f} × ordinary")
    over = sum(row["ms"] > GOAL for row in rows)
    print(f"{len(rows)} texts of {SIZE} characters, {over} of them over {GOAL:.0f} ms")
    keep("markdown", rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
