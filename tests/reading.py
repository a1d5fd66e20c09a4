"""Files that a running server writes are read by another process.

When a process closes any file of a SQLite database, the kernel drops every lock that this process holds on it: the
connections that a test has open would be without, and the server would take their log away beneath them ("disk I/O
error"). So pytest itself opens none of them but through SQLite: `guard` makes every other attempt fail, wherever in a
test it is.
"""

from __future__ import annotations

import functools
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

Result = TypeVar("Result")

SUFFIXES = ("", "-wal", "-shm", "-journal")
_guarded: set[str] = set()
_names: set[str] = set()
_lock = threading.Lock()


def elsewhere(read: Callable[..., Result]) -> Callable[..., Result]:
    """Run a function of a module in another process, always the same; what it raises is raised here."""

    @functools.wraps(read)
    def ask(*args: Any) -> Result:
        if multiprocessing.parent_process() is not None:
            return read(*args)
        with _lock:
            reader = _reader()
            reader.send((read.__module__, read.__qualname__, args))
            done, result = reader.recv()
        if not done:
            raise result
        return result

    return ask


@functools.cache
def _reader() -> Connection:
    """The end of a pipe to a process that begins anew: it inherits no file. It ends with this one."""
    here, there = multiprocessing.Pipe()
    multiprocessing.get_context("spawn").Process(target=_serve, args=(there,), daemon=True).start()
    there.close()
    return here


def _serve(questions: Connection) -> None:
    while True:
        try:
            module, name, args = questions.recv()
        except EOFError:
            return
        try:
            __import__(module)
            questions.send((True, getattr(sys.modules[module], name)(*args)))
        except Exception as problem:
            questions.send((False, problem))


@elsewhere
def content_of(folder: Path, pattern: str = "**/*") -> dict[Path, bytes]:
    """What lies in the files of a folder, by their paths."""
    return {path: path.read_bytes() for path in folder.glob(pattern) if path.is_file()}


@elsewhere
def traces(folder: Path, words: dict[str, str]) -> list[str]:
    """Which planted words lie in which files of a folder, names of files included."""
    found = []
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        found += [f"{what} in {path}" for what, word in words.items() if word.encode() in content or word in path.name]
    return found


# -- Databases ---------------------------------------------------------------------------------------------------------
def files_of(database: Path) -> list[str]:
    """The file of an SQLite database and those that SQLite puts beside it."""
    return [f"{os.path.realpath(database)}{suffix}" for suffix in SUFFIXES]


def held_open(database: Path) -> list[str]:
    """Which files of a database this process has open now."""
    ours, held = set(files_of(database)), []
    for link in os.listdir("/proc/self/fd"):
        try:
            name = os.readlink(f"/proc/self/fd/{link}")
        except OSError:
            continue  # the list's own
        if name.removesuffix(" (deleted)") in ours:
            held.append(name)
    return held


def guard(databases: Iterable[Path]) -> None:
    """From now on this process opens these databases through SQLite alone: anything else raises PermissionError."""
    if not _guarded:
        sys.addaudithook(_refuse)
    _guarded.update(name for database in databases for name in files_of(database))
    _names.update(map(os.path.basename, _guarded))


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    if event != "open" or not isinstance(args[0], str | bytes | os.PathLike):
        return
    name = os.fsdecode(args[0])
    likely = name.startswith("/proc/") or os.path.basename(name) in _names
    if likely and os.path.realpath(name) in _guarded:
        raise PermissionError(f"{name} is a database: let another process read it (tests/reading.py).")
