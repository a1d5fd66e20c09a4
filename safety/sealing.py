"""From clear to sealed: files into one padded tar, the tar into the age format (v1), streaming, in constant memory.

What comes out opens with the standard `age` and `tar` tools. Nothing here keeps anything: ciphertext waits in a spool.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import pyrage
from pyrage import x25519

from safety.spooling import EncryptedSpool

_CHUNK = 64 * 1024
_BLOCK = tarfile.BLOCKSIZE
SMALLEST_BUNDLE = 64 * 1024
PADDING_NAME = "padding"


class BadKey(ValueError):
    """Somebody gave text that is not a public key of the age format (`age1…`)."""


class CannotOpen(ValueError):
    """This identity opens nothing of what was given: it was sealed to others, or damaged."""


@dataclass(frozen=True)
class Recipients:
    """Public keys, each one checked, at least one."""

    keys: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.keys:
            raise BadKey("Nothing can be sealed to nobody.")
        for key in self.keys:
            check_public_key(key)


@dataclass(frozen=True)
class Member:
    """A file of the tar: `body` is read from where it stands, and must give exactly `size` bytes."""

    name: str
    size: int
    body: BinaryIO


@dataclass(frozen=True)
class Sealed:
    """Ciphertext, made by `seal` alone. The only thing that storage takes."""

    body: EncryptedSpool

    @property
    def size(self) -> int:
        """Bytes of ciphertext."""
        return self.body.size

    def close(self) -> None:
        """Forget the ciphertext."""
        self.body.close()


def check_public_key(text: str) -> str:
    """The key without surrounding blanks, or `BadKey`."""
    key = text.strip()
    try:
        x25519.Recipient.from_str(key)
    except pyrage.RecipientError as error:
        raise BadKey("This is not a public key of age: it starts with age1 and has 62 characters.") from error
    return key


def padded_size(size: int) -> int:
    """The Padmé size: at most 12 % more, and only a few size classes to tell apart (Nikitin et al., 2019)."""
    if size < SMALLEST_BUNDLE:
        return SMALLEST_BUNDLE
    exponent = size.bit_length() - 1
    free = exponent - exponent.bit_length()
    mask = (1 << free) - 1
    return (size + mask) & ~mask


def pack(members: Iterable[Member]) -> Iterator[bytes]:
    """A tar of the members in pieces. Its last member pads it: bytes after the end would make `age | tar` end badly."""
    total = 2 * _BLOCK  # the end mark
    for member in members:
        header = _header(member.name, member.size)
        yield header
        left = member.size
        while left:
            chunk = member.body.read(min(_CHUNK, left))
            if not chunk:
                raise ValueError("A file of the bundle is shorter than announced.")
            left -= len(chunk)
            yield chunk
        yield bytes(-member.size % _BLOCK)
        total += len(header) + member.size + (-member.size % _BLOCK)
    total += _BLOCK
    filling = padded_size(total) - total
    filling += -filling % _BLOCK
    yield _header(PADDING_NAME, filling)
    for start in range(0, filling, _CHUNK):
        yield bytes(min(_CHUNK, filling - start))
    yield bytes(2 * _BLOCK)


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)  # no date, no owner
    info.size = size
    info.mode = 0o600
    try:
        return info.tobuf(tarfile.USTAR_FORMAT)
    except ValueError:  # a name or a size that the common form has no room for
        return info.tobuf(tarfile.GNU_FORMAT)


class _Reader:
    """The pieces as the file object that pyrage reads from."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = memoryview(b"")

    def read(self, size: int = -1) -> bytes:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = memoryview(piece)
        end = len(self._rest) if size < 0 else size
        found, self._rest = self._rest[:end], self._rest[end:]
        return bytes(found)


def seal(pieces: Iterable[bytes], *, keys: Recipients) -> Sealed:
    """Encrypt the pieces to every key. Any of the private keys opens the result."""
    body = EncryptedSpool()
    try:
        seal_into(body, pieces, keys=keys)
        body.seek(0)
    except BaseException:
        body.close()
        raise
    return Sealed(body)


def seal_into(out: BinaryIO | EncryptedSpool, pieces: Iterable[bytes], *, keys: Recipients) -> None:
    """Encrypt the pieces to every key, into a file that is written forward."""
    pyrage.encrypt_io(_Reader(pieces), out, [x25519.Recipient.from_str(key) for key in keys.keys])


def open_into(out: BinaryIO, sealed: BinaryIO, *, identities: Iterable[str]) -> None:
    """Write what one of these private keys opens, or `CannotOpen`: what was written until then is worth nothing."""
    try:
        keys = [x25519.Identity.from_str(identity) for identity in identities]
        pyrage.decrypt_io(sealed, out, keys)
    except (pyrage.DecryptError, pyrage.IdentityError) as error:
        raise CannotOpen("No key given opens this file, or it is damaged.") from error


def seal_text(text: str, *, keys: Recipients) -> Sealed:
    """A text of its own, padded with blanks that reading strips: its length says little."""
    plain = text.rstrip().encode()
    size = 1024
    while size < len(plain):
        size *= 2
    return seal([plain, b" " * (size - len(plain))], keys=keys)


def open_text(sealed: bytes, *, identity: str) -> str:
    """The text that `seal_text` sealed, or `CannotOpen`."""
    try:
        plain = pyrage.decrypt(sealed, [x25519.Identity.from_str(identity)])
    except (pyrage.DecryptError, pyrage.IdentityError) as error:
        raise CannotOpen("This key does not open this text.") from error
    return bytes(plain).decode().rstrip()


# -- Keys ------------------------------------------------------------------------------------------------------------
def make_identity() -> tuple[str, str]:
    """A new private and public key."""
    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def identity_from_seed(seed: bytes) -> tuple[str, str]:
    """The private and public key that 32 secret bytes determine, in age's writing (bech32)."""
    if len(seed) != 32:
        raise ValueError("An age identity is made of 32 bytes.")
    private = _bech32("age-secret-key-", seed).upper()
    return private, str(x25519.Identity.from_str(private).to_public())


def _bech32(prefix: str, data: bytes) -> str:
    """BIP 173 without its length limit, as age uses it."""
    number = int.from_bytes(data, "big") << (-len(data) * 8 % 5)
    count = (len(data) * 8 + 4) // 5
    values = [(number >> (5 * (count - 1 - place))) & 31 for place in range(count)]
    expanded = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    check = _polymod(expanded + values + [0] * 6) ^ 1
    values += [(check >> (5 * (5 - place))) & 31 for place in range(6)]
    return prefix + "1" + "".join("qpzry9x8gf2tvdw0s3jn54khce6mua7l"[value] for value in values)


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if (top >> place) & 1 else 0
    return check
