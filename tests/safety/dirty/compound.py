"""Compound files (OLE2, [MS-CFB]) by hand: streams of the file itself, and of documents that lie in it."""

from __future__ import annotations

import struct

_NONE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5


def compound(*own: str, inside: tuple[str, ...] = ()) -> bytes:
    """A file with empty streams of these names, and a storage that holds those of `inside`."""
    names = [(name, _STREAM) for name in own] + ([("ObjectPool", _STORAGE)] if inside else [])
    entries = [("Root Entry", _ROOT, 1, _NONE)]
    for at, (name, kind) in enumerate(names, start=1):
        # Each entry leads to the next one by its right hand: a tree that every reader walks.
        entries.append(
            (name, kind, len(names) + 1 if kind == _STORAGE else _NONE, at + 1 if at < len(names) else _NONE)
        )
    for at, name in enumerate(inside, start=len(names) + 1):
        entries.append((name, _STREAM, _NONE, at + 1 if at < len(names) + len(inside) else _NONE))
    entries += [("", 0, _NONE, _NONE)] * (-len(entries) % 4)
    directory = b"".join(_entry(*entry) for entry in entries)
    sectors = len(directory) // 512
    chain = [_FAT, *(at + 2 for at in range(sectors - 1)), _END]
    fat = struct.pack("<128I", *chain, *[_NONE] * (128 - len(chain)))
    header = struct.pack(
        "<8s16s5H6x9I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, _END, 0, _END, 0,
    )  # fmt: skip
    return header + struct.pack("<109I", 0, *[_NONE] * 108) + fat + directory


def _entry(name: str, kind: int, first: int, right: int) -> bytes:
    letters = (name + "\0").encode("utf-16-le") if name else b""
    head = struct.pack("<64sHBB3I", letters, len(letters), kind, 1, _NONE, right, first if kind != _STREAM else _NONE)
    return head + bytes(16 + 4 + 16) + struct.pack("<IQ", _END, 0)
