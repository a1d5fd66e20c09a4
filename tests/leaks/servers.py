"""The two ways in which sources are served: by the whole site, and by a process that knows nothing else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.browsers import ROOT, LiveSite, free_port, server_environment, wait_until_up

WAYS = ("the whole site", "the door alone")
# The site's own database is out of reach of the door alone: whatever asks for it fails.
_ENVIRONMENTS = {
    "the whole site": {},
    "the door alone": {"ROOT_URLCONF": "config.urls_source", "DATABASE_URL": "sqlite:////nowhere/site.sqlite3"},
}


@contextmanager
def running(way: str, log: Path, *, within: Sequence[str] = (), **environment: str) -> Iterator[LiveSite]:
    """A server of our own, with the flags of the real one; `within` names a program that starts it with limits."""
    port = free_port()
    command = [*within, sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(port)]
    command += ["--lifespan", "off", "--no-access-log", "--no-proxy-headers", "--no-server-header"]
    command += ["--http", "engine.connections:Connection"]
    environment = server_environment(port) | _ENVIRONMENTS[way] | environment
    environment.setdefault("FAILURES_FILE", str(failures_of(log)))  # its log is silent about sources
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        site = LiveSite(f"http://localhost:{port}", log, process)
        wait_until_up(site, path="/leak/suivi/")
        yield site
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def failures_of(log: Path) -> Path:
    """Where a server says why a view failed, for whoever reads what a test says."""
    return log.with_suffix(".failures")


def why(site: LiveSite) -> str:
    """What the server said of its failures, and the end of its log."""
    failures = failures_of(site.log)
    return (failures.read_text() if failures.exists() else "") + site.log.read_text()[-3000:]


TELLING = {"User-Agent": "SECRETAGENT/1.0", "X-Forwarded-For": "203.0.113.77", "Cookie": "a=SECRETCOOKIE"}


def body_of(*, edge: str, fields: dict[str, str], files: Sequence[tuple[str, bytes]]) -> bytes:
    """A form as browsers send it."""
    parts = []
    for field, value in fields.items():
        parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode())
    for name, content in files:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
        parts += [head.encode(), content, b"\r\n"]
    return b"".join([*parts, f"--{edge}--\r\n".encode()])


def post(site: LiveSite, path: str, fields: dict[str, str], files: Sequence[tuple[str, bytes]] = ()) -> tuple[int, str]:
    """Send a form by HTTP, with everything that a careless browser tells."""
    edge = uuid.uuid4().hex
    headers = {**TELLING, "Content-Type": f"multipart/form-data; boundary={edge}"}
    body = body_of(edge=edge, fields=fields, files=files)
    try:
        request = urllib.request.Request(f"{site}{path}", data=body, headers=headers)  # noqa: S310 - our own site
        with urllib.request.urlopen(request, timeout=280) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()


def form(site: LiveSite) -> str:
    """The page with the form, and words of its own."""
    request = urllib.request.Request(f"{site}/leak/", headers=TELLING)  # noqa: S310 - our own site
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return answer.read().decode()


def token_in(page: str) -> str:
    """The form's token."""
    return re.search(r'name="token" value="([^"]+)"', page).group(1)


def token(site: LiveSite) -> str:
    """A fresh one, from the form."""
    return token_in(form(site))


def send(site: LiveSite, *, message: str, name: str, content: bytes) -> tuple[int, str]:
    """A submission of one file."""
    return post(site, "/leak/", {"message": message, "token": token(site)}, [(name, content)])


def receipt_in(page: str) -> str:
    """The seven words."""
    return re.search(r'id="receipt">([^<]+)<', page).group(1)


def is_alive(pid: int) -> bool:
    """Whether this process still runs (one that only waits to be counted out does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def kill_nine(process: subprocess.Popen) -> None:
    """What the kernel does when memory is short, or an operator in a hurry."""
    os.kill(process.pid, 9)
    process.wait()
