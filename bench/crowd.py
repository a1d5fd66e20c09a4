"""Whether a crowd is answered: two server processes, and more people at the same moment than they have threads.

Two rows. `all answered`: 300 guests, each at an address that nobody asked for before, and 200 signed-in members; every
one of them shall have a page within half a minute. `too many`: 2,000, half of them members; pages and honest refusals
(503 with Retry-After), no other failure, no connection that breaks, and the home page well a second later.

With DATABASE_URL (PostgreSQL; a database is made there, and dropped) and REDIS_URL it is what a large site has, else
SQLite without Redis. BENCH_CHECKOUT is another checkout to be measured by the same rule, one of before, say.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.results import keep
from bench.run import ROOT, addresses, fetch, free_port, wait_for
from bench.short import IS_SHORT, amount

GUESTS, MEMBERS = amount("BENCH_GUESTS", 300, 30), amount("BENCH_MEMBERS", 200, 20)
TOO_MANY = amount("BENCH_TOO_MANY", 2_000, 1_000)
WITHIN = 30.0  # seconds
PATIENCE = 180.0  # seconds after which the bench itself gives up
CHECKOUT = Path(os.environ.get("BENCH_CHECKOUT") or ROOT)
FLAGS = "--lifespan off --no-access-log --no-proxy-headers --no-server-header --log-level critical".split()


@dataclass
class Told:
    """What a crowd met."""

    statuses: Counter[str] = field(default_factory=Counter)
    last: float = 0.0  # seconds until the last page of status 200
    honest: bool = True  # every 503 said when to come back


async def ask(port: int, path: str, session: str, told: Told, began: float) -> None:
    """One person: one connection, one page."""
    cookie = f"Cookie: sessionid={session}\r\n" if session else ""
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{cookie}Connection: close\r\n\r\n".encode())
            answer = await reader.read(-1)
            writer.close()
    except (OSError, TimeoutError) as error:
        told.statuses[type(error).__name__] += 1
        return
    status = answer[9:12].decode() or "nothing"
    told.statuses[status] += 1
    if status == "200":
        told.last = max(told.last, time.monotonic() - began)
    if status == "503" and b"retry-after" not in answer.lower():
        told.honest = False


async def crowd(ports: list[int], paths: list[str], sessions: list[str], guests: int, members: int) -> Told:
    """All at once, half of them at each process; no two ask for the same address."""
    told, began = Told(), time.monotonic()
    numbers, path = itertools.count(int(time.time() * 1000)), itertools.cycle(paths)
    who = ["" for _ in range(guests)] + [sessions[number % len(sessions)] for number in range(members)]
    asked = [
        ask(ports[number % len(ports)], f"{next(path)}?n={next(numbers)}", session, told, began)
        for number, session in enumerate(who)
    ]
    await asyncio.gather(*asked)
    return told


def members(number: int) -> list[str]:
    """Signed in, as the site itself would leave them."""
    from django.test import Client

    from accounts.models import User

    keys = []
    for place in range(number):
        person = User.objects.create_user(username=f"crowd-{place}", public_name=f"Foule {place}", password=None)
        client = Client(headers={"host": "localhost"})
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        keys.append(client.cookies["sessionid"].value)
    return keys


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """Databases of the bench's own, on the server that the environment names, if it names one."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield {"DATABASE_URL": "", "LEAKS_DATABASE_URL": "", "REDIS_URL": os.environ.get("REDIS_URL", "")}
        return
    import psycopg

    names = {
        f"{variable}DATABASE_URL": f"contrechamp_bench_{os.getpid()}{variable.lower()}" for variable in ("", "LEAKS_")
    }
    with psycopg.connect(url, autocommit=True) as server:
        for name in names.values():
            server.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
        try:
            yield {variable: urlsplit(url)._replace(path=f"/{name}").geturl() for variable, name in names.items()}
        finally:
            for name in names.values():
                server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def row(what: str, told: Told) -> dict[str, Any]:
    """What a crowd met, as it is kept."""
    pages, refused = told.statuses["200"], told.statuses["503"]
    return {
        "what": what,
        "people": told.statuses.total(),
        "pages": pages,
        "refused": refused,
        "failed": told.statuses.total() - pages - refused,
        "honest": told.honest,
        "seconds_until_last_page": round(told.last, 1),
        "statuses": dict(told.statuses),
    }


def measured(folder: str) -> tuple[list[dict[str, Any]], bool]:
    """Both rows, and whether the home page was well a second later."""
    ports = [free_port(), free_port()]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATA_DIR": folder,
        "PORT": str(ports[0]),
        "SITE_URL": f"http://localhost:{ports[0]}",
        "SERVER_PROCESSES": "2",
    }
    steps = ["migrate", "static"] if IS_SHORT else ["migrate", "communes", "static", "admin", "demo"]
    subprocess.run(
        [sys.executable, "manage.py", "prepare", *steps], check=True, stdout=subprocess.DEVNULL, cwd=CHECKOUT
    )
    command = [sys.executable, "-m", "uvicorn", "config.asgi:application", *FLAGS]
    servers = [subprocess.Popen([*command, "--port", str(port)], cwd=CHECKOUT) for port in ports]
    try:
        paths = [path for name, path in addresses().items() if name not in ("empty view", "drop")]
        sessions = members(MEMBERS)
        for port, server in zip(ports, servers, strict=True):
            wait_for(port, server)
            for path in paths:
                fetch(port, path)
        rows = [row("all answered", asyncio.run(crowd(ports, paths, sessions, GUESTS, MEMBERS)))]
        rows.append(row("too many", asyncio.run(crowd(ports, paths, sessions, TOO_MANY // 2, TOO_MANY // 2))))
        time.sleep(1)
        is_well = all(fetch(port, "/")[0] == 200 for port in ports for _ in range(10))
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait(timeout=60)
    return rows, is_well


def main() -> int:
    """Fill, start, come, tell; 1 when somebody met anything but a page or an honest refusal."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    folder = tempfile.mkdtemp(prefix="contrechamp-bench-")
    try:
        with databases() as environment:
            os.environ |= environment
            rows, is_well = measured(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{'crowd':<14}{'people':>8}{'pages':>8}{'refused':>9}{'failed':>8}{'s last page':>13}")
    for one in rows:
        told = f"{one['what']:<14}{one['people']:>8}{one['pages']:>8}{one['refused']:>9}{one['failed']:>8}"
        print(f"{told}{one['seconds_until_last_page']:>13}  {one['statuses']}")
    print(f"home page a second later: {'well' if is_well else 'NOT WELL'}")
    keep("crowd", rows)
    everybody, many = rows
    ok = everybody["pages"] == everybody["people"] and everybody["seconds_until_last_page"] <= WITHIN
    return int(not (ok and many["failed"] == 0 and many["honest"] and is_well))


if __name__ == "__main__":
    sys.exit(main())
