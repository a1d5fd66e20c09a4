"""Machine-readable rows of all benchmarks, in one file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results.json"


def keep(bench: str, rows: list[dict[str, Any]]) -> None:
    """Put the rows of one benchmark in the place of its earlier ones."""
    old = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    others = [row for row in old if row.get("bench") != bench]
    told = [{**row, "bench": bench} for row in rows]
    RESULTS.write_text(json.dumps([*others, *told], indent=1, ensure_ascii=False) + "\n")
