"""What each page costs in processor time of the server, beside an empty view under the same server.

The figure that survives a noisy machine is the processor time that the server's processes used, divided by the requests
they answered; times on the clock are told besides. Writes bench/results.json.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.results import keep
from bench.short import SECONDS

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS = 4
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Row:
    """One page's cost."""

    page: str
    path: str
    bytes: int
    requests: int
    requests_a_second: float
    cpu_ms: float
    times_empty: float = 1.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and of the children it has waited for or still has."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = sum(int(value) for value in fields[11:15]) / TICK
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(cpu_seconds(int(child)) for child in children)


def fetch(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Host": "localhost", **(headers or {})})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def load_with_wrk(port: int, path: str, headers: dict[str, str] | None = None) -> int:
    """Requests answered while wrk pressed."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(SECONDS))}s", f"http://127.0.0.1:{port}{path}"]
    command += [part for name, value in (headers or {}).items() for part in ("-H", f"{name}: {value}")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said, said
    found = re.search(r"(\d+) requests in", said)
    assert found, said
    return int(found[1])


def load_with_threads(port: int, path: str, headers: dict[str, str] | None = None) -> int:
    """The same without wrk: threads with one connection each."""
    counts = [0] * CONNECTIONS
    end = time.monotonic() + SECONDS

    def press(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.monotonic() < end:
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, (path, answer.status)
            counts[number] += 1
        connection.close()

    threads = [threading.Thread(target=press, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


def measure(server: subprocess.Popen, port: int, page: str, path: str, load: Callable[[int, str], int]) -> Row | None:
    """Warm the page up, press, and divide."""
    status, body = fetch(port, path)
    if status != 200:
        print(f"{page}: {path} answers {status}, left out", file=sys.stderr)
        return None
    for _ in range(10):
        fetch(port, path)
    cpu, clock = cpu_seconds(server.pid), time.monotonic()
    requests = load(port, path)
    seconds = time.monotonic() - clock
    used = cpu_seconds(server.pid) - cpu
    return Row(page, path, len(body), requests, round(requests / seconds, 1), round(1000 * used / max(requests, 1), 2))


def addresses() -> dict[str, str]:
    """One address of each kind, from what the demonstration filled in."""
    import django

    django.setup()
    from django.apps import apps
    from django.utils import translation

    translation.activate("fr")
    pages = {"empty view": "/bench/empty/", "home": "/", "agenda": "/agenda/", "drop": "/leak/"}
    pages["collectives"] = "/collectifs/"
    article = apps.get_model("campaign", "ArticlePage").objects.live().filter(locale__language_code="fr").first()
    if article is not None:
        pages["article"] = article.get_url()
    topic = apps.get_model("forum_conversation", "Topic").objects.filter(approved=True).order_by("-posts_count").first()
    if topic is not None:
        pages["forum topic"] = topic.get_absolute_url() if hasattr(topic, "get_absolute_url") else topic_address(topic)
    return pages


def topic_address(topic: object) -> str:
    """Where machina shows a topic."""
    from django.urls import reverse

    forum = topic.forum
    names = {"forum_slug": forum.slug, "forum_pk": forum.pk, "slug": topic.slug, "pk": topic.pk}
    return reverse("forum_conversation:topic", kwargs=names)


def print_table(rows: list[Row]) -> None:
    print(f"\n{'page':<14}{'CPU ms':>8}{'× empty':>9}{'req/s':>8}{'KiB':>8}")
    for row in rows:
        kib = row.bytes / 1024
        print(f"{row.page:<14}{row.cpu_ms:>8.2f}{row.times_empty:>9.1f}{row.requests_a_second:>8.0f}{kib:>8.1f}")


def main() -> int:
    """Fill, start, measure, tell."""
    load = load_with_wrk if shutil.which("wrk") else load_with_threads
    data_dir = tempfile.mkdtemp(prefix="contrechamp-bench-")
    port = free_port()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATA_DIR": data_dir,
        "PORT": str(port),
        "SITE_URL": f"http://localhost:{port}",
    }
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    try:
        steps = ["migrate", "communes", "static", "admin", "demo"]
        subprocess.run([sys.executable, "manage.py", "prepare", *steps], check=True, stdout=subprocess.DEVNULL)
        command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(port)]
        command += ["--lifespan", "off", "--no-access-log", "--no-proxy-headers", "--no-server-header"]
        server = subprocess.Popen([*command, "--log-level", "error"])
        try:
            pages = addresses()
            wait_for(port, server)
            rows = [row for page, path in pages.items() if (row := measure(server, port, page, path, load))]
        finally:
            server.terminate()
            server.wait(timeout=30)
    finally:
        shutil.rmtree(data_dir, ignore_errors=True)
    for row in rows:
        row.times_empty = round(row.cpu_ms / rows[0].cpu_ms, 1)
    print_table(rows)
    keep("pages", [asdict(row) for row in rows])
    return 0


def wait_for(port: int, server: subprocess.Popen) -> None:
    """Return when the server answers."""
    for _ in range(3000):  # a busy machine is no fault
        if server.poll() is not None:
            raise SystemExit("The server ended before it answered.")
        try:
            if fetch(port, "/healthz")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit("The server did not answer within five minutes.")


if __name__ == "__main__":
    sys.exit(main())
