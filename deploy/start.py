"""`make run`: prepares what has changed, then runs the server and the worker until Ctrl-C.

Runs under .venv with the standard library only, so that a second start costs nothing but the server's own.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from messages import compile_messages

ROOT = Path(__file__).resolve().parent.parent
SERVER_FLAGS = ["--lifespan", "off", "--no-access-log", "--no-proxy-headers", "--no-server-header"]
SERVER_FLAGS += ["--http", "engine.connections:Connection"]


def digest(files: Iterable[Path], *words: str) -> str:
    """One hash for the contents of some files and some words."""
    total = hashlib.sha256(repr(words).encode())
    for file in sorted(files):
        if file.is_file():
            total.update(str(file).encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


def current_stamps() -> dict[str, str]:
    """What each step depends on; a step runs again when its hash differs from the one of its last success."""
    packages = ROOT / "requirements.txt"
    migrations = [file for sign in ROOT.glob("*/__init__.py") for file in sign.parent.rglob("migrations/*.py")]
    engines = [os.environ.get(name, "") for name in ("DATABASE_URL", "LEAKS_DATABASE_URL")]
    return {
        "migrate": digest([packages, *migrations], *engines),
        "communes": digest((ROOT / "places" / "data").glob("*"), *engines),
        "static": digest([packages, *(ROOT / "static").rglob("*"), *(ROOT / "config").rglob("*sheets.py")]),
        "admin": digest([], *engines),
        "demo": digest([], *engines),
    }


def remembered(path: Path) -> dict[str, str]:
    """The stamps of the last start; none when the file is missing, empty or damaged: every step may run again."""
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def prepare(data_dir: Path) -> None:
    """Run the steps whose stamp is missing or old, in one process, and remember their success."""
    path = data_dir / "stamps.json"
    old = remembered(path)
    new = current_stamps()
    steps = [step for step in new if old.get(step) != new[step]]
    if not steps:
        return
    print("Preparing:", ", ".join(steps), flush=True)
    subprocess.run([sys.executable, "manage.py", "prepare", *steps], cwd=ROOT, check=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps(new))
    unfinished.replace(path)


def die_with_parent() -> None:
    """A child of a killed starter must not linger and hold the port (Linux only; elsewhere nothing happens)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def raise_limit_of_files() -> None:
    """Each open page holds a connection: a server may have as many as the system allows."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def start(*command: str) -> subprocess.Popen:
    """Start a child in a session of its own: Ctrl-C reaches us alone, and we stop it in order."""
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent,
    )


def stop(children: list[subprocess.Popen]) -> None:
    """Ask every child to end, wait, then insist."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    end = time.monotonic() + 15
    for child in children:
        try:
            child.wait(timeout=max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def answers(port: int) -> bool:
    """Does somebody listen there?"""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def main() -> int:
    """Prepare, start, wait; 0 after a wanted stop, 1 when something failed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    port = os.environ.setdefault("PORT", "8000")
    if not (port.isdigit() and 0 < int(port) < 65536):
        print(f"PORT: {port!r} is not a port. Give a number from 1 to 65535.", file=sys.stderr)
        return 1
    if answers(int(port)):
        print(f"PORT: {port} is taken. Stop what listens there, or choose another: PORT=8001 make run", file=sys.stderr)
        return 1
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
    os.umask(0o077)  # nothing that the site writes is anybody else's to read
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    data_dir.chmod(0o700)
    os.environ["DATA_DIR"] = str(data_dir)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # no memory of ours is ever written to a disk
    raise_limit_of_files()
    compile_messages(ROOT)
    try:
        prepare(data_dir)
    except subprocess.CalledProcessError:
        print("Preparing failed; the reason is above.", file=sys.stderr)
        return 1

    wanted_stop: list[int] = []
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda number, frame: wanted_stop.append(number))
    server = start("-m", "uvicorn", "config.asgi:application", "--port", port, "--log-level", "warning", *SERVER_FLAGS)
    children = [server]
    try:
        while not (wanted_stop or answers(int(port)) or server.poll() is not None):
            time.sleep(0.05)
        if not wanted_stop and server.poll() is None:
            print(f"\nhttp://localhost:{port}\n", flush=True)
            children.append(start("manage.py", "work"))
        while not wanted_stop and all(child.poll() is None for child in children):
            time.sleep(0.2)
    finally:
        failed = not wanted_stop
        stop(children)
    if failed:
        print("The server or the worker ended by itself; the reason is above.", file=sys.stderr)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
