"""The receipt: seven words that only the source has, and what can be computed from them.

receipt → Argon2id with the instance's salt → HKDF → a lookup id and an age identity, of which only the lookup id and
the public key are stored.
"""

from __future__ import annotations

import functools
import re
import secrets
import threading
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from engine.admission import aside
from leaks.exceptions import UnknownWord, WrongLength
from leaks.words.build import left_out
from safety.sealing import identity_from_seed

LENGTH = 7
_LISTS = ("fr", "en")
_MEMORY_KIB = 64 * 1024
_PASSES = 3


class Lane:
    """Derivations one after another: each takes 64 MB for a fifth of a second. Knows how many wait."""

    def __init__(self) -> None:
        self._one = threading.Lock()
        self._counting = threading.Lock()
        self._inside = 0

    def __enter__(self) -> None:
        with self._counting:
            self._inside += 1
        self._one.acquire()

    def __exit__(self, *error: object) -> None:
        self._one.release()
        with self._counting:
            self._inside -= 1

    @property
    def is_busy(self) -> bool:
        """Whether whoever comes now waits for some time."""
        return self._inside > _BUSY

    @property
    def is_full(self) -> bool:
        """Whether nobody more should wait."""
        return self._inside >= _FULL


_BUSY, _FULL = 5, 40
# Two at once and no more, one for each way: wrong receipts never hold a new source up, nor the other way round.
SENDING, COMING_BACK = Lane(), Lane()


@dataclass(frozen=True)
class Derived:
    """What a receipt gives. Only `lookup` and `public_key` may be stored.

    `budget` names the conversation's count in the cache: without the receipt nobody can say whose count it is.
    """

    lookup: str
    public_key: str
    identity: str = field(repr=False)
    budget: str = field(repr=False)


@functools.cache
def words(language: str) -> tuple[str, ...]:
    """The list for a language; English for those that have none."""
    name = language[:2] if language[:2] in _LISTS else "en"
    return tuple((Path(__file__).parent / "words" / f"{name}.txt").read_text().split())


@functools.cache
def _known() -> frozenset[str]:
    """Every word that a receipt may have, those given out before some were left out of the lists included."""
    return frozenset(word for name in _LISTS for word in words(name)) | left_out()


def draw(language: str) -> str:
    """A new receipt."""
    return " ".join(secrets.choice(words(language)) for _ in range(LENGTH))


def normalise(typed: str) -> str:
    """The receipt as it was given, whatever the typing: capitals, accents, commas, numbers of a list.

    Raises UnknownWord or WrongLength, so that a typo is named while the source still has everything in the form.
    """
    plain = unicodedata.normalize("NFKD", typed.casefold())
    found = re.findall(r"[a-z]+", "".join(c for c in plain if not unicodedata.combining(c)))
    for word in found:
        if word not in _known():
            raise UnknownWord(word[:40])
    if len(found) != LENGTH:
        raise WrongLength
    return " ".join(found)


def derive(receipt: str, *, salt: bytes, lane: Lane = COMING_BACK) -> Derived:
    """Compute the lookup id and the identity. Slow on purpose, and equally slow for a wrong receipt."""
    with aside(), lane:
        root = hash_secret_raw(
            receipt.encode(), salt, time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=1, hash_len=32, type=Type.ID
        )
    lookup = HKDFExpand(SHA256(), 16, b"leaks lookup id v1").derive(root)
    identity, public_key = identity_from_seed(HKDFExpand(SHA256(), 32, b"leaks age identity v1").derive(root))
    budget = HKDFExpand(SHA256(), 16, b"leaks budget v1").derive(root)
    return Derived(lookup=lookup.hex(), public_key=public_key, identity=identity, budget=budget.hex())
