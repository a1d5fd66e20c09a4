"""Whether the time of an answer tells a wrong receipt from a right one: medians of both, asked in turns.

Not a test: a noisy machine would fail it. The order is shuffled, so that drift falls on both alike.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.results import keep
from bench.short import amount

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = amount("BENCH_ROUNDS", 40, 6)


def main() -> int:
    """Ask with each, and print one row."""
    with tempfile.TemporaryDirectory(prefix="contrechamp-bench-") as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings.test", "DATA_DIR": folder}
        sys.path.insert(0, str(ROOT))
        os.chdir(ROOT)
        import django

        django.setup()
        from django.core.management import call_command
        from django.test import Client

        from leaks.models import Conversation, Instance
        from leaks.receipts import derive, draw
        from leaks.services.keys import enter_first_recipient
        from safety.sealing import make_identity

        for alias in ("default", "leaks"):
            call_command("migrate", database=alias, verbosity=0)
        enter_first_recipient(name="permanence", public_key=make_identity()[1])
        right = draw("fr")
        derived = derive(right, salt=Instance.salt_bytes())
        Conversation.objects.create(lookup=derived.lookup, source_key=derived.public_key)
        client = Client(headers={"host": "localhost"})
        took: dict[str, list[float]] = {"right": [], "wrong": []}
        for round_ in range(ROUNDS + 2):
            for kind in random.sample(["right", "wrong"], 2):
                words = right if kind == "right" else draw("fr")
                began = time.perf_counter()
                answer = client.post("/leak/suivi/", {"receipt": words})
                seconds = time.perf_counter() - began
                assert answer.status_code == (200 if kind == "right" else 404)
                if round_ >= 2:
                    took[kind].append(seconds * 1000)
    print(f"\n{'receipt':<12}{'median ms':>10}{'quarter':>9}{'3/4':>9}")
    rows: list[dict[str, Any]] = []
    for kind, times in took.items():
        first, median, third = statistics.quantiles(times, n=4)
        rows.append({"what": kind, "ms_quarter": first, "ms_median": median, "ms_three_quarters": third})
        print(f"{kind:<12}{median:>10.1f}{first:>9.1f}{third:>9.1f}")
    keep("receipts", rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
