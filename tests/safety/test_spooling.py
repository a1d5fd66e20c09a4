"""The encrypted spool: what goes in comes out, and the disk only ever sees noise."""

import io
import os
import random

import pytest

from safety.spooling import EncryptedSpool, SpoolLimit

SECRET = b"SECRETNAME was here. "


@pytest.fixture
def big(tmp_path):
    with EncryptedSpool(memory=1000, directory=tmp_path) as spool:
        spool.write(SECRET * 5000)
        yield spool


def on_disk(spool: EncryptedSpool) -> bytes:
    """What the kernel holds for the nameless file."""
    return os.pread(spool._file.fileno(), spool.size + 10, 0)


def test_spool_stays_in_memory_while_small(tmp_path):
    spool = EncryptedSpool(SECRET, memory=1000, directory=tmp_path)
    assert not spool.on_disk
    assert spool.read() == SECRET
    assert spool.size == len(SECRET)


def test_spool_on_disk_is_noise_and_nameless(big, tmp_path):
    assert big.on_disk
    assert list(tmp_path.iterdir()) == []
    raw = on_disk(big)
    assert len(raw) == big.size
    assert b"SECRETNAME" not in raw and b"was here" not in raw
    assert raw[: 16 * 21] != raw[16 * 21 : 32 * 21]  # equal plaintext, different blocks


def test_spool_reads_anywhere(big):
    plain = SECRET * 5000
    dice = random.Random(4)  # noqa: S311 - places to read, no secret
    for _ in range(200):
        start, length = dice.randrange(len(plain)), dice.randrange(400)
        big.seek(start)
        assert big.read(length) == plain[start : start + length]
        assert big.tell() == min(start + length, len(plain))
    assert big.seek(-5, os.SEEK_END) == len(plain) - 5
    assert big.read() == plain[-5:]
    assert big.read() == b""


def test_spool_gives_lines_and_survives_wrapping(tmp_path):
    lines = [f"line {number}\n".encode() for number in range(3000)]
    spool = EncryptedSpool(b"".join(lines), memory=100, directory=tmp_path)
    assert list(spool) == lines
    spool.seek(0)
    assert io.BufferedReader(spool).readline() == lines[0]


def test_spool_over_its_limit_raises_and_keeps_what_it_had(tmp_path):
    spool = EncryptedSpool(limit=100, memory=10, directory=tmp_path)
    spool.write(b"x" * 100)
    with pytest.raises(SpoolLimit):
        spool.write(b"y")
    spool.seek(0)
    assert spool.read() == b"x" * 100


def test_spool_never_writes_one_place_twice(big):
    big.seek(0)
    with pytest.raises(io.UnsupportedOperation):
        big.write(b"again")


def test_spool_closed_forgets_its_key(big):
    big.close()
    assert big._key == b""
    with pytest.raises(ValueError, match="closed"):
        big.read()
