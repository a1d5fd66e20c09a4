"""What a process has open, read through the kernel: watching folders cannot see files without a name."""

from __future__ import annotations

import os
import stat
from pathlib import Path


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
    for link in links:
        try:
            if stat.S_ISREG(link.stat().st_mode):
                found[f"{pid} {os.readlink(link)}"] = link.read_bytes()
        except OSError:
            continue  # closed meanwhile
    return found
