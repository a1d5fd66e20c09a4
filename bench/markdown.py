"""What hostile Markdown costs: ten thousand characters of the worst we know, one text for each way to be slow.

Not a test: a noisy machine would fail it. Each row is the median of processor time, beside an ordinary text as long.
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
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
ORDINARY = (
    "On se retrouve **jeudi** à *19 h* au [local](https://exemple.org/carte), rue des Lilas.\n\n- tracts\n- thé\n\n"
)
WORST = {
    "brackets": "[", "links in links": "[a](b", "images": "![", "emphasis": "*a ", "nested emphasis": "**a *b ",
    "quotes": "> ", "lists": "- ", "code": "`a``", "tables": "|a|b\n|-|-\n|c|d\n\n",
    "wide table": "|", "entities": "&#x3c;",
    "elements": "<b>", "comments": "<!--", "autolinks": "https://a.example/ ", "mentions": "@a ",
    "notes": "[^1]\n\n[^1]: a\n\n",
    "folded": "::: spoiler a\n", "references": "[a]: /b 'c'\n", "line ends": "a\n", "backslashes": "\\[",
    "strikes": "~~a ",
}  # fmt: skip


def median_of(render: Any, text: str) -> float:
    """Milliseconds of processor time."""
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        render(text)
        took.append(1000 * (time.process_time() - began))
    return statistics.median(took)


def main() -> int:
    """Render each, and print one row for each."""
    with tempfile.TemporaryDirectory(prefix="contrechamp-bench-") as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings.test", "DATA_DIR": folder}
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        from safety.html import render_markdown
        from tests.safety.payloads import every_payload

        attacks = "\n\n".join(every_payload()[::17])
        texts = {"ordinary": ORDINARY * SIZE, "attacks": attacks * 9}
        texts |= {name: sign * SIZE for name, sign in WORST.items()}
        render_markdown(ORDINARY)
        rows = [
            {"case": name, "ms": round(median_of(render_markdown, text[:SIZE]), 1), "goal": GOAL}
            for name, text in texts.items()
        ]
    for row in rows:
        row["times ordinary"] = round(row["ms"] / rows[0]["ms"], 2)
        print(f"{row['case']:<18}{row['ms']:>8.1f} ms{row['times ordinary']:>8.2f} × ordinary")
    keep("markdown", rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
