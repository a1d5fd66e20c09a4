"""`make bench`: every part, whatever becomes of the others, and a summary; 1 when a part failed.

`python -m bench.whole [part …]` runs some of them. BENCH_SECONDS below 5 is the short form of all.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from bench.short import IS_SHORT, LEFT_OUT

ROOT = Path(__file__).resolve().parent.parent
PARTS = (
    "run",
    "looks",
    "forum",
    "writing",
    "sockets",
    "markdown",
    "receipts",
    "agenda",
    "dear",
    "memory",
    "drop_flood",
    "crowd",
    "neighbours",
    "cleaning",
)


def outcome(status: int) -> str:
    """An exit status in words."""
    return {0: "done", LEFT_OUT: "left out"}.get(status, f"FAILED ({status})")


def main() -> int:
    """Run each in a process of its own; tell how each ended."""
    chosen = sys.argv[1:] or PARTS
    if unknown := set(chosen) - set(PARTS):
        print(f"No such part: {', '.join(sorted(unknown))}. There are {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    ended: dict[str, tuple[int, float]] = {}
    for part in chosen:
        print(f"\n== {part}", flush=True)
        began = time.monotonic()
        done = subprocess.run([sys.executable, "-m", f"bench.{part}"], cwd=ROOT, check=False)
        ended[part] = done.returncode, time.monotonic() - began
    print(f"\n== summary{' of the short form' if IS_SHORT else ''}")
    for part, (status, seconds) in ended.items():
        print(f"{part:<14}{outcome(status):<14}{seconds / 60:>6.1f} min")
    return int(any(status not in (0, LEFT_OUT) for status, _seconds in ended.values()))


if __name__ == "__main__":
    sys.exit(main())
