"""Sealing, checked with Debian's age and tar: what they give back is what went in, and sizes say little."""

import hashlib
import io
import resource
import subprocess

import pytest
from pyrage import EncryptError

from safety.sealing import (
    BadKey,
    CannotOpen,
    Member,
    Recipients,
    check_public_key,
    identity_from_seed,
    make_identity,
    open_text,
    pack,
    padded_size,
    seal,
    seal_text,
)
from safety.spooling import EncryptedSpool

CONTENT = b"SECRETNAME " * 12_345


@pytest.fixture
def keys(tmp_path):
    private, public = make_identity()
    (tmp_path / "key.txt").write_text(f"# a comment as age-keygen writes\n{private}\n")
    return tmp_path / "key.txt", Recipients((public, make_identity()[1]))


def members(*contents: bytes) -> list[Member]:
    return [Member(f"files/{n}.bin", len(content), io.BytesIO(content)) for n, content in enumerate(contents)]


def test_bundle_opens_with_age_and_tar(keys, tmp_path):
    key, recipients = keys
    sealed = seal(pack(members(CONTENT, b"", b"x" * 512)), keys=recipients)
    (tmp_path / "bundle.age").write_bytes(sealed.body.read())
    out = tmp_path / "out"
    out.mkdir()
    command = "set -o pipefail; age -d -i key.txt bundle.age | tar x -C out"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, check=True)  # noqa: S603, S607
    assert done.stderr == b""
    assert (out / "files/0.bin").read_bytes() == CONTENT
    assert (out / "files/1.bin").read_bytes() == b""
    assert (out / "files/2.bin").read_bytes() == b"x" * 512


def test_bundle_holds_no_plaintext(keys):
    sealed = seal(pack(members(CONTENT)), keys=keys[1])
    assert b"SECRETNAME" not in sealed.body.read()


def test_bundles_of_different_sizes_look_alike():
    sizes = {sum(map(len, pack(members(b"x" * size)))) for size in range(100_000, 101_000, 37)}
    assert len(sizes) <= 2
    assert {sum(map(len, pack(members(b"x" * size)))) for size in (0, 10, 60_000)} == {64 * 1024}


@pytest.mark.parametrize("size", [65_536, 65_537, 1_000_000, 123_456_789])
def test_padding_costs_little(size):
    assert size <= padded_size(size) <= size * 1.12
    assert padded_size(padded_size(size)) == padded_size(size)


def test_sealing_takes_constant_memory(keys):
    with EncryptedSpool() as body:
        for _ in range(120):
            body.write(bytes(1024 * 1024))
        body.seek(0)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        sealed = seal(pack([Member("files/1.bin", body.size, body)]), keys=keys[1])
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert sealed.size > 120 * 1024 * 1024
    assert after - before < 20 * 1024  # kilobytes


def test_member_shorter_than_announced_is_an_error(keys):
    with pytest.raises(EncryptError, match="shorter"):
        seal(pack([Member("a", 10, io.BytesIO(b"123"))]), keys=keys[1])


def test_seed_gives_one_identity_that_age_accepts(tmp_path):
    seed = hashlib.sha256(b"seed").digest()
    private, public = identity_from_seed(seed)
    assert (private, public) == identity_from_seed(seed)
    (tmp_path / "key.txt").write_text(private)
    found = subprocess.run(["age-keygen", "-y", tmp_path / "key.txt"], capture_output=True, text=True, check=True)  # noqa: S603, S607
    assert found.stdout.strip() == public


def test_text_opens_for_its_key_only():
    private, public = make_identity()
    sealed = seal_text("Bonjour,\n\névénement", keys=Recipients((public,))).body.read()
    assert open_text(sealed, identity=private) == "Bonjour,\n\névénement"
    with pytest.raises(CannotOpen):
        open_text(sealed, identity=make_identity()[0])
    other = seal_text("x", keys=Recipients((public,))).body.read()
    assert abs(len(sealed) - len(other)) < 600  # the library adds a line of noise of its own to the header


@pytest.mark.parametrize("text", ["", "age1xyz", "ssh-ed25519 AAAA", "AGE-SECRET-KEY-1QQQ"])
def test_wrong_public_key_is_refused(text):
    with pytest.raises(BadKey):
        check_public_key(text)


def test_sealing_to_nobody_is_refused():
    with pytest.raises(BadKey):
        Recipients(())
