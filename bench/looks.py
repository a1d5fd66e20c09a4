"""What pages look like in figures: heights, weights, where the first things stand, what thirteen plates cost.

A browser opens the demonstration at the widths of a phone and of a desktop. Weights are what a visitor's first page
brings: documents and style sheets as a server in front compresses them (gzip), faces and pictures as they are.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.results import keep
from bench.run import addresses, free_port, wait_for

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = (360, 1280)
HIGH = 740
PLATES = 13
ROUNDS = 50
COMPRESSED = ("document", "stylesheet", "script")
# Where on a page a visitor begins; told when the page has one.
FIRST = {"first message": ".post", "first button": "main .button--primary"}


@dataclass
class Seen:
    """One page at one width: pixels, bytes of a first visit, pixels from the top to what counts."""

    page: str
    path: str
    width: int
    height: int
    bytes: int
    header: int
    first_message: int | None
    first_button: int | None


def look(browser: Any, origin: str, page: str, path: str, width: int) -> Seen:
    """Open a page as a first visitor does, and measure it."""
    context = browser.new_context(viewport={"width": width, "height": HIGH})
    tab = context.new_page()
    answers: list[Any] = []
    tab.on("response", lambda answer: answers.append(answer))
    tab.goto(origin + path, wait_until="networkidle")
    weight = 0
    for answer in answers:
        body = answer.body()
        weight += len(gzip.compress(body, 6)) if answer.request.resource_type in COMPRESSED else len(body)
    high = tab.evaluate("document.documentElement.scrollHeight")
    header = tab.evaluate("document.querySelector('.site-header__inner')?.getBoundingClientRect().height ?? 0")
    tops = {name: _top(tab, selector) for name, selector in FIRST.items()}
    context.close()
    return Seen(page, path, width, high, weight, round(header), tops["first message"], tops["first button"])


def _top(tab: Any, selector: str) -> int | None:
    found = tab.locator(selector)
    box = found.first.bounding_box() if found.count() else None
    return round(box["y"]) if box else None


def plates_cost() -> dict[str, float]:
    """Milliseconds of thirteen plates on a page, drawn anew and kept."""
    from campaign.plates import plate
    from campaign.plates.drawing import EVENT_KINDS, PROJECT_KINDS

    kinds = [*EVENT_KINDS, *PROJECT_KINDS][:PLATES]
    spent = {"drawn": 0.0, "kept": 0.0}
    for _round in range(ROUNDS):
        plate.cache_clear()
        for state in spent:
            began = time.process_time()
            for number, kind in enumerate(kinds):
                plate(kind, number)
            spent[state] += time.process_time() - began
    return {state: round(1000 * seconds / ROUNDS, 3) for state, seconds in spent.items()}


def print_table(rows: list[Seen]) -> None:
    """Tell all pages, the phone first."""
    print(f"\n{'page':<14}{'width':>6}{'height':>8}{'kB':>7}{'header':>8}{'message':>9}{'button':>8}")
    for row in sorted(rows, key=lambda row: row.width):
        message = "" if row.first_message is None else row.first_message
        button = "" if row.first_button is None else row.first_button
        kilobytes = row.bytes / 1000
        print(f"{row.page:<14}{row.width:>6}{row.height:>8}{kilobytes:>7.1f}{row.header:>8}{message:>9}{button:>8}")


def main() -> int:
    """Fill, start, look, tell."""
    folder, port = tempfile.mkdtemp(prefix="contrechamp-bench-"), free_port()
    origin = f"http://localhost:{port}"
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATA_DIR": folder,
        "PORT": str(port),
        "SITE_URL": origin,
    }
    os.chdir(ROOT)
    try:
        steps = ["migrate", "communes", "static", "admin", "demo"]
        subprocess.run([sys.executable, "manage.py", "prepare", *steps], check=True, stdout=subprocess.DEVNULL)
        command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(port), "--lifespan", "off"]
        server = subprocess.Popen([*command, "--no-access-log", "--log-level", "error"])
        try:
            pages = {name: path for name, path in addresses().items() if name != "empty view"}
            pages |= {"projects": "/projets/", "forum": "/forum/", "commune": "/communes/13055-marseille/"}
            wait_for(port, server)
            rows = looked_at(origin, pages)
        finally:
            server.terminate()
            server.wait(timeout=30)
        cost = plates_cost()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print_table(rows)
    print(f"\n{PLATES} plates: {cost['drawn']:.2f} ms drawn, {cost['kept']:.3f} ms kept")
    keep("looks", [asdict(row) for row in rows])
    keep("plates", [cost])
    return 0


def looked_at(origin: str, pages: dict[str, str]) -> list[Seen]:
    """Every page at every width."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium-headless-shell"), args=["--no-sandbox"])
        rows = [look(browser, origin, name, path, width) for width in WIDTHS for name, path in pages.items()]
        browser.close()
    return rows


if __name__ == "__main__":
    sys.exit(main())
