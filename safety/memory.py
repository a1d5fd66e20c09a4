"""What is sent and shown in confidence has left this process's memory a few seconds after the answer.

Freed memory keeps what was in it until something else needs the room: for minutes, on a quiet site. So the C library
overwrites what is freed, and Python leaves all its memory to the C library, by variables that must stand before a
process starts: `begin_anew` starts the server again with them. What is not overwritten by that is seen to after such an
answer: objects that hold each other, and the buffer that the loop reads every connection into.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import fcntl
import gc
import logging
import multiprocessing
import os
import re
import resource
import sys
from pathlib import Path

logger = logging.getLogger("safety")

# No caches of single threads: what lies in them is freed, and not overwritten.
OVERWRITING = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0",
}
_SECONDS = 1.5  # after an answer, at most twice
_READ_AT_ONCE = 256_000  # bytes of uvloop's buffer
_ARENA_MAX = -8  # M_ARENA_MAX of <malloc.h>


# -- When the process starts -------------------------------------------------------------------------------------------
def begin_anew() -> None:
    """Start this server again, as the same process, with the variables that it lacks. Only what uvicorn started.

    Whoever sets PYTHONMALLOC has chosen: a site whose sources are served apart goes without.
    """
    is_ours = "uvicorn" in Path(sys.argv[0]).parts and multiprocessing.parent_process() is None
    if is_ours and "PYTHONMALLOC" not in os.environ:
        os.execve(sys.executable, sys.orig_argv, os.environ | OVERWRITING)  # noqa: S606 - our own command again


def guard_memory() -> None:
    """No core dump may hold what people send; other ways out of memory are not ours to close, so say which are open."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not is_overwritten():
        logger.warning(
            "Freed memory of this process is not overwritten: what sources send stays readable for minutes. Serve "
            "sources by another one, or start it with %s (docs/leaks.md).",
            " ".join(f"{name}={value}" for name, value in OVERWRITING.items()),
        )
    if any("zram" not in line for line in _lines("/proc/swaps")[1:]):
        logger.warning("Swap is on: what people send can reach the disk through it. Switch it off or encrypt it.")
    if any(line.startswith("|") for line in _lines("/proc/sys/kernel/core_pattern")):  # no limit holds it back
        logger.warning(
            "A program is given the memory of what crashes, with what people send: sysctl kernel.core_pattern=core"
        )


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def is_overwritten() -> bool:
    """Whether freed memory of this process is overwritten: looks where something was a moment ago."""
    kept = os.urandom(200)
    there, size = id(kept), kept.__sizeof__()
    middle = bytearray(kept[50:150])
    del kept
    return middle not in ctypes.string_at(there, size)


def share_one_heap() -> None:
    """The C library would keep a heap for each thread, none of which gives back what another could use."""
    with contextlib.suppress(AttributeError, OSError):  # not every C library has this
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)


# -- After an answer ---------------------------------------------------------------------------------------------------
def is_forgotten(path: str) -> bool:
    """Whether what is sent to this path, and answered, must leave memory at once."""
    from django.conf import settings

    return any(re.match(pattern, path) for pattern in getattr(settings, "FORGOTTEN_PATHS", settings.QUIET_PATHS))


class Forgetting:
    """Sees to what freeing does not overwrite, soon after an answer and once for all that came meanwhile."""

    def __init__(self) -> None:
        self._is_due = self._comes_again = False
        self._overwriting: asyncio.Future[None] | None = None

    def soon(self) -> None:
        """Ask for it; from the loop's thread."""
        if self._is_due:
            self._comes_again = True  # this answer may not be over yet when what is due is done
            return
        self._is_due = True
        asyncio.get_running_loop().call_later(_SECONDS, self._forget)

    def _forget(self) -> None:
        gc.collect()
        self._overwriting = asyncio.ensure_future(_overwrite_reading_buffer())
        self._is_due = False
        if self._comes_again:
            self._comes_again = False
            self.soon()


class _Sink(asyncio.Protocol):
    """Throws away what it is given."""

    def __init__(self) -> None:
        self.ended = asyncio.get_running_loop().create_future()

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended.set_result(None)


class _GivenAway:
    """A descriptor that the loop closes. uvloop closes a file's descriptor, then the file: in between, another thread
    may have been given the same number, and loses what it had opened.
    """

    def __init__(self, number: int) -> None:
        self._number = number

    def fileno(self) -> int:
        """The descriptor."""
        return self._number

    def close(self) -> None:
        """It is closed already."""


async def _overwrite_reading_buffer() -> None:
    """Let uvloop read as many zeros as its one buffer holds: what was read last stays there otherwise."""
    loop = asyncio.get_running_loop()
    if type(loop).__module__.partition(".")[0] != "uvloop":
        return
    reading, writing = os.pipe()
    with open(writing, "wb", buffering=0) as zeros:
        with contextlib.suppress(OSError):  # one who may not have such a pipe gets a quarter of it
            fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, _READ_AT_ONCE)
        os.set_blocking(writing, False)
        zeros.write(bytes(_READ_AT_ONCE))
    _transport, sink = await loop.connect_read_pipe(_Sink, _GivenAway(reading))
    await sink.ended
