"""What reading costs while others write: 0, 1 and 10 real replies a second, on two processes that hear each other.

Readers press on one process; replies are posted by signed-in members at both by turns. Of each page, for guests and for
members: processor time of that process for a request, less what the writing alone costs it; and how often it computed
the page in a second. Beside it what the page costs when nobody writes, and what stock machina takes then.
Goals: pages that show no posts cost guests what they cost without writing; those that do are computed at most once a
second; members' cost at most 1.5 times. Nothing fails by time; a reader who is refused does.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from itertools import count
from typing import Any

from bench.forum import SIDES, cost_of_reading, start
from bench.results import keep
from bench.run import ROOT, cpu_seconds, fetch, load_with_threads, load_with_wrk
from bench.short import SECONDS
from bench.stand import Stand
from bench.writers import Attempt, Crowd, reply

RATES = (0, 1, 10)  # replies a second
STOCK = {"forum home": "home", "forum": "forum", "topic written to": "topic, last page", "other topic": "quiet topic"}


def pages_of(told: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Who, page, address."""
    forum = {name: told[key] for name, key in STOCK.items()}
    outside = {"home": "/", "article": told["article"], "agenda": "/agenda/", "collective": told["collective"]}
    guests = [("guest", name, path) for name, path in (outside | forum).items()]
    members = {"home": "/", "forum": forum["forum"], "topic written to": forum["topic written to"]}
    return guests + [("member", name, path) for name, path in members.items()]


class Readers:
    """Presses on one process, and looks at what that costs it."""

    def __init__(self, stand: Stand, session: str) -> None:
        self.pid, self.port, self.session = stand.webs[0].process.pid, stand.ports[0], session
        self.load = load_with_wrk if shutil.which("wrk") else load_with_threads

    def computed(self, who: str, path: str) -> int:
        return int(json.loads(fetch(self.port, "/bench/computed/")[1]).get(f"GET {who} {path}", 0))

    def idle(self) -> float:
        """Processor seconds a second that the process takes by itself."""
        cpu, began = cpu_seconds(self.pid), time.monotonic()
        time.sleep(2 * SECONDS)
        return (cpu_seconds(self.pid) - cpu) / (time.monotonic() - began)

    def press(self, who: str, path: str, idle: float) -> dict[str, float]:
        """Milliseconds of processor time a request; times that it was computed in a second."""
        headers = {"Cookie": f"sessionid={self.session}"} if who == "member" else {}
        for _ in range(3):
            status, _body = fetch(self.port, path, headers)
            assert status == 200, (who, path, status)
        before, cpu, began = self.computed(who, path), cpu_seconds(self.pid), time.monotonic()
        try:
            requests = self.load(self.port, path, headers)
        except AssertionError as refused:
            print(f"{who} {path}: {refused}", file=sys.stderr)
            return dict.fromkeys(("ms", "computed", "requests"), float("nan"))
        seconds = time.monotonic() - began
        used = cpu_seconds(self.pid) - cpu - idle * seconds
        times = self.computed(who, path) - before
        return {"ms": 1000 * used / max(requests, 1), "computed": times / seconds, "requests": requests / seconds}


def measure(stand: Stand, told: dict[str, Any], pages: list[tuple[str, str, str]]) -> list[dict[str, Any]]:
    """Each page at each rate of writing."""
    readers, numbers = Readers(stand, told["sessions"][0]), count()
    rows: list[dict[str, Any]] = [{"who": who, "page": page} for who, page, _path in pages]

    def answer(port: int) -> Attempt:
        sessions = told["sessions"][1:]
        return reply(port, path=told["new post"], session=sessions[next(numbers) % len(sessions)])

    for rate in RATES:
        crowd = Crowd({"reply": (answer, 1 / rate)} if rate else {}, stand.ports)
        time.sleep(1)
        idle = readers.idle()
        for row, (who, _page, path) in zip(rows, pages, strict=True):
            row |= {f"{name}_{rate}": value for name, value in readers.press(who, path, idle).items()}
        crowd.stop()
        refused = [one for one in crowd.attempts if not one.is_kept]
        began = min((one.began for one in crowd.attempts), default=0.0)
        seconds = max((one.ended for one in crowd.attempts), default=1.0) - began
        kept = len(crowd.attempts) - len(refused)
        print(f"{rate} replies a second wanted: {kept / seconds:.1f} kept, {len(refused)} refused", file=sys.stderr)
        if refused:
            print(f"  such as {refused[0].status} {refused[0].said[:150]}", file=sys.stderr)
    for row in rows:
        row |= {f"ratio_{rate}": row[f"ms_{rate}"] / row["ms_0"] for rate in RATES[1:]}
    return rows


def stock_costs(stand: Stand, stack: ExitStack, rows: list[dict[str, Any]]) -> None:
    """What stock machina takes when nobody writes, on the same kind of database."""
    if stand.postgres:
        import psycopg

        with psycopg.connect(f"{stand.postgres.url}/postgres", autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'stock'").fetchone():
                connection.execute("CREATE DATABASE stock")
        stand.environment["STOCK_DATABASE_URL"] = f"{stand.postgres.url}/stock"
    settings, _application = SIDES["stock"]
    environment = stand.environment | {"DJANGO_SETTINGS_MODULE": settings}
    command = [sys.executable, "-W", "ignore", "-m", "bench.forum_data", str(stand.folder)]
    filled = stand.folder / f"{settings}.json"
    if not filled.exists():
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
    told = json.loads(filled.read_text())
    server, port = start("stock", stand.environment, stack)
    for row in rows:
        if row["page"] in STOCK and told.get(STOCK[row["page"]]):
            session = told["sessions"][0] if row["who"] == "member" else ""
            row["stock_ms"] = cost_of_reading(server, port, told[STOCK[row["page"]]], session)[0]


def print_table(rows: list[dict[str, Any]]) -> None:
    head = f"\n{'':<8}{'while others write':<20}{'ms at 0':>9}{'1/s':>7}{'10/s':>7}{'× at 1':>8}{'× at 10':>8}"
    print(f"{head}{'computed/s at 0':>17}{'1':>6}{'10':>6}{'stock ms':>10}")
    for row in rows:
        told = f"{row['who']:<8}{row['page']:<20}{row['ms_0']:>9.2f}{row['ms_1']:>7.2f}{row['ms_10']:>7.2f}"
        told += f"{row['ratio_1']:>8.2f}{row['ratio_10']:>8.2f}{row['computed_0']:>17.1f}"
        stock = f"{row['stock_ms']:.1f}" if "stock_ms" in row else ""
        print(f"{told}{row['computed_1']:>6.1f}{row['computed_10']:>6.1f}{stock:>10}")


def main() -> int:
    """Fill, start two processes, measure, tell."""
    os.chdir(ROOT)
    with ExitStack() as stack:
        stand = Stand(stack)
        stand.serve_engines()
        told = stand.fill()
        stand.serve()
        rows = measure(stand, told, pages_of(told))
        print_table(rows)
        for web in stand.webs:
            web.end()
        stock_costs(stand, stack, rows)
        engine = stand.engine
    print_table(rows)
    print(f"{engine}; a member's pages are computed for each request.")
    keep("writing", [{key: round(v, 2) if isinstance(v, float) else v for key, v in row.items()} for row in rows])
    return int(any(isinstance(value, float) and math.isnan(value) for row in rows for value in row.values()))


if __name__ == "__main__":
    sys.exit(main())
