"""`python -m bench.floods [door …]`: every door of strangers under 2,000 hostile posts a minute, and who gets through.

On loopback alone, against a real server with a data folder of its own; a minute and 2,000 posts a door, no more
(FLOOD_SECONDS, FLOOD_POSTS, FLOOD_PEOPLE make it smaller). Hostile posts are empty, incomplete, wrong, or right-looking
with no work, forged work and work that was spent before. Of the honest people half have a script, which solves the work
that the page brings; half have none, send at once and, turned back, again after the wait. Told beside it: how long the
home page took at worst meanwhile, and what the server's memory grew by.
"""

from __future__ import annotations

import base64
import hashlib
import html
import http.client
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.memory import Sampler
from bench.results import keep
from bench.run import ROOT, free_port, wait_for

SECONDS = min(120, int(os.environ.get("FLOOD_SECONDS", "60")))
POSTS = min(5_000, int(os.environ.get("FLOOD_POSTS", "2000")))
PEOPLE = min(100, int(os.environ.get("FLOOD_PEOPLE", "50")))
WITHIN = 60  # seconds from opening the page
PASSWORD, NEW = "glycine sous la pluie", "nouvelle phrase de passe"
AT_ONCE = 25
SEND_AT_ONCE = 16

Typed = dict[str, str]


@dataclass
class Door:
    """Where to post, what a person types (by their number), what is missing and what is wrong in it."""

    path: str
    typed: Callable[[int], Typed]
    left_out: str
    wrong: Typed
    done: tuple[int, ...] = (302,)


@dataclass
class Page:
    """An answer, and what its form brings."""

    status: int
    text: str

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        return html.unescape(found[1]) if found else ""

    @property
    def work(self) -> str:
        found = re.search(r'data-work="([^"]+)"', self.text)
        return solve(json.loads(html.unescape(found[1]))) if found else ""


@dataclass
class Visitor:
    """Somebody with a browser: a connection for each request, and cookies."""

    port: int
    cookies: Typed = field(default_factory=dict)

    def ask(self, method: str, path: str, typed: Typed | None = None) -> Page:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=90)
        try:
            headers = {"Host": f"localhost:{self.port}", "Referer": f"http://localhost:{self.port}{path}"}
            headers |= {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            if typed is not None:
                headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request(method, path, body=urlencode(typed) if typed is not None else None, headers=headers)
            answer = connection.getresponse()
            for header in answer.headers.get_all("Set-Cookie", []):
                name, _, value = header.partition(";")[0].partition("=")
                self.cookies[name] = value
            return Page(answer.status, answer.read().decode(errors="replace"))
        finally:
            connection.close()

    def post(self, path: str, page: Page, typed: Typed, **fare: str) -> Page:
        form = {"token": page.hidden("token"), "csrfmiddlewaretoken": page.hidden("csrfmiddlewaretoken")}
        return self.ask("POST", path, form | typed | fare)


def solve(asked: dict[str, Any]) -> str:
    """What static/js/work.js does."""
    start = hashlib.sha256(asked["salt"].encode())
    for number in range(asked["maxNumber"] + 1):
        tried = start.copy()
        tried.update(str(number).encode())
        if tried.hexdigest() == asked["challenge"]:
            told = {name: asked[name] for name in ("algorithm", "challenge", "salt", "signature")}
            return base64.b64encode(json.dumps(told | {"number": number}).encode()).decode()
    return ""


# -- What stands on the site ----------------------------------------------------------------------------------------
def lay() -> dict[str, Door]:
    """Fill the site through its own services, and say where the doors are."""
    import django

    django.setup()
    from datetime import timedelta

    from django.utils import timezone

    from accounts.hashing import Argon2AsBefore
    from accounts.models import User
    from accounts.services import make_recovery_phrase
    from campaign.models import Collective
    from events.services import announce
    from places.models import Commune

    commune = Commune.objects.get(insee="13055")
    collective = Collective.objects.create(
        name="Marseille sans caméras", slug="marseille-sans-cameras", commune=commune, contact_email="c@example.org",
        approved_at=timezone.now(),
    )  # fmt: skip
    begins = timezone.now() + timedelta(days=20)
    event = announce(
        hosts=[collective], by=None, publish=True, title="Atelier", commune=commune, starts_at=begins, attendance=True
    )
    day = event.occurrences.get()
    people = [User.objects.create_user(f"loutre{number}", password=PASSWORD) for number in range(PEOPLE)]
    phrases = [make_recovery_phrase(user=person) for person in people]
    for person in people[:AT_ONCE]:  # as it was stored before
        User.objects.create(username=f"vieux{person.username}", password=Argon2AsBefore().encode(PASSWORD, "s" * 22))
    report = {"name": "Micros du port", "kinds": "sound", "commune": "Marseille", "status": "planned", "when": "2022"}
    proposal = {"title": "Ciné-club", "kind": "talk", "day": f"{begins.date()}", "hour": "20:00"}
    signing_up = {"password1": PASSWORD, "email": ""}
    return {
        "sign-in": Door("/accounts/login/", lambda n: {"login": f"loutre{n}", "password": PASSWORD}, "password",
                        {"password": "un autre mot"}),
        "recovery": Door("/accounts/recover/", lambda n: {"username": f"loutre{n}", "phrase": phrases[n % PEOPLE],
                         "password1": NEW}, "phrase", {"phrase": "a b c"}),
        "sign-up": Door("/accounts/signup/", lambda n: {"public_name": f"Fouine {n}"}
                        | signing_up, "public_name", {"password1": "court"}),
        "contact": Door(f"{collective.get_absolute_url()}ecrire/", lambda n: {"sender": f"m{n}@example.org",
                        "message": f"Bonjour {n}"}, "message", {"sender": "nobody"}, (200,)),
        "watches": Door("/collectifs/alertes/", lambda n: {"commune": "Marseille", "radius_km": "20",
                        "email": f"m{n}@example.org"}, "email", {"radius_km": "7000"}),
        "reports": Door("/projets/signaler/", lambda n: report | {"source": f"Journal {n}"}, "source",
                        {"when": "hier"}),
        "registrations": Door(f"{day.get_absolute_url()}inscription/", lambda n: {"nickname": f"Mésange {n}"},
                              "nickname", {"email": "nobody"}),
        "proposals": Door("/agenda/proposer/", lambda n: proposal | {"commune": "Marseille", "note": f"{n}"}, "title",
                          {"day": "jamais"}),
    }  # fmt: skip


# -- The flood ------------------------------------------------------------------------------------------------------
@dataclass
class Flood:
    """Hostile posts at an even pace, until they are all sent or time is over."""

    port: int
    door: Door
    answers: Counter[str] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        hostile = Visitor(self.port)
        page = hostile.ask("GET", self.door.path)
        spent = page.work
        kinds: Iterator[int] = itertools.cycle(range(6))
        began = time.monotonic()
        with ThreadPoolExecutor(SEND_AT_ONCE) as senders:
            for number in range(POSTS):
                left = began + number * SECONDS / POSTS - time.monotonic()
                if self.over.wait(max(0.0, left)) or time.monotonic() - began > SECONDS:
                    break
                senders.submit(self.send, hostile, page, next(kinds), number, spent)

    def send(self, hostile: Visitor, page: Page, kind: int, number: int, spent: str) -> None:
        if self.over.is_set():
            return
        # Half of them type the names of the very people who come, half names that do not exist.
        # Who signs up first has a name, so there they type others.
        known = number % 2 and "signup" not in self.door.path
        right = self.door.typed(number % PEOPLE if known else 1000 + number)
        typed, fare = [
            ({}, {"token": ""}),
            ({name: value for name, value in right.items() if name != self.door.left_out}, {}),
            (right | self.door.wrong, {}),
            (right | self.seeming(number), {}),
            (right | self.seeming(number), {"work": "QUFBQQ=="}),
            (right | self.seeming(number), {"work": spent}),
        ][kind]
        try:
            self.answers[f"{hostile.post(self.door.path, page, typed, **fare).status // 100}xx"] += 1
        except (OSError, http.client.HTTPException):
            self.answers["none"] += 1

    def seeming(self, number: int) -> Typed:
        """Right to look at: on these two pages somebody else's secret must stay unknown."""
        return self.door.wrong if "login" in self.door.path or "recover" in self.door.path else {}


def comes_through(port: int, door: Door, number: int, *, script: bool) -> float:
    """How long an honest person takes, from opening the page; infinite when they never get through."""
    time.sleep(number * 20 / PEOPLE)
    began = time.monotonic()
    person, typed = Visitor(port), door.typed(number)
    try:
        page = person.ask("GET", door.path)
        while time.monotonic() - began < WITHIN:
            page = person.post(door.path, page, typed, **({"work": page.work} if script else {}))
            if page.status in door.done:
                return time.monotonic() - began
            if page.status not in (429, 503):
                print(f"{door.path} answered {page.status}: {re.findall('<li>(.*)</li>', page.text)[:3]}")
                return float("inf")
            if not script:
                time.sleep(max(1.0, began + 21 - time.monotonic()))
    except (OSError, http.client.HTTPException):
        pass
    return float("inf")


def look_at_home(port: int, until: threading.Event) -> float:
    """The slowest answer of the home page, in seconds."""
    slowest = 0.0
    while not until.wait(1):
        began = time.monotonic()
        Visitor(port).ask("GET", "/?page=1")
        slowest = max(slowest, time.monotonic() - began)
    return slowest


def press(port: int, pid: int, name: str, door: Door) -> dict[str, Any]:
    """One door, its flood and its people."""
    flood, sampler, end = Flood(port, door), Sampler(pid), threading.Event()
    sampler.start()
    with ThreadPoolExecutor(PEOPLE + 2) as crowd:
        flooding, home = crowd.submit(flood.run), crowd.submit(look_at_home, port, end)
        people = [crowd.submit(comes_through, port, door, n, script=bool(n % 2)) for n in range(PEOPLE)]
        took = sorted(one.result() for one in people)
        flooding.result()
        flood.over.set()
        end.set()
        sampler.done.set()
        return {
            "door": name,
            "hostile": sum(flood.answers.values()),
            "answers": dict(sorted(flood.answers.items())),
            "through": sum(seconds <= WITHIN for seconds in took),
            "of": PEOPLE,
            "slowest_s": round(took[-1], 1),
            "home_s": round(home.result(), 2),
            "mb_above": round((sampler.most["server"] - sampler.idle["server"]) / 1e6),
        }


def sign_in_at_once(port: int, pid: int, name: str, prefix: str) -> dict[str, Any]:
    """Twenty-five people sign in at the same moment, with the right password."""
    visitors = [Visitor(port) for _ in range(AT_ONCE)]
    pages = [visitor.ask("GET", "/accounts/login/") for visitor in visitors]
    for _ in range(AT_ONCE):
        Visitor(port).ask("GET", "/?page=1")
    sampler, end = Sampler(pid), threading.Event()
    sampler.start()
    with ThreadPoolExecutor(AT_ONCE + 1) as crowd:
        home = crowd.submit(look_at_home, port, end)

        def sign_in(number: int) -> int:
            typed = {"login": f"{prefix}loutre{number}", "password": PASSWORD}
            return visitors[number].post("/accounts/login/", pages[number], typed).status

        began = time.monotonic()
        codes = list(crowd.map(sign_in, range(AT_ONCE)))
        seconds = time.monotonic() - began
        end.wait(1.5)
        end.set()
        sampler.done.set()
        above = (sampler.most["server"] - sampler.idle["server"]) / 1e6
        return {
            "door": name, "hostile": 0, "answers": {}, "through": codes.count(302), "of": AT_ONCE,
            "slowest_s": round(seconds, 1), "home_s": round(home.result(), 2), "mb_above": round(above),
        }  # fmt: skip


def tell(row: dict[str, Any]) -> None:
    answers = " ".join(f"{name} {count}" for name, count in row["answers"].items())
    through = f"{row['through']}/{row['of']}"
    figures = f"{row['slowest_s']:>9}{row['home_s']:>8}{row['mb_above']:>6}"
    print(f"{row['door']:<24}{row['hostile']:>8}{through:>9}{figures}  {answers}", flush=True)


def main() -> int:
    """Fill, start, flood each door, tell; 1 when somebody honest stayed outside."""
    folder, port = tempfile.mkdtemp(prefix="contrechamp-bench-"), free_port()
    site = {"DJANGO_SETTINGS_MODULE": "bench.settings", "DATA_DIR": folder, "PORT": str(port)}
    os.environ |= site | {"SITE_URL": f"http://localhost:{port}"}
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    rows: list[dict[str, Any]] = []
    try:
        steps = ["migrate", "communes", "static", "admin"]
        subprocess.run([sys.executable, "manage.py", "prepare", *steps], check=True, stdout=subprocess.DEVNULL)
        doors = lay()
        wanted = sys.argv[1:] or ["at-once", *doors]
        command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--host", "127.0.0.1"]
        command += ["--port", str(port), "--lifespan", "off", "--no-access-log", "--no-proxy-headers"]
        log = Path(folder, "server.log").open("w")
        server = subprocess.Popen([*command, "--no-server-header", "--log-level", "error"], stderr=log)
        try:
            wait_for(port, server)
            print(
                f"{'door':<24}{'hostile':>8}{'through':>9}{'slowest s':>9}{'home s':>8}{'MB':>6}  answers to the flood"
            )
            if "at-once" in wanted:
                for name, prefix in (("25 sign-ins", ""), ("25 with earlier hashes", "vieux")):
                    rows.append(sign_in_at_once(port, server.pid, name, prefix))
                    tell(rows[-1])
            for name in [name for name in doors if name in wanted]:
                rows.append(press(port, server.pid, name, doors[name]))
                tell(rows[-1])
        finally:
            server.terminate()
            server.wait(timeout=60)
            log.close()
        said = Path(folder, "server.log").read_text()
        if "Traceback" in said:
            print(said[-4000:])
            return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    keep("floods", rows)
    return int(any(row["through"] < row["of"] for row in rows))


if __name__ == "__main__":
    sys.exit(main())
