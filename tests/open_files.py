"""What a process has open, read through the kernel: watching folders cannot see files without a name.

Another process looks (tests/reading.py): a server has its databases open.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection
from pathlib import Path

from tests.reading import elsewhere


@elsewhere
def open_files(pid: int) -> dict[str, bytes]:
    """The content of every regular file that a process has open, nameless ones too, and of its children's."""
    found: dict[str, bytes] = {}
    try:
        children = [
            other for tasks in Path(f"/proc/{pid}/task").glob("*/children") for other in tasks.read_text().split()
        ]
        links = list(Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return found  # the process ended meanwhile
    for other in children:
        found |= open_files(int(other))
    memory = sandbox_memory(pid)
    for link in links:
        try:
            if link.stat().st_dev in memory:
                continue
            if stat.S_ISREG(link.stat().st_mode):
                found[f"{pid} {os.readlink(link)}"] = link.read_bytes()
        except OSError:
            continue  # closed meanwhile
    return found


@elsewhere
def search_open_files(pid: int, words: Collection[bytes]) -> tuple[list[str], int]:
    """Which regular files that a process tree has open or mapped hold one of the words, and the largest one's size.

    Nameless files too; read piece by piece, so that what searches needs no more memory than what is searched.
    """
    guilty, largest = [], 0
    for other in process_tree(pid):
        memory = sandbox_memory(other)
        for link in [*_links(other, "fd"), *_nameless_maps(other)]:
            try:
                about = link.stat()
                if about.st_dev in memory or not stat.S_ISREG(about.st_mode):
                    continue
                largest = max(largest, about.st_size)
                if _holds(link, words):
                    guilty.append(f"{other} {os.readlink(link)}")
            except OSError:
                continue  # closed meanwhile
    return guilty, largest


def process_tree(pid: int) -> list[int]:
    """A process and all that descend from it."""
    try:
        children = [int(p) for tasks in Path(f"/proc/{pid}/task").glob("*/children") for p in tasks.read_text().split()]
    except OSError:
        return [pid]  # it ended meanwhile
    return [pid, *(other for child in children for other in process_tree(child))]


def resident_memory(pid: int) -> int:
    """Bytes of one process in memory: its own, mapped files, and memory that it shares."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def _links(pid: int, kind: str) -> list[Path]:
    try:
        return list(Path(f"/proc/{pid}/{kind}").iterdir())
    except OSError:
        return []


def _nameless_maps(pid: int) -> list[Path]:
    """Files without a name that are mapped into memory, open or not (the kernel lets root alone look)."""
    found = []
    for link in _links(pid, "map_files"):
        try:
            if os.readlink(link).endswith(" (deleted)"):
                found.append(link)
        except OSError:
            continue
    return found


def _holds(path: Path, words: Collection[bytes]) -> bool:
    longest = max(map(len, words))
    with path.open("rb") as file:
        before = b""
        while piece := file.read(1024 * 1024):
            window = before + piece
            if any(word in window for word in words):
                return True
            before = window[-longest:]
    return False


def sandbox_memory(pid: int) -> set[int]:
    """The devices of a sandbox's own folders in memory. Its plaintext may be there, and nowhere else."""
    try:
        if os.readlink(f"/proc/{pid}/ns/mnt") == os.readlink("/proc/self/ns/mnt"):
            return set()
        mounts = Path(f"/proc/{pid}/mountinfo").read_text().splitlines()
    except OSError:
        return set()
    found = set()
    for line in mounts:
        kind = line.partition(" - ")[2].split()[0]
        if kind == "tmpfs":
            major, minor = line.split()[2].split(":")
            found.add(os.makedev(int(major), int(minor)))
    return found
