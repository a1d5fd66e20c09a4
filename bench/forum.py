"""The forum beside stock machina: the same data, server, handler and run; processor time of the server per request.

500 people, 20 forums, 5,000 topics, 100,000 posts, one topic of 5,000 (a tenth in the short form). On SQLite, or with BENCH_POSTGRES=postgres://…
on a PostgreSQL server, where it makes databases of its own and drops them. BENCH_FOLDER keeps the SQLite files.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.results import keep
from bench.run import ROOT, cpu_seconds, fetch, free_port, load_with_threads, load_with_wrk, wait_for

PAGES = ("home", "category", "forum", "topic, first page", "topic, last page", "search")
POSTS = 40
TOKEN = "a" * 32  # a double-submitted token is whatever both sides say
SIDES = {"ours": ("bench.settings", "config.asgi"), "stock": ("bench.stock.settings", "bench.stock.asgi")}


def databases(folder: str, stack: ExitStack) -> dict[str, str]:
    """Where both sides keep their rows."""
    server = os.environ.get("BENCH_POSTGRES")
    if not server:
        return {}
    import psycopg

    names = {variable: f"bench_{os.getpid()}_{variable.lower()}" for variable in ("DATABASE_URL", "LEAKS_DATABASE_URL")}
    names["STOCK_DATABASE_URL"] = f"bench_{os.getpid()}_stock"

    def run(statement: str) -> None:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(statement)

    for name in names.values():
        run(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        stack.callback(run, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    return {variable: f"{server}/{name}" for variable, name in names.items()}


def fill(environment: dict[str, str], folder: Path) -> dict[str, dict[str, Any]]:
    """Both sides' rows, at the same time; what there is to measure."""
    fillers = []
    for settings, _application in SIDES.values():
        if not (folder / f"{settings}.json").exists():
            command = [sys.executable, "-W", "ignore", "-m", "bench.forum_data", str(folder)]
            fillers.append(subprocess.Popen(command, env={**environment, "DJANGO_SETTINGS_MODULE": settings}))
    assert [filler.wait() for filler in fillers] == [0] * len(fillers), "filling failed"
    static = {**environment, "DJANGO_SETTINGS_MODULE": SIDES["ours"][0]}
    subprocess.run(
        [sys.executable, "manage.py", "prepare", "static"], env=static, check=True, stdout=subprocess.DEVNULL
    )
    return {side: json.loads((folder / f"{settings}.json").read_text()) for side, (settings, _) in SIDES.items()}


def start(side: str, environment: dict[str, str], stack: ExitStack) -> tuple[subprocess.Popen, int]:
    """One server process of this side."""
    settings, application = SIDES[side]
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "uvicorn", f"{application}:application", "--port", str(port)]
    command += [
        "--lifespan",
        "off",
        "--no-access-log",
        "--no-proxy-headers",
        "--no-server-header",
        "--log-level",
        "error",
    ]
    own = {"DJANGO_SETTINGS_MODULE": settings, "PORT": str(port), "SITE_URL": f"http://localhost:{port}"}
    server = subprocess.Popen(command, env=environment | own)
    stack.callback(server.wait, 30)
    stack.callback(server.terminate)
    wait_for(port, server)
    return server, port


def cost_of_reading(server: subprocess.Popen, port: int, path: str, session: str) -> tuple[float, int]:
    """Milliseconds of processor time a page, and its bytes."""
    headers = {"Cookie": f"sessionid={session}"} if session else {}
    for _ in range(8):
        status, body = fetch(port, path, headers)
        assert status == 200, (path, status)
    load = load_with_wrk if shutil.which("wrk") else load_with_threads
    before = cpu_seconds(server.pid)
    requests = load(port, path, headers)
    return 1000 * (cpu_seconds(server.pid) - before) / max(requests, 1), len(body)


def cost_of_writing(server: subprocess.Popen, port: int, path: str, sessions: list[str]) -> tuple[float, int]:
    """Milliseconds of processor time a reply, given by several people in turn: nobody writes faster than they may."""
    form = urlencode({"subject": "Re", "content": "Nous y serons **samedi**.", "csrfmiddlewaretoken": TOKEN})

    def answer(session: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        cookies = f"sessionid={session}; csrftoken={TOKEN}"
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies, "Host": "localhost"}
        connection.request("POST", path, form, kind)
        answer = connection.getresponse()
        length = len(answer.read())
        assert answer.status == 302, (path, answer.status)
        connection.close()
        return length

    answer(sessions[-1])
    before = cpu_seconds(server.pid)
    for number in range(POSTS):
        answer(sessions[number % (len(sessions) - 1)])
    return 1000 * (cpu_seconds(server.pid) - before) / POSTS, 0


def megabytes(server: subprocess.Popen) -> int:
    """What a server process holds in memory."""
    lines = Path(f"/proc/{server.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))


def measure(told: dict[str, dict[str, Any]], servers: dict[str, tuple[subprocess.Popen, int]]) -> list[dict[str, Any]]:
    """Every page for a guest and a member, the two sides one after the other."""
    empty, _size = cost_of_reading(*servers["ours"], "/bench/empty/", "")
    rows: list[dict[str, Any]] = [{"page": "empty view", "who": "guest", "ours_ms": empty}]
    for who in ("guest", "member"):
        for page in (*PAGES, *(("new post",) if who == "member" else ())):
            row: dict[str, Any] = {"page": page, "who": who}
            for side, server in servers.items():
                sessions = told[side]["sessions"]
                if page == "new post":
                    row[f"{side}_ms"], row[f"{side}_bytes"] = cost_of_writing(*server, told[side][page], sessions)
                else:
                    session = sessions[0] if who == "member" else ""
                    row[f"{side}_ms"], row[f"{side}_bytes"] = cost_of_reading(*server, told[side][page], session)
            rows.append(
                row | {"times_empty": row["ours_ms"] / empty, "stock_over_ours": row["stock_ms"] / row["ours_ms"]}
            )
    return rows


def print_table(rows: list[dict[str, Any]]) -> None:
    print(f"\n{'forum':<20}{'who':<8}{'ours ms':>9}{'stock ms':>10}{'stock/ours':>12}{'× empty':>9}{'KiB':>7}")
    for row in rows:
        stock, ratio = row.get("stock_ms", 0), row.get("stock_over_ours", 0)
        told = f"{row['page']:<20}{row['who']:<8}{row['ours_ms']:>9.2f}{stock:>10.1f}{ratio:>12.1f}"
        print(f"{told}{row.get('times_empty', 1):>9.2f}{row.get('ours_bytes', 0) / 1024:>7.1f}")


def main() -> int:
    """Fill, start both, measure, tell."""
    os.chdir(ROOT)
    with ExitStack() as stack:
        kept = os.environ.get("BENCH_FOLDER")
        folder = Path(kept or stack.enter_context(tempfile.TemporaryDirectory(prefix="contrechamp-bench-")))
        environment = os.environ | {"DATA_DIR": str(folder), "PYTHONPATH": str(ROOT)} | databases(str(folder), stack)
        begun = time.monotonic()
        told = fill(environment, folder)
        print(f"filled in {time.monotonic() - begun:.0f} s", file=sys.stderr)
        servers = {side: start(side, environment, stack) for side in SIDES}
        rows = measure(told, servers)
        memory = {side: megabytes(server) for side, (server, _port) in servers.items()}
    engine = "PostgreSQL" if os.environ.get("BENCH_POSTGRES") else "SQLite"
    print_table(rows)
    print(f"{engine}; memory of one server process: {memory}")
    keep("forum", [{key: round(v, 2) if isinstance(v, float) else v for key, v in row.items()} for row in rows])
    keep("forum memory", [{"engine": engine, **memory}])
    return 0


if __name__ == "__main__":
    sys.exit(main())
