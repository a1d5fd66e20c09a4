"""Whether one person can close the drop: floods on loopback, bounded, and what honest sources meet meanwhile.

Three rows. `messages`: sixty messages of one letter, then two thousand posts a minute, half of them with one form again
and again, half with a fresh one each; fifty sources come meanwhile, do as the page says, and are counted when they are
through within a minute. `wrong receipts`: the same flood at the way back; fifty sources as before. `dear files`: ten
submissions of a drawing that never ends, then a source with a photograph; the seconds until it has its words.
"""

from __future__ import annotations

import html
import http.client
import io
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.results import keep
from bench.run import ROOT, free_port, wait_for
from bench.short import amount

HONEST = amount("BENCH_HONEST", 50, 10)
A_MINUTE = 2_000  # hostile posts
WITHIN = 60.0  # seconds in which an honest source must be through
PRESSING = amount("BENCH_FLOOD_SECONDS", 75, 62)
BOMBS = amount("BENCH_BOMBS", 10, 1)
_BOMB = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="4000"><filter id="f">'
    + '<feGaussianBlur stdDeviation="900"/><feTurbulence numOctaves="99" baseFrequency="0.9"/>' * 60
    + "</filter>"
    + '<rect width="4000" height="4000" filter="url(#f)"/>' * 20
    + "</svg>"
).encode()


@dataclass
class Client:
    """A browser without scripts, cookies or patience."""

    port: int

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, int, str]:
        """Status, the seconds of Retry-After, and the page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=900)
        try:
            headers = {"Host": "localhost"} | ({"Content-Type": kind} if kind else {})
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            return answer.status, int(answer.headers.get("Retry-After") or 0), answer.read().decode()
        finally:
            connection.close()

    def form(self) -> str:
        """A fresh form's token."""
        return token_in(self.ask("GET", "/leak/")[2])

    def send(
        self, path: str = "/leak/", *, files: tuple[tuple[str, bytes], ...] = (), **fields: str
    ) -> tuple[int, int, str]:
        """A form, as browsers send it."""
        edge = uuid.uuid4().hex
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        for name, content in files:
            head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
            parts += [head.encode(), content, b"\r\n"]
        body = b"".join([*parts, f"--{edge}--\r\n".encode()])
        return self.ask("POST", path, body, f"multipart/form-data; boundary={edge}")


def token_in(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    return html.unescape(found[1]) if found else ""


@dataclass
class Flood:
    """Posts at a steady pace from some threads, until told to end."""

    client: Client
    path: str
    fields: dict[str, str]
    answers: Counter[int] = field(default_factory=Counter)
    done: threading.Event = field(default_factory=threading.Event)

    def press(self, threads: int = 16) -> list[threading.Thread]:
        pause = 60 * threads / A_MINUTE
        pressing = [threading.Thread(target=self._one, args=(n, pause), daemon=True) for n in range(threads)]
        for thread in pressing:
            thread.start()
        return pressing

    def _one(self, number: int, pause: float) -> None:
        token = self.client.form()
        while not self.done.is_set():
            began = time.monotonic()
            try:
                fresh = self.client.form() if number % 2 else token
                status, _wait, _page = self.client.send(self.path, token=fresh, **self.fields)
            except OSError:
                status = 0
            self.answers[status] += 1
            self.done.wait(max(0.0, began + pause - time.monotonic()))


def honest(client: Client, number: int, spread: float) -> float | None:
    """One source: comes, sends, waits as long as it is told to. The seconds until it has its words, if it has."""
    time.sleep(number * spread / HONEST)
    began = time.monotonic()
    token = client.form()
    while time.monotonic() - began < WITHIN:
        status, wait, page = client.send(token=token, message=f"An honest message, number {number}.")
        if status == 200:
            return time.monotonic() - began
        token = token_in(page) or client.form()
        if time.monotonic() - began + wait > WITHIN:
            return None
        time.sleep(max(wait, 1))
    return None


def under(client: Client, flood: Flood) -> dict[str, Any]:
    """The honest sources under a flood."""
    pressing = flood.press()
    began = time.monotonic()
    with ThreadPoolExecutor(HONEST) as crowd:
        waits = list(crowd.map(lambda number: honest(client, number, PRESSING - WITHIN), range(HONEST)))
    flood.done.set()
    for thread in pressing:
        thread.join(60)
    through = [wait for wait in waits if wait is not None]
    minutes = (time.monotonic() - began) / 60
    return {
        "honest": HONEST,
        "through": len(through),
        "seconds_median": round(statistics.median(through), 1) if through else None,
        "seconds_worst": round(max(through), 1) if through else None,
        "hostile_a_minute": round(flood.answers.total() / minutes),
        "hostile_let_in": flood.answers[200],
    }


def dear_files(client: Client) -> dict[str, Any]:
    """Ten drawings that never end, each a submission; then a photograph."""
    from PIL import Image

    photo = io.BytesIO()
    Image.effect_noise((1600, 1200), 60).convert("RGB").save(photo, "JPEG")
    tokens = [client.form() for _ in range(BOMBS + 1)]
    answers: Counter[int] = Counter()

    def bomb(token: str) -> None:
        answers[client.send(token=token, files=(("plan.svg", _BOMB),), message="x")[0]] += 1

    threads = [threading.Thread(target=bomb, args=(token,), daemon=True) for token in tokens[:BOMBS]]
    for thread in threads:
        thread.start()
    time.sleep(2)
    began = time.monotonic()
    status, _wait, _page = client.send(token=tokens[-1], files=(("photo.jpg", photo.getvalue()),), message="x")
    seconds = time.monotonic() - began
    for thread in threads:
        thread.join(900)
    everything = time.monotonic() - began
    return {
        "honest": 1,
        "through": int(status == 200),
        "seconds_median": round(seconds, 1),
        "seconds_worst": round(seconds, 1),
        "seconds_until_all_were_refused": round(everything, 1),
        "hostile_let_in": answers[200],
    }


def measured(name: str) -> dict[str, Any]:
    """One row, on a server of its own."""
    folder = tempfile.mkdtemp(prefix="contrechamp-bench-")
    port = free_port()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATA_DIR": folder,
        "PORT": str(port),
        "SITE_URL": f"http://localhost:{port}",
    }
    try:
        for command in (["prepare", "migrate"], ["demo_recipient", "permanence"]):
            subprocess.run([sys.executable, "manage.py", *command], check=True, capture_output=True)
        command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(port)]
        command += ["--lifespan", "off", "--no-access-log", "--no-proxy-headers", "--no-server-header"]
        server = subprocess.Popen([*command, "--log-level", "error"])
        try:
            wait_for(port, server)
            return {"what": name, **ROWS[name](Client(port))}
        finally:
            server.terminate()
            server.wait(timeout=60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def messages(client: Client) -> dict[str, Any]:
    """Sixty letters, then the flood of messages."""
    for _ in range(60):
        client.send(token=client.form(), message="x")
    return under(client, Flood(client, "/leak/", {"message": "x"}))


def wrong_receipts(client: Client) -> dict[str, Any]:
    """The flood at the way back."""
    receipt = " ".join(Path(ROOT, "leaks", "words", "fr.txt").read_text().split()[:7])
    return under(client, Flood(client, "/leak/suivi/", {"receipt": receipt}))


ROWS = {"messages": messages, "wrong receipts": wrong_receipts, "dear files": dear_files}


def main() -> int:
    """Measure each row, tell; 1 when an honest source was kept out, or waited a minute for a photograph."""
    os.chdir(ROOT)
    chosen = sys.argv[1:] or list(ROWS)
    rows = [measured(name) for name in chosen]
    print(f"\n{'flood':<16}{'honest':>8}{'through':>9}{'s median':>10}{'s worst':>9}{'hostile/min':>13}{'let in':>8}")
    for row in rows:
        line = f"{row['what']:<16}{row['honest']:>8}{row['through']:>9}{row['seconds_median'] or '-':>10}"
        line += f"{row['seconds_worst'] or '-':>9}{row.get('hostile_a_minute', '-'):>13}{row['hostile_let_in']:>8}"
        print(line)
    keep("drop_flood", rows)
    return int(any(row["through"] < row["honest"] or (row["seconds_worst"] or 0) > WITHIN for row in rows))


if __name__ == "__main__":
    sys.exit(main())
