"""What a submission of 2 GB costs in memory: eight files of 250 MB through the door of a real server.

Counted every twentieth of a second: the server's own resident memory, shared memory in it; the same for the server and
its sandboxes together (proportional, so that shared pages count once); and what lies in memory file systems (/dev/shm
and the sandbox's work folder alike). Said beside it: the same figures while the server idles.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.results import keep
from bench.run import ROOT, free_port, wait_for
from bench.short import amount

FILES = 8
MEGABYTES = amount("BENCH_FILE_MB", 250, 10)
ALLOWED = 300  # megabytes above idle, for the server itself
_CHUNK = 1_000_000
_EDGE = "contrechamp-bench"
_KINDS = ("jpg", "wav")


def tree(pid: int) -> list[int]:
    """A process and all that descend from it."""
    try:
        told = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return [pid]
    return [pid, *(other for line in told for child in line.split() for other in tree(int(child)))]


def field(path: str, name: str) -> int:
    """A figure of one of the kernel's tables, in bytes; 0 when the process has gone."""
    try:
        found = re.search(rf"^{name}:\s+(\d+) kB", Path(path).read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0


class Sampler(threading.Thread):
    """Keeps the largest of each figure."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.done = pid, threading.Event()
        self.idle = self.look()
        self.most = dict(self.idle)

    def look(self) -> dict[str, int]:
        return {
            "server": field(f"/proc/{self.pid}/status", "VmRSS"),
            "with_sandboxes": sum(field(f"/proc/{pid}/smaps_rollup", "Pss") for pid in tree(self.pid)),
            "memory_files": field("/proc/meminfo", "Shmem"),
        }

    def run(self) -> None:
        while not self.done.wait(0.05):
            self.most = {name: max(self.most[name], value) for name, value in self.look().items()}


def start_of(kind: str) -> bytes:
    """The beginning of a file of this kind, after which noise may follow."""
    if kind == "wav":
        size = MEGABYTES * 1_000_000 - 44
        head = b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 2, 44_100, 176_400, 4, 16)
        return b"RIFF" + struct.pack("<I", size + 36) + head + b"data" + struct.pack("<I", size)
    from io import BytesIO

    from PIL import Image

    made = BytesIO()
    Image.new("RGB", (1200, 800), "red").save(made, "JPEG")
    return made.getvalue()


def body(token: str) -> Iterator[bytes]:
    """The form, piece by piece."""
    noise = os.urandom(_CHUNK)
    for name, value in (("token", token), ("message", "eight files")):
        yield f'--{_EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    for number in range(FILES):
        kind = _KINDS[number % len(_KINDS)]
        head = f'--{_EDGE}\r\nContent-Disposition: form-data; name="files"; filename="{number}.{kind}"\r\n\r\n'
        start = start_of(kind)
        yield head.encode() + start
        left = MEGABYTES * 1_000_000 - len(start)
        while left:
            yield noise[: min(left, _CHUNK)]
            left -= min(left, _CHUNK)
        yield b"\r\n"
    yield f"--{_EDGE}--\r\n".encode()


def submit(port: int) -> tuple[int, str]:
    """GET the form, send it filled."""
    connection = http.client.HTTPConnection("localhost", port, timeout=3600)
    connection.request("GET", "/leak/")
    page = connection.getresponse().read().decode()
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found, "The drop is closed: see manage.py clean."
    size = sum(len(piece) for piece in body(found[1]))
    headers = {"Content-Type": f"multipart/form-data; boundary={_EDGE}", "Content-Length": str(size)}
    connection.request("POST", "/leak/", body=body(found[1]), headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def main() -> int:
    """Start, send, tell; 1 when the server took more than it may."""
    folder = tempfile.mkdtemp(prefix="contrechamp-bench-")
    port = free_port()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATA_DIR": folder,
        "PORT": str(port),
        "SITE_URL": f"http://localhost:{port}",
        "LEAKS_BODY_LIMIT_MB": "2048",
    }
    os.chdir(ROOT)
    try:
        subprocess.run([sys.executable, "manage.py", "prepare", "migrate"], check=True, stdout=subprocess.DEVNULL)
        recipient = [sys.executable, "manage.py", "demo_recipient", "permanence"]
        subprocess.run(recipient, check=True, capture_output=True)
        command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(port)]
        command += ["--lifespan", "off", "--no-access-log", "--no-proxy-headers", "--no-server-header"]
        server = subprocess.Popen([*command, "--log-level", "error"])
        try:
            wait_for(port, server)
            sampler = Sampler(server.pid)
            sampler.start()
            began = time.monotonic()
            status, page = submit(port)
            seconds = time.monotonic() - began
            sampler.done.set()
            sampler.join()
        finally:
            server.terminate()
            server.wait(timeout=30)
        kept = sum(path.stat().st_size for path in Path(folder, "leaks").glob("*.age"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    assert status == 200 and page.count('class="removed"') == FILES, page[:4000]
    rows: list[dict[str, Any]] = []
    print(f"\n{FILES} files of {MEGABYTES} MB in {seconds:.0f} s, {kept / 1e6:.0f} MB sealed")
    print(f"{'memory, MB':<18}{'idle':>8}{'most':>8}{'above':>8}")
    for name, idle in sampler.idle.items():
        above = (sampler.most[name] - idle) / 1e6
        rows.append({"what": name, "mb_idle": idle / 1e6, "mb_most": sampler.most[name] / 1e6, "mb_above": above})
        print(f"{name.replace('_', ' '):<18}{idle / 1e6:>8.0f}{sampler.most[name] / 1e6:>8.0f}{above:>8.0f}")
    keep("memory", rows)
    return int(rows[0]["mb_above"] > ALLOWED)


if __name__ == "__main__":
    sys.exit(main())
