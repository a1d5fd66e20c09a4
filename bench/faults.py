"""`make faults`: what becomes of what people write while a part of the site falls, hangs or is full, until it is well.

Two server processes and the worker, with PostgreSQL and Redis of their own (bench/stand.py). Replies, registrations and
messages to the drop are sent by HTTP meanwhile. Ends with 1 when something acknowledged is gone, somebody was answered
without a sentence, or the site does not come back by itself. Writes docs/faults.md and bench/results.json.
`python -m bench.faults [case …]` runs some and writes no page. FAULT_SECONDS: how long each fault lasts.

The disk is a small file system in a mount namespace of this process's own where it is root; else no file of the server
processes may grow (RLIMIT_FSIZE).
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from bench.results import keep
from bench.run import ROOT
from bench.short import amount
from bench.stand import Postgres, Redis, Stand, wait_until
from bench.writers import Attempt, Crowd, register, reply, submit, word_for

LASTS = amount("FAULT_SECONDS", 20, 8)
CALM = 4  # seconds before a fault
PATIENCE = 60  # seconds within which all must be well again
DISK = 300  # megabytes of the data folder's own file system, beside what lies there
PAGE = ROOT / "docs" / "faults.md"
IN_OWN_NAMESPACE = "FAULTS_NAMESPACE"

Fault = tuple[Callable[[Stand], None], Callable[[Stand], None]]  # how it begins and ends


def nothing(stand: Stand) -> None:
    """It ends by itself."""


def at(engine: str, act: str) -> Callable[[Stand], None]:
    """What is done to one of the engines."""
    return lambda stand: getattr(getattr(stand, engine), act)()


def kill_web(stand: Stand) -> None:
    os.kill(stand.webs[0].process.pid, signal.SIGKILL)


def fill_disk(stand: Stand) -> None:
    """Leave no room."""
    if not stand.data.is_mount():
        return limit_files(stand, 0)
    with suppress(OSError), open(stand.data / "ballast", "wb", buffering=0) as ballast:
        while True:
            ballast.write(bytes(100_000))


def empty_disk(stand: Stand) -> None:
    if not stand.data.is_mount():
        return limit_files(stand, resource.RLIM_INFINITY)
    (stand.data / "ballast").unlink(missing_ok=True)


def limit_files(stand: Stand, size: int) -> None:
    for kept in (*stand.webs, stand.worker):
        resource.prlimit(kept.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


CASES: dict[str, tuple[str, Fault]] = {
    "web": ("A server process is killed (kill -9)", (kill_web, nothing)),
    "redis stopped": ("Redis is stopped", (at("redis", "stop"), at("redis", "start"))),
    "redis hangs": ("Redis hangs (SIGSTOP)", (at("redis", "hang"), at("redis", "go_on"))),
    "postgres stopped": ("PostgreSQL loses power", (at("postgres", "stop"), at("postgres", "start"))),
    "postgres hangs": ("PostgreSQL hangs (SIGSTOP)", (at("postgres", "hang"), at("postgres", "go_on"))),
    "disk": ("The disk of the data folder is full", (fill_disk, empty_disk)),
}


# -- The site --------------------------------------------------------------------------------------------------------
def count_kept(words: dict[str, list[str]]) -> dict[str, int]:
    """How many of these words are in the databases, by kind; the drop's are opened with its key."""
    import django

    django.setup()
    from django.conf import settings
    from machina.core.db.models import get_model

    from events.models import Attendance
    from leaks import storage

    posts = get_model("forum_conversation", "Post").objects
    key = next(Path(settings.DATA_DIR, "demo").glob("*"))
    opened = []
    for name in storage.names():
        sealed = b"".join(storage.read(name))
        opened.append(subprocess.run(["age", "-d", "-i", key], input=sealed, capture_output=True).stdout)
    inside = b"".join(opened).decode(errors="replace")
    return {
        "reply": sum(posts.filter(content__contains=word).exists() for word in words["reply"]),
        "registration": Attendance.objects.filter(nickname__in=words["registration"]).count(),
        "drop": sum(word in inside for word in words["drop"]),
    }


def raised(stack: ExitStack) -> tuple[Stand, dict[str, Any]]:
    """A site that runs, and what `lay` says of it."""
    stand = Stand(stack, LEAKS_PER_HOUR="100000", LEAKS_DISK_FLOOR_MB="10")
    stand.serve_engines()
    told = stand.fill()
    if os.environ.get(IN_OWN_NAMESPACE):
        small = stand.folder / "small"
        small.mkdir(exist_ok=True)
        lies_there = sum(file.stat().st_size for file in stand.data.rglob("*") if file.is_file()) // 1_000_000
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK + lies_there}m", "contrechamp", small], check=True)
        stack.callback(subprocess.run, ["umount", "--lazy", small], check=True)
        shutil.copytree(stand.data, small, dirs_exist_ok=True)
        stand.data = small
        stand.environment["DATA_DIR"] = str(small)
    stand.serve(with_worker=True)
    return stand, told


# -- One case --------------------------------------------------------------------------------------------------------
def crowd_at(stand: Stand, told: dict[str, Any]) -> Crowd:
    """Two replies a second, one registration, and a message to the drop every other second."""
    numbers = count()

    def answer(port: int) -> Attempt:
        session = told["sessions"][next(numbers) % len(told["sessions"])]
        return reply(port, path=told["new post"], session=session)

    acts: dict[str, tuple[Callable[[int], Attempt], float]] = {
        "reply": (answer, 0.5),
        "registration": (partial(register, path=told["registration"]), 1.0),
        "drop": (submit, 2.0),
    }
    return Crowd(acts, stand.ports)


def lost(stand: Stand, attempts: list[Attempt]) -> dict[str, int]:
    """How many acknowledged writes are not there, by kind."""
    words = {
        kind: [one.word for one in attempts if one.kind == kind and one.is_kept]
        for kind in ("reply", "registration", "drop")
    }
    command = [sys.executable, "-W", "ignore", "-m", "bench.faults", "--count"]
    done = subprocess.run(
        command, cwd=ROOT, env=stand.environment, input=json.dumps(words), capture_output=True, text=True, check=True
    )
    there = json.loads(done.stdout.splitlines()[-1])
    return {kind: len(words[kind]) - there[kind] for kind in words}


def run_case(stand: Stand, told: dict[str, Any], name: str) -> dict[str, Any]:
    """Calm, fault, and until everybody's tries are accepted again at both processes."""
    title, (begin, end) = CASES[name]
    starts = [kept.starts for kept in (*stand.webs, stand.worker)]
    crowd = crowd_at(stand, told)
    time.sleep(CALM)
    began = time.monotonic()
    begin(stand)
    time.sleep(0 if end is nothing else LASTS)
    before_end = time.monotonic()
    end(stand)
    ended = time.monotonic()
    took = wait_until(lambda: crowd.is_well_since(ended + 1), PATIENCE)
    crowd.stop()
    calm = [one for one in crowd.attempts if one.ended < began]
    gone = lost(stand, crowd.attempts)
    row: dict[str, Any] = {
        "case": name,
        "title": title,
        "seconds": round(before_end - began),
        "sent": len(crowd.attempts),
        "kept": sum(one.is_kept for one in crowd.attempts),
        "refused": {word: times for word, times in sorted(crowd.answers().items()) if word != "kept"},
        "refused_in_calm": sum(not one.is_kept for one in calm),
        "lost": gone,
        "well_after_s": round(crowd.well_after(ended), 1) if took < PATIENCE else None,
        "restarted": [kept.starts - was for kept, was in zip((*stand.webs, stand.worker), starts, strict=True)],
    }
    bare = {(one.kind, one.status): one for one in crowd.attempts if word_for(one).startswith("bare")}
    for one in bare.values():
        print(f"  such as {one.kind} at {one.began - began:.1f} s: {one.status} {one.said[:200]}", file=sys.stderr)
    return row


def is_fault_of_ours(row: dict[str, Any]) -> bool:
    """Whether something was lost, said without a sentence, or is not well by itself."""
    bare = any(word.startswith("bare") for word in row["refused"])
    # Whoever speaks with a process that is killed gets no answer; nobody else may.
    silent = row["refused"].get("no answer", 0) if row["case"] != "web" else 0
    return bool(sum(row["lost"].values()) or bare or silent or row["well_after_s"] is None or row["restarted"][2])


# -- Telling ---------------------------------------------------------------------------------------------------------
def table(rows: list[dict[str, Any]]) -> str:
    """The rows as the page has them."""
    lines = ["| what falls | for | sent | kept | acknowledged and lost | refused | well after |", "|---" * 7 + "|"]
    for row in rows:
        gone = " · ".join(f"{kind} {number}" for kind, number in row["lost"].items())
        refused = ", ".join(f"{times} × {word}" for word, times in row["refused"].items()) or "none"
        well = "not within a minute" if row["well_after_s"] is None else f"{row['well_after_s']} s"
        lasts = f"{row['seconds']} s" if row["seconds"] else "a moment"
        lines.append(f"| {row['title']} | {lasts} | {row['sent']} | {row['kept']} | {gone} | {refused} | {well} |")
    return "\n".join(lines) + "\n"


def write_page(rows: list[dict[str, Any]], engine: str) -> None:
    """Put the table in the place of its engine in docs/faults.md."""
    begin, end = f"<!-- table: {engine} -->\n", "<!-- end of table -->\n"
    before, _, rest = PAGE.read_text().partition(begin)
    _old, _, after = rest.partition(end)
    head = f"Run on {date.today()}: {engine}, two server processes, the worker.\n\n"
    PAGE.write_text(f"{before}{begin}{head}{table(rows)}{end}{after}")


def main() -> int:
    """Raise the site once, run the cases one after the other, tell."""
    if os.geteuid() == 0 and not os.environ.get(IN_OWN_NAMESPACE):
        os.environ[IN_OWN_NAMESPACE] = "1"
        apart = ["unshare", "--mount", "--propagation", "private"]
        os.execvp("unshare", [*apart, sys.executable, "-m", "bench.faults", *sys.argv[1:]])  # noqa: S606 - our own
    chosen = sys.argv[1:] or list(CASES)
    rows = []
    with ExitStack() as stack:
        stand, told = raised(stack)
        for name in chosen:
            is_there = {"redis": Redis.is_installed(), "postgres": Postgres.is_installed()}.get(name.split()[0], True)
            if not is_there:
                print(f"Left out: {name}, which is not installed.")
                continue
            rows.append(run_case(stand, told, name))
            print(json.dumps(rows[-1], ensure_ascii=False), flush=True)
        if any(map(is_fault_of_ours, rows)):
            print(stand.logs()[-6000:], file=sys.stderr)
    print("\n" + table(rows))
    keep("faults", rows)
    if not sys.argv[1:]:
        write_page(rows, stand.engine)
    return int(any(map(is_fault_of_ours, rows)))


if __name__ == "__main__":
    os.chdir(ROOT)
    if sys.argv[1:2] == ["--count"]:
        print(json.dumps(count_kept(json.load(sys.stdin))))
    else:
        sys.exit(main())
