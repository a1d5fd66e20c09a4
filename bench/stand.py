"""A whole installation of a benchmark's own: PostgreSQL, Redis, two server processes and the worker, in one folder.

What ends is started again two seconds later, as deploy/systemd does. On PostgreSQL where its programs are installed
(BENCH_SQLITE=1: without), on Redis where there is one. Nothing that runs on the machine is asked or stopped.
BENCH_STAND names a folder that is kept, filled, for the next time.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from bench.run import ROOT, free_port, wait_for

RESTARTED_AFTER = 2.0  # seconds, as in deploy/systemd
PROCESSES = 2
_SERVER = ["-W", "ignore", "-m", "uvicorn", "config.asgi:application", "--lifespan", "off", "--no-access-log"]
_SERVER += ["--no-proxy-headers", "--no-server-header", "--log-level", "error"]
_SERVER += ["--http", "engine.connections:Connection"]


class Postgres:
    """A server with its own files, which are kept through every stop."""

    def __init__(self, folder: Path) -> None:
        self.port, self.folder = free_port(), folder
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
        self.programs = found[-1].parent
        if folder.exists():
            return
        folder.mkdir(mode=0o700, parents=True)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        self._run("initdb", "-D", folder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8")

    @staticmethod
    def is_installed() -> bool:
        return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) and not os.environ.get("BENCH_SQLITE")

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}"

    def _run(self, program: str, *arguments: Any) -> None:
        as_whom = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*as_whom, str(self.programs / program), *map(str, arguments)]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start(self) -> None:
        """Return when it takes connections; the disk is waited for, as in production."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        self._run("pg_ctl", "-D", self.folder, "-w", "-l", self.folder / "log", "-o", options, "start")

    def stop(self) -> None:
        """As when its machine loses power."""
        with suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-D", self.folder, "-m", "immediate", "stop")

    def hang(self) -> None:
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, which: signal.Signals) -> None:
        postmaster = int((self.folder / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for pid in (postmaster, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(pid, which)


class Redis:
    """A server that remembers nothing when it is stopped."""

    def __init__(self, folder: Path) -> None:
        self.port, self.folder = free_port(), folder
        self.process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def is_installed() -> bool:
        return shutil.which("redis-server") is not None and not os.environ.get("BENCH_SQLITE")

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--dir"]
        self.process = subprocess.Popen([*command, str(self.folder)], stdout=subprocess.DEVNULL)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def hang(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)


class Kept:
    """A process that is started again whenever it ends."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.command, self.environment, self.log = command, environment, log
        self.starts, self._ended = 0, threading.Event()
        self._start()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    def _start(self) -> None:
        with self.log.open("a") as output:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=output, stderr=subprocess.STDOUT
            )
        self.starts += 1

    def _keep(self) -> None:
        while not self._ended.wait(0.1):
            if self.process.poll() is not None and not self._ended.wait(RESTARTED_AFTER):
                self._start()

    def end(self) -> None:
        self._ended.set()
        self._keeper.join()
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Stand:
    """The installation. `data` may be a file system of its own before `start`."""

    def __init__(self, stack: ExitStack, **settings: str) -> None:
        kept = os.environ.get("BENCH_STAND")
        self.folder = Path(kept or stack.enter_context(tempfile.TemporaryDirectory(prefix="contrechamp-bench-")))
        self.folder.mkdir(exist_ok=True)
        self.folder.chmod(0o755)
        self.data = self.folder / "data"
        self.data.mkdir(exist_ok=True)
        self.stack = stack
        self.postgres = Postgres(self.folder / "postgres") if Postgres.is_installed() else None
        self.redis = Redis(self.folder) if Redis.is_installed() else None
        self.webs: list[Kept] = []
        self.ports = [free_port() for _ in range(PROCESSES)]
        self.environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "DATA_DIR": str(self.data),
            "SITE_URL": "http://localhost",
            "PORT": str(self.ports[0]),
        }
        for name in ("DATABASE_URL", "LEAKS_DATABASE_URL", "REDIS_URL"):
            self.environment.pop(name, None)
        self.environment |= settings

    @property
    def engine(self) -> str:
        """On what it stands, in words."""
        return ("PostgreSQL" if self.postgres else "SQLite") + (" + Redis" if self.redis else "")

    def serve_engines(self) -> None:
        """Start what the site stands on, and make its database."""
        if self.postgres:
            self.postgres.start()
            self.stack.callback(self.postgres.stop)
            self.stack.callback(self.postgres.go_on)
            import psycopg

            with psycopg.connect(f"{self.postgres.url}/postgres", autocommit=True) as connection:
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'site'").fetchone():
                    connection.execute("CREATE DATABASE site")
            self.environment["DATABASE_URL"] = f"{self.postgres.url}/site"
        if self.redis:
            self.redis.start()
            self.stack.callback(self.redis.stop)
            self.environment["REDIS_URL"] = self.redis.url

    def manage(self, *command: str) -> None:
        """A command of the site's, in a process of its own."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-2000:]

    def fill(self) -> dict[str, Any]:
        """Migrate and fill (bench/stand_data.py), unless a folder that was kept is full; what there is to ask."""
        told = self.folder / "told.json"
        if not told.exists():
            self.manage("prepare", "migrate", "static")
            command = [sys.executable, "-W", "ignore", "-m", "bench.stand_data", str(self.folder)]
            subprocess.run(command, cwd=ROOT, env=self.environment, check=True)
        elif os.environ.get("BENCH_STAND"):  # of an earlier version, perhaps
            self.manage("migrate")
        return dict(json.loads(told.read_text()))

    def serve(self, *, with_worker: bool = False) -> None:
        """Start the server processes, and return when they answer."""
        for number, port in enumerate(self.ports):
            command = [sys.executable, *_SERVER, "--port", str(port)]
            self.webs.append(Kept(command, self.environment, self.folder / f"web{number}.log"))
            self.stack.callback(self.webs[-1].end)
        for web, port in zip(self.webs, self.ports, strict=True):
            wait_for(port, web.process)
        if with_worker:
            self.worker = Kept([sys.executable, "manage.py", "work"], self.environment, self.folder / "worker.log")
            self.stack.callback(self.worker.end)

    def logs(self) -> str:
        """What the processes said."""
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))


def wait_until(what: Any, seconds: float) -> float:
    """The seconds until `what()` is true; infinite when it never is."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if what():
            return time.monotonic() - began
        time.sleep(0.1)
    return float("inf")
