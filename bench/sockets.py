"""Five hundred open pages of one topic on two processes, and a message: who is told when, and what their asking costs.

Each page has a WebSocket, as static/js/live_socket.js opens it; four in five are guests. When told of the message all
of them fetch the new part of the page, spread over a moment as the script does. Shown: the time until the last
one was told and had it, and how often a process computed it. Fails when somebody was not told at all.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import statistics
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import websockets

from bench.results import keep
from bench.run import ROOT, cpu_seconds, fetch
from bench.short import amount
from bench.stand import Stand
from bench.writers import reply

SOCKETS = amount("BENCH_SOCKETS", 500, 50)
GUESTS = SOCKETS * 4 // 5
GOAL = 2.0  # seconds
SPREAD = 0.25  # seconds, at least, over which static/js/topic_live.js spreads the asking
PATIENCE = 60  # seconds after which nobody is told any more


@dataclass
class Page:
    """One open page."""

    port: int
    session: str
    told_at: list[float] = field(default_factory=list)
    had_at: list[float] = field(default_factory=list)

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": f"sessionid={self.session}"} if self.session else {}

    async def listen(self, number: int, last: int, opened: asyncio.Semaphore, ready: list[Page]) -> None:
        """Open the socket, wait for the news, fetch what is new."""
        address = f"ws://127.0.0.1:{self.port}/ws/forum/topics/{number}/"
        more = {"Host": "localhost", **self.headers}
        async with opened:
            socket = await websockets.connect(
                address, origin=websockets.Origin("http://localhost"), additional_headers=more, open_timeout=60
            )
        async with socket:
            async for message in socket:
                event = json.loads(message)["event"]
                if event == "state":
                    ready.append(self)
                if event == "posted":
                    self.told_at.append(time.monotonic())
                    await asyncio.sleep(random.uniform(0, SPREAD))  # noqa: S311 - no secret
                    await self.fetch(part_of(number, last))
                    return

    async def fetch(self, path: str) -> None:
        """One request over a connection of its own."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = [f"GET {path} HTTP/1.1", "Host: localhost", "Connection: close"]
        head += [f"{name}: {value}" for name, value in self.headers.items()]
        writer.write("\r\n".join([*head, "", ""]).encode())
        answer = await reader.read()
        writer.close()
        assert answer.startswith(b"HTTP/1.1 200"), answer[:200]
        self.had_at.append(time.monotonic())


def computed_at(port: int) -> dict[str, int]:
    """What a process has computed so far."""
    return dict(json.loads(fetch(port, "/bench/computed/")[1]))


def part_of(number: int, last: int) -> str:
    """From where an open page fetches what is new."""
    return f"/forum/topics/{number}/since/?post={last}"


async def herd(stand: Stand, told: dict[str, Any]) -> tuple[list[Page], float]:
    """Open all pages, write one message, wait until everybody has it; the moment of writing."""
    sessions = told["sessions"][1:]
    pages = [
        Page(stand.ports[number % 2], "" if number < GUESTS else sessions[number % len(sessions)])
        for number in range(SOCKETS)
    ]
    opened, ready = asyncio.Semaphore(20), list[Page]()
    listening = [
        asyncio.create_task(page.listen(told["topic number"], told["last post"], opened, ready)) for page in pages
    ]
    end = time.monotonic() + 120
    while len(ready) < SOCKETS and time.monotonic() < end:
        await asyncio.sleep(0.1)
    await asyncio.sleep(1)
    began = time.monotonic()
    sent = await asyncio.to_thread(reply, stand.ports[0], path=told["new post"], session=told["sessions"][0])
    assert sent.is_kept, (sent.status, sent.said)
    print(f"the message was acknowledged after {sent.ended - began:.1f} s", file=sys.stderr)
    _done, late = await asyncio.wait(listening, timeout=PATIENCE)
    for task in late:
        task.cancel()
    for task in listening:
        if task.done() and not task.cancelled() and (error := task.exception()):
            print(f"a page failed: {type(error).__name__} {error}"[:200], file=sys.stderr)
    return pages, began


def main() -> int:
    """Raise the site, gather the herd, tell."""
    os.chdir(ROOT)
    with ExitStack() as stack:
        stand = Stand(stack)
        stand.serve_engines()
        told = stand.fill()
        stand.serve()
        for port in stand.ports:
            for session in ("", told["sessions"][0]):
                fetch(port, told["topic, last page"], {"Cookie": f"sessionid={session}"} if session else {})
        cpu = [cpu_seconds(web.process.pid) for web in stand.webs]
        pages, began = asyncio.run(herd(stand, told))
        used = sum(cpu_seconds(web.process.pid) for web in stand.webs) - sum(cpu)
        after = [computed_at(port) for port in stand.ports]
        engine = stand.engine
    part = part_of(told["topic number"], told["last post"])
    times = {who: [counts.get(f"GET {who} {part}", 0) for counts in after] for who in ("guest", "member")}
    told_after = [page.told_at[0] - began for page in pages if page.told_at]
    had_after = [page.had_at[0] - began for page in pages if page.had_at]
    row: dict[str, Any] = {
        "engine": engine,
        "sockets": SOCKETS,
        "guests": GUESTS,
        "told": len(told_after),
        "told_median_s": round(statistics.median(told_after or [0]), 2),
        "told_last_s": round(max(told_after, default=0), 2),
        "had": len(had_after),
        "had_last_s": round(max(had_after, default=0), 2),
        "computed_for_guests": times["guest"],
        "computed_for_members": times["member"],
        "cpu_s": round(used, 2),
    }
    print(f"\n{SOCKETS} open pages ({GUESTS} of guests) on two processes, {engine}: one message")
    print(f"told {row['told']}, the last after {row['told_last_s']} s (goal: {GOAL} s)")
    print(f"had it {row['had']}, the last after {row['had_last_s']} s")
    print(f"computed by each process for guests {times['guest']}, for members {times['member']}; {row['cpu_s']} CPU s")
    keep("sockets", [row])
    return int(row["told"] < SOCKETS or row["had"] < SOCKETS)


if __name__ == "__main__":
    sys.exit(main())
