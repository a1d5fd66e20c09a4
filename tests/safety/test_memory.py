"""Freed memory is overwritten in servers, however they are started; those that do not say so."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from safety.memory import OVERWRITING
from tests.browsers import ROOT, serving

TELL = "from safety.memory import is_overwritten; print(is_overwritten())"


def said(**environment: str) -> str:
    plain = {name: value for name, value in os.environ.items() if name not in OVERWRITING}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", TELL], cwd=ROOT, env=plain | environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_variables_make_freed_memory_overwritten():
    assert said(**OVERWRITING) == "True"
    assert said() == "False", "Python's own blocks keep what was in them"
    assert said(PYTHONMALLOC="malloc") == "False", "so does the C library by itself"
    assert said(**{**OVERWRITING, "GLIBC_TUNABLES": "glibc.malloc.perturb=165"}) == "False", "in its threads' caches"


@pytest.mark.django_db(transaction=True, databases=["default", "leaks"])
def test_server_starts_again_with_the_variables(live_site):
    process = Path(f"/proc/{live_site.process.pid}")
    environment = process.joinpath("environ").read_text().replace(":", "\0").split("\0")  # glibc cuts its own there
    for name, value in OVERWRITING.items():
        assert set(f"{name}={value}".split(":")) <= set(environment)
    assert "not overwritten" not in live_site.log.read_text()


@pytest.mark.django_db(transaction=True, databases=["default", "leaks"])
def test_server_whose_operator_chose_otherwise_says_so(tmp_path):
    with serving(tmp_path / "log", PYTHONMALLOC="pymalloc") as site:
        assert "Freed memory of this process is not overwritten" in site.log.read_text()


OPENING_MEANWHILE = """
import asyncio, os, threading, uvloop
from safety import memory

lost, done = [], threading.Event()

def open_and_read():
    while not done.is_set():
        try:
            with open("/dev/zero", "rb") as file:
                assert file.read(1) == b"\\0"
        except OSError as error:
            lost.append(error)

async def overwrite():
    await memory._overwrite_reading_buffer()
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(1000):
        await memory._overwrite_reading_buffer()
    done.set()
    for thread in threads:
        thread.join()
    assert len(os.listdir("/proc/self/fd")) <= before, "each closes what it opened"
    assert not lost, lost[:3]

threads = [threading.Thread(target=open_and_read) for _ in range(4)]
for thread in threads:
    thread.start()
uvloop.run(overwrite())
print("whole")
"""


def test_overwriting_the_buffer_closes_nothing_that_another_thread_opened():
    """A descriptor that is closed twice is another thread's the second time: a page, a file, a sealed blob."""
    run = subprocess.run([sys.executable, "-c", OPENING_MEANWHILE], cwd=ROOT, capture_output=True, text=True)
    assert run.stdout == "whole\n", run.stderr[-2000:]
