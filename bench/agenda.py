"""What the agenda costs, with 5,000 and with 50,000 dates (the short form has fewer); beside older code if asked for.

    python -m bench.agenda                        # SQLite, this code
    BENCH_BESIDE=HEAD~20 python -m bench.agenda   # the same pages asked of that code in turn, in the same run
    DATABASE_URL=postgres://… python -m bench.agenda   # databases of its own on that server, dropped afterwards

Each figure is the middle of some requests, in milliseconds of processor time, PostgreSQL's own included. "First" is the
first request of a process, which fills what later ones find filled; "written" the first one after a date was cancelled.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench.results import keep
from bench.short import amount

ROOT = Path(__file__).resolve().parent.parent
SIZES = [amount("BENCH_DATES", 5000, 2500), amount("BENCH_MORE_DATES", 50_000, 5000)]  # two, so that growth shows
ROUNDS = amount("BENCH_ROUNDS", 5, 2)
BESIDE = os.environ.get("BENCH_BESIDE", "")
PAGES = {
    "list": "/agenda/",
    "list, page 100": "/agenda/?page=100",
    "list, 50 km": "/agenda/?lieu=Commune+70&rayon=50",
    "list, one kind": "/agenda/?genre=talk",
    "list, this week": "/agenda/?quand=semaine",
    "past": "/agenda/?passe=1",
    "month": "/agenda/?mois={month}",
    "map": "/agenda/?vue=carte",
    "map, one kind": "/agenda/?vue=carte&genre=talk",
    "atom": "/agenda/feed/",
    "event": "/agenda/reunion-7/",
    "one date": "/agenda/reunion-7/{date}/",
    "home": "/",
    "collective": "/collectifs/collectif-7/",
    "directory": "/collectifs/",
    "sitemap": "/sitemap.xml",
    "ics, all": "/agenda/agenda.ics",
    "ics, one kind": "/agenda/agenda.ics?genre=talk",
    "ics, one commune": "/agenda/agenda.ics?lieu=Commune+77",
    "ics, since 2020": "/agenda/agenda.ics?du=2020-01-01",
    "ics, one collective": "/collectifs/collectif-7/agenda.ics",
    "ics, one event": "/agenda/reunion-7.ics",
    "ics, programme": "/agenda/festival/programme.ics",
}


class Asked:
    """A process with an agenda of some size and one code. `answers` is the file of the bench that it runs."""

    def __init__(self, code: Path, size: int, folder: Path, database: str, *, answers: str, settings: str) -> None:
        command = [sys.executable, "-W", "ignore", str(ROOT / "bench" / answers), str(code), str(size)]
        environment = os.environ | {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": settings}
        environment["TEST_DATA_DIR"] = str(folder)
        if database:
            environment["DATABASE_URL"] = database
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        self.said = self._read()

    def _read(self) -> dict[str, Any]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"The process that answers ended: {self.process.wait()}")
        found: dict[str, Any] = json.loads(line)
        return found

    def get(
        self, path: str, *, write: bool = False, headers: dict[str, str] | None = None, **more: Any
    ) -> dict[str, Any]:
        """What one request cost."""
        assert self.process.stdin
        line = json.dumps({"path": path.format(**self.said), "write": write, "headers": headers or {}, **more})
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self._read()

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=60)


@contextmanager
def database() -> Iterator[str]:
    """The address of a new database on the server of DATABASE_URL; empty for SQLite."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield ""
        return
    import psycopg

    name = f"bench_{os.getpid()}_{os.urandom(4).hex()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        # Else part of the work is done by processes that nobody counts.
        connection.execute(f"ALTER DATABASE {name} SET max_parallel_workers_per_gather = 0")
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def code_of(revision: str) -> Iterator[Path]:
    """The files of an earlier revision, with its catalogues."""
    with tempfile.TemporaryDirectory(prefix="contrechamp-beside-") as folder:
        archive = subprocess.run(["git", "archive", revision], cwd=ROOT, check=True, capture_output=True).stdout
        subprocess.run(["tar", "x", "-C", folder], input=archive, check=True)
        (Path(folder) / ".venv").symlink_to((ROOT / ".venv").resolve())
        subprocess.run([sys.executable, "deploy/messages.py"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        yield Path(folder)


@contextmanager
def asked(
    code: Path, size: int, *, answers: str = "agenda_pages.py", settings: str = "config.settings.test"
) -> Iterator[Asked]:
    """A process that answers, with a folder and a database of its own."""
    with tempfile.TemporaryDirectory(prefix="contrechamp-bench-") as folder, database() as address:
        process = Asked(code, size, Path(folder), address, answers=answers, settings=settings)
        try:
            yield process
        finally:
            process.close()


def cost(answer: dict[str, Any]) -> float:
    return float(answer["python"]) + float(answer["database"])


def row_of(process: Asked, page: str, kept: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """The figures of one page and one code."""
    later = kept["later"]
    row = {
        "page": page,
        "cpu_ms": round(statistics.median(cost(one) for one in later), 1),
        "database_ms": round(statistics.median(one["database"] for one in later), 1),
        "cpu_ms_first": round(cost(kept["first"][0]), 1),
        "cpu_ms_written": round(statistics.median(cost(one) for one in kept["written"]), 1),
        "queries": later[-1]["queries"],
        "bytes": later[-1]["bytes"],
    }
    if kept["again"]:
        assert all(one["status"] == 304 for one in kept["again"]), page
        row["cpu_ms_unchanged"] = round(statistics.median(cost(one) for one in kept["again"]), 1)
        row["queries_unchanged"] = kept["again"][-1]["queries"]
    return row


def measure(processes: dict[str, Asked]) -> dict[str, list[dict[str, Any]]]:
    """Every page asked of each code in turn, so that what slows the machine slows both."""
    rows: dict[str, list[dict[str, Any]]] = {code: [] for code in processes}
    for page, path in PAGES.items():
        kept: dict[str, dict[str, list[dict[str, Any]]]] = {
            code: {"first": [], "later": [], "written": [], "again": []} for code in processes
        }
        for code, process in processes.items():
            kept[code]["first"].append(process.get(path))
        for _ in range(ROUNDS):
            for code, process in processes.items():
                kept[code]["later"].append(process.get(path))
        for _ in range(2):
            for code, process in processes.items():
                kept[code]["written"].append(process.get(path, write=True))
        if page.startswith(("ics", "atom")):
            for _ in range(ROUNDS):
                for code, process in processes.items():
                    known = {"If-None-Match": process.get(path)["etag"]}
                    kept[code]["again"].append(process.get(path, headers=known))
        for code, process in processes.items():
            rows[code].append(row_of(process, page, kept[code]))
    return rows


def show(size: int, rows: dict[str, list[dict[str, Any]]]) -> None:
    """A table: this code, the older one, how they relate."""
    print(f"\nagenda, {size:,} dates")
    heads = "".join(f"{code:>9}{'first':>9}{'written':>9}{'304':>8}{'queries':>8}" for code in rows)
    print(f"{'CPU ms':<22}{heads}{'KiB':>9}" + (f"{'× less':>8}" if len(rows) > 1 else ""))
    for position, row in enumerate(rows["now"]):
        line = f"{row['page']:<22}"
        for one in (rows[code][position] for code in rows):
            again = one.get("cpu_ms_unchanged", "")
            line += f"{one['cpu_ms']:>9}{one['cpu_ms_first']:>9}{one['cpu_ms_written']:>9}{again:>8}{one['queries']:>8}"
        line += f"{row['bytes'] / 1024:>9.1f}"
        if "before" in rows:
            line += f"{rows['before'][position]['cpu_ms'] / max(row['cpu_ms'], 0.1):>8.1f}"
        print(line)


def main() -> int:
    """Fill, ask, tell, for each size."""
    kept: list[dict[str, Any]] = []
    with ExitStack() as stack:
        codes = {"now": ROOT}
        if BESIDE:
            codes["before"] = stack.enter_context(code_of(BESIDE))
        for size in SIZES:
            with ExitStack() as running:
                processes = {name: running.enter_context(asked(code, size)) for name, code in codes.items()}
                rows = measure(processes)
            show(size, rows)
            kept += [row | {"dates": size, "code": code} for code, found in rows.items() for row in found]
    keep("agenda", kept)
    return 0


if __name__ == "__main__":
    sys.exit(main())
