"""What lies in a process's memory, read through the kernel by another process (tests/reading.py).

Whoever seizes a running server reads the same: objects in use, and what freed ones leave behind.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.open_files import process_tree
from tests.reading import elsewhere

_PIECE = 16 * 1024 * 1024
_OVERLAP = 512
_JOINED = rb"[^a-zA-Z]{1,12}"
_ENCODINGS = ("utf-8", "utf-16-le", "utf-32-le")  # on the wire; as UTF-16 and as Python keeps what has wide signs


def ways_to_write(mark: str) -> list[bytes]:
    """The bytes by which a mark of plain letters and digits is found, however it was encoded.

    Such a mark stands as it is in JSON, HTML and percent-encoded forms; in base64 it depends on where it begins.
    """
    plain = [mark.encode(encoding) for encoding in _ENCODINGS]
    turned = []
    for shift in range(3):
        sure = base64.b64encode(b"\0" * shift + mark.encode())[4 if shift else 0 :]
        turned.append(sure[: len(sure) // 4 * 4 - 4])
    return plain + turned


def holds_a_pair(piece: bytes, words: Sequence[str]) -> bool:
    """Whether two words that follow each other stand there, joined by whatever is no letter ("%20" too).

    One of any two is every second word: those are looked for, and their neighbours around them.
    """
    for encoding in _ENCODINGS:
        written = [word.encode(encoding) for word in words]
        for number in range(1, len(written), 2):
            at = piece.find(written[number])
            while at >= 0:
                behind = at + len(written[number])
                first = written[number - 1]
                if re.search(re.escape(first) + _JOINED + rb"\Z", piece[max(0, at - 16 - len(first)) : at], re.DOTALL):
                    return True
                for third in written[number + 1 : number + 2]:
                    if re.match(_JOINED + re.escape(third), piece[behind : behind + 16 + len(third)], re.DOTALL):
                        return True
                at = piece.find(written[number], behind)
    return False


@elsewhere
def found_in_memory(pid: int, marks: Mapping[str, str], receipts: Mapping[str, Sequence[str]]) -> list[str]:
    """Which marks, and which two words of a receipt, lie in the memory of a process or of its descendants.

    Marks that begin alike are looked for by their beginning first.
    """
    beginning = ways_to_write(os.path.commonprefix(list(marks.values())))
    found = set()
    for other in process_tree(pid):
        for place, piece in _pieces(other):
            held = set()
            if any(way in piece for way in beginning):
                held = {what for what, mark in marks.items() if any(way in piece for way in ways_to_write(mark))}
            held |= {what for what, words in receipts.items() if holds_a_pair(piece, words)}
            if held:
                program = Path(f"/proc/{other}/cmdline").read_bytes().decode().split("\0")
                found |= {f"{what} in {place} of {' '.join(program)[-60:]}" for what in held}
    return sorted(found)


def _pieces(pid: int) -> Iterator[tuple[str, bytes]]:
    """All that it can write to or once could, piece by piece; a mark that lies across two pieces is in one of them."""
    try:
        mappings = Path(f"/proc/{pid}/maps").read_text().splitlines()
        memory = Path(f"/proc/{pid}/mem").open("rb", buffering=0)
    except OSError:
        return  # it ended meanwhile
    with memory:
        for line in mappings:
            bounds, permissions, *_rest, name = f"{line} -".split(maxsplit=5)
            first, last = (int(bound, 16) for bound in bounds.split("-"))
            is_file = name.startswith("/") and "w" not in permissions  # a program's code
            if not permissions.startswith("r") or is_file or name.startswith("[v"):
                continue
            for start in range(first, last, _PIECE):
                try:
                    memory.seek(start)
                    yield name.strip(" -") or "nameless memory", memory.read(min(_PIECE + _OVERLAP, last - start))
                except OSError:
                    break  # given back meanwhile
