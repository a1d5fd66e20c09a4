"""Where a picture ends by its own account. What lies after that is shown by no program and unpacked by many."""

from __future__ import annotations

import struct
from collections.abc import Callable

_BOXES = {
    b"ftyp", b"meta", b"mdat", b"moov", b"free", b"skip", b"wide", b"jP  ", b"jp2h", b"jp2c", b"jp2i", b"jumb", b"xml ",
    b"uuid", b"uinf", b"pdin", b"sidx", b"moof", b"mfra", b"idat",
}  # fmt: skip
_WIDTHS = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_POINTS_TO_DIRECTORY = {330, 34665, 34853, 40965}
_STARTS, _COUNTS = {273, 324, 288, 513}, {279, 325, 289, 514}


def length_of_picture(content: bytes, extension: str) -> int | None:
    """How many of the bytes are the picture; None when its end cannot be found, as in a damaged one."""
    find = _ENDS.get(extension)
    try:
        return find(content) if find else len(content)
    except (IndexError, struct.error, ValueError):
        return None


def has_tail(content: bytes, length: int) -> bool:
    """Whether more than padding follows."""
    return bool(content[length:].strip(b"\0\r\n \xff"))


def _jpeg(content: bytes) -> int | None:
    at = 2
    while at < len(content) - 1:
        if content[at] != 0xFF:
            return None
        marker = content[at + 1]
        if marker == 0xD9:
            return at + 2
        if marker == 0xFF or 0xD0 <= marker <= 0xD8 or marker == 1:
            at += 1 if marker == 0xFF else 2
            continue
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == 0xDA:  # then the picture itself, in which a marker is announced by FF and no zero or restart
            while (at := content.find(b"\xff", at)) >= 0 and (at + 1 >= len(content) or _inside_scan(content[at + 1])):
                at += 2 if at + 1 < len(content) and content[at + 1] != 0xFF else 1
                if at >= len(content):
                    return None
            if at < 0:
                return None
    return None


def _inside_scan(code: int) -> bool:
    return code == 0 or code == 0xFF or 0xD0 <= code <= 0xD7


def _png(content: bytes) -> int | None:
    at = 8
    while at + 12 <= len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        if content[at + 4 : at + 8] == b"IEND":
            return at + 12 + size
        at += 12 + size
    return None


def _gif(content: bytes) -> int | None:
    flags = content[10]
    at = 13 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
    while content[at] != 0x3B:
        if content[at] == 0x2C:
            flags = content[at + 9]
            at += 11 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
        elif content[at] == 0x21:
            at += 2
        else:
            return None
        while content[at]:
            at += content[at] + 1
        at += 1
    return at + 1


def _riff(content: bytes) -> int:
    size = int.from_bytes(content[4:8], "little") + 8
    return size + size % 2


def _bmp(content: bytes) -> int | None:
    size, header = int.from_bytes(content[2:6], "little"), content[14:]
    start = int.from_bytes(content[10:14], "little")
    width, height, _planes, bits, kind = struct.unpack("<iiHHI", header[4:20])
    if kind in (0, 3, 6):
        return start + (abs(width) * bits + 31) // 32 * 4 * abs(height)
    return size or None


def _boxes(content: bytes) -> int | None:
    at = 0
    while at + 8 <= len(content) and content[at + 4 : at + 8] in _BOXES:
        size, head = int.from_bytes(content[at : at + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        if at and content[at + 4 : at + 8] == content[4:8]:
            break  # where another file begins
        if size == 0:
            return len(content)
        if size < head or at + size > len(content):
            return None
        at += size
    return at


def _tiff(content: bytes) -> int | None:
    """The end of the last thing that a directory points to (TIFF 6.0, section 2; BigTIFF with eight bytes for four)."""
    order = "<" if content[:2] == b"II" else ">"
    big = content[2:4] in (b"+\0", b"\0+")
    number, pointer, size = ("Q", "Q", 20) if big else ("H", "I", 12)
    word = struct.calcsize(pointer)
    end = 8
    seen: set[int] = set()
    waiting = [struct.unpack_from(order + pointer, content, 8 if big else 4)[0]]
    while waiting and len(seen) < 5_000:
        at = waiting.pop()
        if not at or at in seen:
            continue
        seen.add(at)
        (entries,) = struct.unpack_from(order + number, content, at)
        at += struct.calcsize(number)
        starts: list[int] = []
        counts: list[int] = []
        for entry in range(at, at + entries * size, size):
            tag, kind, count = struct.unpack_from(order + "HH" + pointer, content, entry)
            width = _WIDTHS.get(kind, 1)
            place = entry + 4 + word
            if count * width > word:
                (place,) = struct.unpack_from(order + pointer, content, place)
                end = max(end, place + count * width)
            if tag in _STARTS | _COUNTS | _POINTS_TO_DIRECTORY and count < 1_000_000 and width in (2, 4, 8):
                letter = {2: "H", 4: "I", 8: "Q"}[width]
                values = struct.unpack_from(f"{order}{count}{letter}", content, place)
                if tag in _POINTS_TO_DIRECTORY:
                    waiting.extend(values)
                else:
                    (starts if tag in _STARTS else counts).extend(values)
        end = max([end, *(start + count for start, count in zip(starts, counts, strict=False))])
        at += entries * size
        end = max(end, at + word)
        waiting.append(struct.unpack_from(order + pointer, content, at)[0])
    return end


_ENDS: dict[str, Callable[[bytes], int | None]] = {
    "jpg": _jpeg, "png": _png, "gif": _gif, "webp": _riff, "bmp": _bmp, "tiff": _tiff, "avif": _boxes, "heic": _boxes,
    "jp2": _boxes,
}  # fmt: skip
