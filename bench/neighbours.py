"""What sign-in, search and posters cost a guest who reads a page beside them.

Two server processes. One process looks at a guest's page, one look after the other with a pause, and never presses;
others press on a dear door meanwhile, at the pace of a flood (2,000 a minute), each kind in turn with quiet seconds
before it. Told are the middle and the slowest tenth of the looks, and how many times the quiet middle that is: the
goal is 1.5. Whoever presses shares the machine, so they are few processes at the lowest priority.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from statistics import median, quantiles
from typing import Any

from bench.floods import PASSWORD, Visitor
from bench.results import keep
from bench.run import ROOT, fetch
from bench.short import IS_SHORT
from bench.stand import Stand

SECONDS = 3 if IS_SHORT else 15
A_MINUTE = 2_000
SENDERS = 8
LOOKED_AT = 422  # a wrong password that was looked at: all the work that the door asks of the server
PAUSE = 0.02
GOAL = 1.5
SIZES = ("3", "4", "5")


def look(ports: list[int], path: str) -> list[float]:
    """Milliseconds of each look at a guest's page."""
    took, ports_in_turn, end = [], itertools.cycle(ports), time.monotonic() + SECONDS
    while time.monotonic() < end:
        began = time.perf_counter()
        status, _body = fetch(next(ports_in_turn), path)
        took.append(1000 * (time.perf_counter() - began))
        assert status == 200, status
        time.sleep(PAUSE)
    return took


# -- Who presses ----------------------------------------------------------------------------------------------------
def sign_in(port: int, told: dict[str, Any]) -> Callable[[int], int]:
    """Posts with right names and wrong passwords."""
    visitor = Visitor(port)
    page = visitor.ask("GET", "/accounts/login/")

    def post(number: int) -> int:
        typed = {"login": told["names"][number % len(told["names"])], "password": f"{PASSWORD} {number}"}
        return visitor.post("/accounts/login/", page, typed).status

    return post


def search(port: int, told: dict[str, Any]) -> Callable[[int], int]:
    """Words that the forum is full of, never the same two."""
    return lambda number: fetch(port, f"/search/?q=caméras+{number}".replace("é", "%C3%A9"))[0]


def posters(port: int, told: dict[str, Any]) -> Callable[[int], int]:
    """Each poster of each event, none of which was drawn before."""
    paths = [f"{event}affiche-a{size}.pdf" for event in told["events"] for size in SIZES]
    return lambda number: fetch(port, paths[number % len(paths)])[0]


DOORS = {"sign-in": sign_in, "search": search, "posters": posters}


def press(door: str, port: int, told: dict[str, Any], turn: int) -> Counter[str]:
    """Every second request of the flood, at an even pace; what was answered, and what was still in hand."""
    os.nice(19)
    ask, answers = DOORS[door](port, told), Counter[str]()
    began, numbers = time.monotonic(), itertools.count(turn, 2)

    def send() -> None:
        for number in numbers:
            time.sleep(max(0.0, began + number * 60 / A_MINUTE - time.monotonic()))
            if time.monotonic() - began > SECONDS:
                return
            answers["in hand"] += 1
            try:
                status = ask(number)
                told = "2xx" if status == LOOKED_AT else f"{status // 100}xx"
            except (OSError, http.client.HTTPException):
                told = "none"
            answers.subtract(["in hand"])
            answers[told] += 1

    senders = [threading.Thread(target=send, daemon=True) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(max(0.0, began + SECONDS + 1 - time.monotonic()))
    return answers


# -- Who looks on ---------------------------------------------------------------------------------------------------
def started(*arguments: Any) -> subprocess.Popen[str]:
    """This module again, in a process of its own."""
    command = [sys.executable, "-m", "bench.neighbours", *(json.dumps(one) for one in arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def heard(process: subprocess.Popen[str]) -> Any:
    """What such a process answers."""
    said, _nothing = process.communicate(timeout=SECONDS + 60)
    assert process.returncode == 0, process.args
    return json.loads(said)


def measured(ports: list[int], path: str, told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a door: the quiet seconds before, then the same with the flood."""
    for door in DOORS:
        quiet = heard(started("look", ports, path))
        pressing = [started("press", door, port, told, turn) for turn, port in enumerate(ports)]
        beside = heard(started("look", ports, path))
        answers: Counter[str] = sum((Counter(heard(one)) for one in pressing), Counter())
        yield {
            "door": door, "quiet_ms": round(median(quiet), 2), "beside_ms": round(median(beside), 2),
            "quiet_tenth_ms": round(quantiles(quiet, n=10)[-1], 2), "tenth_ms": round(quantiles(beside, n=10)[-1], 2),
            "times": round(median(beside) / median(quiet), 2), "answers": dict(sorted((+answers).items())),
        }  # fmt: skip
        time.sleep(2)


def names(number: int) -> list[str]:
    """People who may sign in, those of an earlier run on a kept stand among them."""
    from accounts.models import User

    known = [f"loutre{one}" for one in range(number)]
    there = set(User.objects.filter(username__in=known).values_list("username", flat=True))
    for name in set(known) - there:
        User.objects.create_user(name, password=PASSWORD)
    return known


def events() -> list[str]:
    """Addresses of what there are posters of."""
    from events.models import Event

    return [event.get_absolute_url() for event in Event.objects.order_by("pk")]


def main() -> int:
    """Fill, serve, look, tell; 1 when a guest's page took more than half as long again, or a door let nobody in."""
    if len(sys.argv) > 1:
        what, *arguments = (json.loads(one) for one in sys.argv[1:])
        print(json.dumps(look(*arguments) if what == "look" else press(*arguments)))
        return 0
    with ExitStack() as stack:
        stand = Stand(stack)
        stand.serve_engines()
        told = stand.fill()
        os.environ |= stand.environment
        import django

        django.setup()
        known = {"names": names(5 if IS_SHORT else 50), "events": events()}
        stand.serve()
        for port in stand.ports:
            for _ in range(10):
                fetch(port, told["article"])
        rows = list(measured(stand.ports, told["article"], known))
        engine = stand.engine
    print(f"\n{'beside, on ' + engine:<28}{'quiet ms':>9}{'tenth':>8}{'beside':>8}{'tenth':>8}{'times':>7}  answers")
    for row in rows:
        figures = f"{row['quiet_ms']:>9}{row['quiet_tenth_ms']:>8}{row['beside_ms']:>8}{row['tenth_ms']:>8}"
        answers = " ".join(f"{name} {count}" for name, count in row["answers"].items())
        print(f"{row['door']:<28}{figures}{row['times']:>7}  {answers}")
    keep("neighbours", rows)
    return int(not IS_SHORT and any(row["times"] > GOAL or not row["answers"].get("2xx") for row in rows))


if __name__ == "__main__":
    sys.exit(main())
